// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns the description of the ABI into what C and Swift read.
///
/// It trusts the description: `ABIDescription.diagnostics(events:)` comes first,
/// and nothing is emitted from a description that has an error.
public enum UAPIEmitter {
    /// The files, by their path below `Generated/`, in a fixed order.
    ///
    /// - Parameters:
    ///   - abi: a description without errors.
    ///   - events: the kinds of all hypervisors; the same kind may be listed by several.
    ///   - hypercalls: of each hypervisor that offers some.
    ///   - architecture: where tools get the manual's names of MSRs and exit reasons from.
    public static func files(
        for abi: ABIDescription, events: [EventKind], hypercalls: [HypercallSet] = [],
        architecture: ArchitectureDescription? = nil
    ) -> [(path: String, text: String)] {
        let kinds = distinct(events)
        let twin = SwiftTwinEmitter(abi: abi, events: kinds, hypercalls: hypercalls, architecture: architecture)
        return [
            ("uapi/\(abi.prefix).h", HeaderEmitter(abi: abi, events: kinds, hypercalls: hypercalls).text),
            ("uapi/\(abi.prefix)_layout.h", LayoutHeaderEmitter(abi: abi).text),
            ("swift/HVCoreInterface.swift", twin.text),
        ]
    }

    /// Each kind once, by number: hypervisors share kinds.
    private static func distinct(_ events: [EventKind]) -> [EventKind] {
        var kinds: [EventKind] = []
        for event in events where !kinds.contains(event) { kinds.append(event) }
        return kinds.sorted { ($0.number, $0.symbol) < ($1.number, $1.symbol) }
    }
}

/// The hypercalls of a hypervisor.
public struct HypercallSet: Hashable, Sendable {
    /// The hypervisor's name, a C identifier in lower case.
    public let hypervisor: String
    public let calls: [Hypercall]

    public init(hypervisor: String, calls: [Hypercall]) {
        self.hypervisor = hypervisor
        self.calls = calls
    }
}
