// SPDX-License-Identifier: GPL-2.0-only

/// Memory of trivial values that goes away with its owner. A debug build is several
/// times faster on it than on arrays.
final class PlainMemory {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit { for block: UnsafeMutableRawPointer in blocks { block.deallocate() } }

    func copy<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeMutablePointer<Element> {
        let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
        for (index, value) in values.enumerated() { (pointer + index).initialize(to: value) }
        blocks.append(UnsafeMutableRawPointer(pointer))
        return pointer
    }
}
