// SPDX-License-Identifier: GPL-2.0-only

/// The statistics at a moment, and how they change.
struct StatisticsLook {
    /// A statistic and its change per second since the last look; nil when that is not known.
    struct Entry: Hashable {
        let statistic: Statistic
        let rate: UInt64?
    }

    let profile: String
    let cpus: UInt32
    /// Since the last look at the same run of the profile; nil at the first.
    let nanoseconds: UInt64?
    let entries: [Entry]
    private let time: UInt64
    private let values: [Key: UInt64]

    private struct Key: Hashable {
        let name: String
        let index: UInt32
    }

    init(_ status: DeviceStatus, _ statistics: [Statistic], at time: UInt64, after last: StatisticsLook?) {
        profile = status.profile
        cpus = status.cpus
        self.time = time
        let values: [Key: UInt64] = Dictionary(
            statistics.map { (Key(name: $0.name, index: $0.index), $0.value) }, uniquingKeysWith: { $1 })
        self.values = values
        // A count that went down or away was started anew.
        let isSameRun = last.map { last in
            last.profile == status.profile && last.values.allSatisfy { (values[$0.key] ?? 0) >= $0.value }
        }
        let before: StatisticsLook? = isSameRun == true ? last : nil
        let elapsed = before.map { max(1, time &- $0.time) }
        nanoseconds = elapsed
        entries = statistics.map { statistic in
            guard let before, let elapsed else { return Entry(statistic: statistic, rate: nil) }
            // What was not in the list was 0: the module leaves out elements that are.
            let old = before.values[Key(name: statistic.name, index: statistic.index)] ?? 0
            return Entry(statistic: statistic, rate: Self.perSecond(statistic.value - old, elapsed))
        }
    }

    /// Rounded; what does not fit into 64 bits is the greatest number that does.
    private static func perSecond(_ change: UInt64, _ nanoseconds: UInt64) -> UInt64 {
        let product = change.multipliedFullWidth(by: 1_000_000_000)
        guard product.high < nanoseconds else { return .max }
        let (quotient, remainder) = nanoseconds.dividingFullWidth(product)
        return remainder >= nanoseconds - remainder && quotient < .max ? quotient + 1 : quotient
    }
}
