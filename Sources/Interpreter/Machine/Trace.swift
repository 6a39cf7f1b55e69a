// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The effects of a run as they are recorded: entries of four words as
/// ``EffectKind`` has them, and for each word which of its bits are unknown.
final class Trace {
    /// In entries. IR has no loops, so that only an enormous handler could need more.
    static let capacity: Int = 1 << 14
    let words: UnsafeMutablePointer<UInt64> = .allocate(capacity: Trace.capacity * 4)
    let unknown: UnsafeMutablePointer<UInt64> = .allocate(capacity: Trace.capacity * 4)
    private(set) var count: Int = 0
    private(set) var hasUnknown: Bool = false

    init() {
        words.initialize(repeating: 0, count: Trace.capacity * 4)
        unknown.initialize(repeating: 0, count: Trace.capacity * 4)
    }

    deinit {
        words.deallocate()
        unknown.deallocate()
    }

    func reset() {
        count = 0
        hasUnknown = false
    }

    func append(_ kind: EffectKind, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0) {
        precondition(count < Trace.capacity, "a run has more than \(Trace.capacity) effects")
        let at: Int = count &* 4
        words[at] = kind.rawValue
        words[at &+ 1] = a
        words[at &+ 2] = b
        words[at &+ 3] = c
        count &+= 1
        if hasUnknown { for index: Int in 0..<4 { unknown[at + index] = 0 } }
    }

    func append(_ kind: EffectKind, values a: Value, _ b: Value, _ c: Value = .known(0)) {
        append(kind, a.bits, b.bits, c.bits)
        if a.unknown | b.unknown | c.unknown == 0 { return }
        if !hasUnknown {
            unknown.update(repeating: 0, count: count &* 4)
            hasUnknown = true
        }
        let at: Int = (count &- 1) &* 4
        unknown[at &+ 1] = a.unknown
        unknown[at &+ 2] = b.unknown
        unknown[at &+ 3] = c.unknown
    }

    /// The effects, for people and tests.
    func effects(_ symbols: SymbolTable) -> [Effect] {
        let known: [[Value]] = (0..<count).map { entry in
            (0..<4).map { Value(bits: words[entry * 4 + $0], unknown: hasUnknown ? unknown[entry * 4 + $0] : 0) }
        }
        return Effect.decode(known[...], symbols)
    }
}
