// SPDX-License-Identifier: GPL-2.0-only

/// Which elements of two lists belong together, by a key. Where a list has a key several times, its first is the
/// partner of the other's first, its second of the second, and so on.
struct Matching<Element> {
    /// Only in the old list, in its order.
    let lost: [Element]
    /// Only in the new list, in its order.
    let gained: [Element]
    /// In both, in the order of the new list.
    let kept: [(old: Element, new: Element)]

    init<Key: Hashable>(_ old: [Element], _ new: [Element], by key: (Element) -> Key) {
        var waiting: [Key: [Int]] = [:]
        for (index, element) in old.enumerated().reversed() { waiting[key(element), default: []].append(index) }
        var taken: Set<Int> = []
        var gained: [Element] = []
        var kept: [(old: Element, new: Element)] = []
        for element: Element in new {
            if let index = waiting[key(element)]?.popLast() {
                taken.insert(index)
                kept.append((old: old[index], new: element))
            } else {
                gained.append(element)
            }
        }
        self.gained = gained
        self.kept = kept
        lost = old.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
    }
}

extension Matching where Element: Hashable {
    init(_ old: [Element], _ new: [Element]) { self.init(old, new) { $0 } }
}
