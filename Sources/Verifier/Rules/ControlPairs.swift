// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV020: state that VM entry loads is saved and replaced by VM exit, and the root is 64-bit code.
enum ControlPairs: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.controlPairs.code]

    /// A control that wants another at its own strength at least.
    private struct Pair {
        let control: ControlID
        let counterpart: ControlID
        /// What goes wrong without it.
        let otherwise: String
    }

    private static let pairs: [Pair] = [
        both(2, 2, "DR7 and IA32_DEBUGCTL"),
        loadedThenReplaced(14, 19, "IA32_PAT"), loadedThenSaved(14, 18, "IA32_PAT"),
        loadedThenReplaced(15, 21, "IA32_EFER"), loadedThenSaved(15, 20, "IA32_EFER"),
        loadedThenReplaced(13, 12, "IA32_PERF_GLOBAL_CTRL"),
        loadedThenReplaced(16, 23, "IA32_BNDCFGS"),
        loadedThenReplaced(18, 25, "IA32_RTIT_CTL"),
        loadedThenReplaced(20, 28, "the CET state"),
        loadedThenReplaced(21, 26, "IA32_LBR_CTL"),
        loadedThenReplaced(22, 29, "IA32_PKRS"),
        // The other way round: what VM exit replaces, VM entry brings back.
        bringsBack(2, 2, "DR7 and IA32_DEBUGCTL"),
        bringsBack(19, 14, "IA32_PAT"),
        bringsBack(21, 15, "IA32_EFER"),
        bringsBack(12, 13, "IA32_PERF_GLOBAL_CTRL"),
        bringsBack(23, 16, "IA32_BNDCFGS"),
        bringsBack(28, 20, "the CET state"),
        bringsBack(26, 21, "IA32_LBR_CTL"),
        bringsBack(29, 22, "IA32_PKRS"),
    ]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for request: ControlRequest in context.hypervisor.controls {
            for pair: Pair in pairs where pair.control == request.control.id {
                let candidates: [ControlRequest] = context.hypervisor.controls.filter {
                    $0.control.id == pair.counterpart
                }
                guard !candidates.contains(where: { isAsStrong($0.level, as: request.level) }) else { continue }
                let name: String = context.reachability.name(of: pair.counterpart)
                found.append(
                    Diagnostic(
                        .controlPairs,
                        "\"\(request.control.name)\" of the \(request.control.id.word) controls goes without "
                            + "\(name) of the \(pair.counterpart.word) controls: \(pair.otherwise)",
                        at: request.location, suggestion: "request both in the same way",
                        notes: notes(name, pair.counterpart, candidates, context)))
            }
        }
        found += addressSpace(context)
        return found
    }

    /// Where the other control of a pair is requested, or else declared.
    private static func notes(
        _ name: String, _ id: ControlID, _ requests: [ControlRequest], _ context: RuleContext
    ) -> [Diagnostic.Note] {
        if !requests.isEmpty { return requests.map { Diagnostic.Note("\(name) is requested here", at: $0.location) } }
        return context.architecture.control(id).map {
            [Diagnostic.Note("\(name) is declared here", at: $0.location)]
        } ?? []
    }

    private static func isAsStrong(_ one: ControlRequest.Level, as other: ControlRequest.Level) -> Bool {
        one == .required || one == other
    }

    private static func addressSpace(_ context: RuleContext) -> [Diagnostic] {
        var wanted: [(id: ControlID, why: String)] = [(Manual.hostAddressSpaceSize, "root mode is 64-bit code")]
        if context.hypervisor.mode == .runningSystem {
            wanted.append((Manual.ia32eModeGuest, "the running kernel is 64-bit code"))
        }
        return wanted.filter { !context.knowledge.isAlwaysSet($0.id) }.map { id, why in
            let name: String = context.reachability.name(of: id)
            let request: ControlRequest? = context.hypervisor.controls.first { $0.control.id == id }
            return Diagnostic(
                .controlPairs, "\(name) is not required, but \(why)",
                at: request?.location ?? context.hypervisor.location,
                section: #"SDM volume 3, "Checks Related to Address-Space Size""#, suggestion: "require \(name)",
                notes: notes(name, id, [], context))
        }
    }

    private static func both(_ entry: Int, _ exit: Int, _ state: String) -> Pair {
        Pair(
            control: ControlID(.entry, entry), counterpart: ControlID(.exit, exit),
            otherwise: "what the guest writes to \(state) is lost at the next VM entry")
    }

    private static func loadedThenReplaced(_ entry: Int, _ exit: Int, _ state: String) -> Pair {
        Pair(
            control: ControlID(.entry, entry), counterpart: ControlID(.exit, exit),
            otherwise: "root mode runs with the guest's value of \(state)")
    }

    private static func loadedThenSaved(_ entry: Int, _ exit: Int, _ state: String) -> Pair {
        both(entry, exit, state)
    }

    private static func bringsBack(_ exit: Int, _ entry: Int, _ state: String) -> Pair {
        Pair(
            control: ControlID(.exit, exit), counterpart: ControlID(.entry, entry),
            otherwise: "the guest goes on with root mode's value of \(state)")
    }
}
