// SPDX-License-Identifier: GPL-2.0-only

/// Values that are only there once somebody has asked for or set them, and that
/// are all forgotten at once.
final class LazyValues {
    private let bits: UnsafeMutablePointer<UInt64>
    private let unknown: UnsafeMutablePointer<UInt64>
    private let round: UnsafeMutablePointer<UInt64>
    private var current: UInt64 = 1
    let count: Int

    init(count: Int) {
        self.count = count
        let capacity: Int = max(1, count)
        bits = .allocate(capacity: capacity)
        unknown = .allocate(capacity: capacity)
        round = .allocate(capacity: capacity)
        bits.initialize(repeating: 0, count: capacity)
        unknown.initialize(repeating: 0, count: capacity)
        round.initialize(repeating: 0, count: capacity)
    }

    deinit {
        bits.deallocate()
        unknown.deallocate()
        round.deallocate()
    }

    func forget() { current &+= 1 }

    func isSet(_ index: Int) -> Bool {
        precondition(index >= 0 && index < count, "a program names a symbol that was added after the machine was made")
        return round[index] == current
    }

    subscript(index: Int) -> Value { Value(bits: bits[index], unknown: unknown[index]) }

    @discardableResult
    func set(_ index: Int, _ value: Value) -> Value {
        precondition(index >= 0 && index < count, "a program names a symbol that was added after the machine was made")
        bits[index] = value.bits
        unknown[index] = value.unknown
        round[index] = current
        return value
    }
}
