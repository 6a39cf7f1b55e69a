// SPDX-License-Identifier: GPL-2.0-only

/// The kernel's notation for sets of CPUs, `0-3,8`.
enum CPUList {
    /// The CPUs in ascending order; nil when the text is something else.
    static func parse(_ text: String) -> [UInt32]? {
        var cpus: [UInt32] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt32($0) }
            switch ends.count {
            case 1:
                guard let cpu = ends[0] else { return nil }
                cpus.append(cpu)
            case 2:
                // The kernel has no more CPUs than this; a wrong file must not fill the memory.
                guard let first = ends[0], let last = ends[1], first <= last, last < 1 << 16 else { return nil }
                cpus += first...last
            default: return nil
            }
        }
        return cpus
    }

    /// The shortest notation of ascending CPUs.
    static func text(_ cpus: [UInt32]) -> String {
        var ranges: [ClosedRange<UInt32>] = []
        for cpu in cpus {
            if let last = ranges.last, last.upperBound + 1 == cpu {
                ranges[ranges.count - 1] = last.lowerBound...cpu
            } else {
                ranges.append(cpu...cpu)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}
