// SPDX-License-Identifier: GPL-2.0-only

/// A look as a table, cut to a terminal.
struct LiveTable {
    private let title: String
    private let entries: [StatisticsLook.Entry]

    init(_ look: StatisticsLook, _ entries: [StatisticsLook.Entry]) {
        let tenths = look.nanoseconds.map { ($0 + 50_000_000) / 100_000_000 }
        let since = tenths.map { ", \($0 / 10).\($0 % 10) s after the last look" } ?? ""
        title = "\(look.profile) on \(look.cpus) \(look.cpus == 1 ? "CPU" : "CPUs")\(since)"
        self.entries = entries
    }

    /// All of it.
    var lines: [String] { [title] + Self.table(entries) }

    /// What fits. The cursor stays below the last line, so one line less than there are.
    func lines(on screen: Console.Screen) -> [String] {
        let room = max(1, screen.rows - 1)
        var lines = self.lines
        if lines.count > room {
            // The title, the table's header, and what says that some are missing.
            let kept = busiest(max(0, room - 3))
            lines = [title] + Self.table(kept) + ["and \(entries.count - kept.count) more that change less"]
        }
        return lines.prefix(room).map { String($0.prefix(screen.columns)) }
    }

    /// Those that change most, in the order of the whole table.
    private func busiest(_ count: Int) -> [StatisticsLook.Entry] {
        let order = entries.indices.sorted { left, right in
            let (first, second) = (entries[left], entries[right])
            let (one, other) = (first.rate ?? 0, second.rate ?? 0)
            if one != other { return one > other }
            if first.statistic.value != second.statistic.value {
                return first.statistic.value > second.statistic.value
            }
            return left < right
        }
        return order.prefix(count).sorted().map { entries[$0] }
    }

    private static func table(_ entries: [StatisticsLook.Entry]) -> [String] {
        var table = Table(["NAME", "INDEX", "LABEL", "VALUE", "PER SECOND"], numeric: [1, 3, 4])
        table.rows = entries.map { entry in
            let statistic = entry.statistic
            return [
                statistic.name, String(statistic.index), statistic.label, String(statistic.value),
                entry.rate.map { String($0) } ?? "-",
            ]
        }
        return table.lines
    }
}
