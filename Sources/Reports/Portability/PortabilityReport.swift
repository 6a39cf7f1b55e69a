// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which hypervisors start on which processors.
public struct PortabilityReport: Encodable, Sendable {
    public struct Hypervisor: Encodable, Sendable {
        public let name: String
        public let runs: Int
        public let runsWithout: Int
        public let refused: Int
        public let unknown: Int
        /// In the order of the processors that were asked about.
        public let processors: [PortabilityVerdict]

        /// For example `runs on 9 of 11 processors, on 2 of them without something it prefers; refused by 2`.
        public var summary: String {
            func count(_ number: Int, _ words: String) -> String? { number == 0 ? nil : "\(words) \(number)" }
            let good: Int = runs + runsWithout
            var first = "runs on \(good) of \(processors.count) processor\(processors.count == 1 ? "" : "s")"
            if runsWithout > 0 { first += ", on \(runsWithout) of them without something that it prefers" }
            return ([first] + [count(refused, "refused by"), count(unknown, "unknown of")].compactMap { $0 })
                .joined(separator: "; ")
        }
    }

    /// Raised when a key changes its meaning.
    public let schema: Int = 1
    public let hypervisors: [Hypervisor]

    public init(
        of hypervisors: [HypervisorDescription], on processors: [CapturedProcessor],
        _ architecture: ArchitectureDescription
    ) {
        self.hypervisors = hypervisors.map { hypervisor in
            let portability = Portability(of: hypervisor, architecture)
            let verdicts: [PortabilityVerdict] = processors.map(portability.verdict)
            func count(_ answer: PortabilityVerdict.Answer) -> Int { verdicts.count { $0.answer == answer } }
            return Hypervisor(
                name: hypervisor.name, runs: count(.runs), runsWithout: count(.runsWithout), refused: count(.refused),
                unknown: count(.unknown), processors: verdicts)
        }
    }
}
