// SPDX-License-Identifier: GPL-2.0-only

/// A growing run of 64-bit words. An array would do; a debug build is several
/// times slower on it.
final class WordBuffer {
    private(set) var words: UnsafeMutablePointer<UInt64>
    private(set) var count: Int = 0
    private var capacity: Int

    init(capacity: Int = 1 << 16) {
        self.capacity = capacity
        words = .allocate(capacity: capacity)
    }

    deinit { words.deallocate() }

    func removeAll() { count = 0 }

    func append(_ word: UInt64) {
        if count == capacity { reserve(1) }
        words[count] = word
        count &+= 1
    }

    func append(_ source: UnsafePointer<UInt64>, _ length: Int) {
        if count + length > capacity { reserve(length) }
        (words + count).update(from: source, count: length)
        count += length
    }

    private func reserve(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
        larger.update(from: words, count: count)
        words.deallocate()
        words = larger
    }

    /// All words as bytes.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: words, count: count * 8) }
}
