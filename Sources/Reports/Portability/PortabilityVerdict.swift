// SPDX-License-Identifier: GPL-2.0-only

/// Whether a hypervisor starts on a processor, and what is in the way.
public struct PortabilityVerdict: Codable, Hashable, Sendable {
    public enum Answer: String, Codable, Hashable, Sendable {
        case runs
        /// It runs, and some controls that it prefers are 0.
        case runsWithout
        /// The module refuses to start it.
        case refused
        /// What was captured does not say.
        case unknown
    }

    /// A control that is preferred and 0.
    public struct Withheld: Codable, Hashable, Sendable {
        /// For example `secondary.5`.
        public let control: String
        public let name: String
        /// The end of a sentence.
        public let because: String
    }

    /// What the module says, in parts.
    public struct Refusal: Codable, Hashable, Sendable {
        /// As `hvctl` prints it, for example `missing-control`.
        public let code: String
        /// What the module says behind `CPU n: `.
        public let text: String
        /// The control in the way, for example `secondary.1`.
        public let control: String?
        /// For example `IA32_VMX_PROCBASED_CTLS2 (0x48b)`.
        public let msr: String?
        /// The bit of the MSR.
        public let bit: Int?
    }

    public let processor: String
    public let answer: Answer
    /// Nil when nothing is.
    public let without: [Withheld]?
    public let refusal: Refusal?
    /// MSRs and leaves that were not captured and on which the answer depends.
    public let notCaptured: [String]?
    /// What was not captured and is taken for granted: the ends of sentences that begin with "provided that".
    public let assuming: [String]?

    init(
        _ processor: String, _ answer: Answer, without: [Withheld]? = nil, refusal: Refusal? = nil,
        notCaptured: [String]? = nil, assuming: [String]? = nil
    ) {
        self.processor = processor
        self.answer = answer
        self.without = without
        self.refusal = refusal
        self.notCaptured = notCaptured
        self.assuming = assuming
    }

    /// Whether the hypervisor does its work there.
    public var isGood: Bool { answer == .runs || answer == .runsWithout }

    /// In one line, for example `runs without "Enable VPID"`.
    public var summary: String {
        switch answer {
        case .runs: "runs"
        case .runsWithout: "runs without \((without ?? []).map { "\"\($0.name)\"" }.joined(separator: ", "))"
        case .refused: "does not run: \(refusal?.text ?? "")"
        case .unknown: "unknown: \((notCaptured ?? []).joined(separator: ", ")) not captured"
        }
    }
}
