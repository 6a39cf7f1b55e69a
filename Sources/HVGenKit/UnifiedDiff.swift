// SPDX-License-Identifier: GPL-2.0-only

/// The difference of two texts as `diff -u` prints it.
public enum UnifiedDiff {
    private static let context: Int = 3

    private enum Edit {
        case keep(String)
        case remove(String)
        case insert(String)
    }

    /// - Returns: the empty string when the texts are the same.
    public static func text(old: String, new: String, oldName: String, newName: String) -> String {
        if old == new { return "" }
        let edits: [Edit] = self.edits(lines(of: old), lines(of: new))
        var result = "--- \(oldName)\n+++ \(newName)\n"
        for hunk: Range<Int> in hunks(edits) { result += print(edits, hunk) }
        return result
    }

    private static func lines(of text: String) -> [String] {
        var lines: [String] = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func edits(_ old: [String], _ new: [String]) -> [Edit] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var result: [Edit] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                result.append(.remove(old[left]))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                result.append(.insert(new[right]))
                right += 1
            } else {
                result.append(.keep(old[left]))
                left += 1
                right += 1
            }
        }
        return result
    }

    private static func isChange(_ edit: Edit) -> Bool {
        if case .keep = edit { return false }
        return true
    }

    /// Runs of edits with their context; runs that touch are one.
    private static func hunks(_ edits: [Edit]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for (index, edit) in edits.enumerated() where isChange(edit) {
            let range: Range<Int> = max(0, index - context)..<min(edits.count, index + context + 1)
            if let last = result.last, last.upperBound >= range.lowerBound {
                result[result.count - 1] = last.lowerBound..<range.upperBound
            } else {
                result.append(range)
            }
        }
        return result
    }

    private static func print(_ edits: [Edit], _ hunk: Range<Int>) -> String {
        func count(_ range: Range<Int>, _ counts: (Edit) -> Bool) -> Int { edits[range].lazy.filter(counts).count }
        func isOld(_ edit: Edit) -> Bool { if case .insert = edit { false } else { true } }
        func isNew(_ edit: Edit) -> Bool { if case .remove = edit { false } else { true } }
        let before: Range<Int> = 0..<hunk.lowerBound
        let (oldCount, newCount) = (count(hunk, isOld), count(hunk, isNew))
        let oldStart: Int = count(before, isOld) + (oldCount == 0 ? 0 : 1)
        let newStart: Int = count(before, isNew) + (newCount == 0 ? 0 : 1)
        var result = "@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@\n"
        for edit: Edit in edits[hunk] {
            switch edit {
            case .keep(let line): result += " " + line + "\n"
            case .remove(let line): result += "-" + line + "\n"
            case .insert(let line): result += "+" + line + "\n"
            }
        }
        return result
    }
}
