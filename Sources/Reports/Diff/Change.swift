// SPDX-License-Identifier: GPL-2.0-only

/// One thing in which two manifests differ.
public struct Change: Encodable, Hashable, Sendable {
    public enum Kind: String, Encodable, Hashable, Sendable {
        case gained
        case lost
        case changed
    }

    /// What a change of an interface is to a program that was built with the older one.
    public enum Compatibility: String, Encodable, Hashable, Sendable {
        /// It fails, or does something else than it did.
        case breaking
        /// It goes on working as it did.
        case compatible
    }

    public let change: Kind
    /// What has changed, for example `secondary.5 "Enable VPID"`.
    public let subject: String
    /// One fact each, for example `instructions 25 → 27 (+2)`.
    public let details: [String]
    /// Nil for what no program sees.
    public let compatibility: Compatibility?
    /// Why it is breaking or compatible; nil for what no program sees.
    public let reason: String?

    init(
        _ change: Kind, _ subject: String, _ details: [String] = [], _ compatibility: Compatibility? = nil,
        because reason: String? = nil
    ) {
        self.change = change
        self.subject = subject
        self.details = details
        self.compatibility = compatibility
        self.reason = reason
    }

    static func breaking(_ change: Kind, _ subject: String, _ details: [String] = [], because reason: String) -> Change
    {
        Change(change, subject, details, .breaking, because: reason)
    }

    static func compatible(
        _ change: Kind, _ subject: String, _ details: [String] = [], because reason: String
    ) -> Change {
        Change(change, subject, details, .compatible, because: reason)
    }
}

extension Change {
    /// What it is about, in the order of the report.
    public enum Category: String, Encodable, Hashable, Sendable, CaseIterable {
        case hypervisors
        case controls
        case intercepts
        case exits
        case handlers
        case cost
        case setup
        case state
        case hypercalls
        case stopReasons
        case processors
        case dispositions
        case abi

        /// As a heading.
        public var title: String {
            switch self {
            case .hypervisors: "hypervisors"
            case .controls: "controls"
            case .intercepts: "intercepts"
            case .exits: "possible exits"
            case .handlers: "handlers"
            case .cost: "cost of exit paths"
            case .setup: "set-up of the VMCS"
            case .state: "declared state"
            case .hypercalls: "hypercalls"
            case .stopReasons: "reasons to stop"
            case .processors: "processors"
            case .dispositions: "shared routines"
            case .abi: "ABI"
            }
        }
    }
}
