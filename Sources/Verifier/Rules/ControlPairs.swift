// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV020: state that VM entry loads is saved and replaced by VM exit, and the root is 64-bit code, on every processor.
enum ControlPairs: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.controlPairs.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.hypervisor.controls.flatMap { request in
            context.broken(by: request).compactMap { broken in
                broken.entry.otherwise.map { diagnostic(broken, otherwise: $0, context) }
            }
        } + addressSpace(context)
    }

    private static func diagnostic(
        _ broken: BrokenDependency, otherwise: String, _ context: RuleContext
    ) -> Diagnostic {
        let other: ControlID = broken.entry.other
        let kind: String = context.architecture.word(other.word)?.controlName ?? "control"
        let counterpart: String = "the \(kind) \(context.reachability.name(of: other))"
        let request: ControlRequest? = context.reachability.request(other)
        return Diagnostic(
            .controlPairs,
            "\"\(broken.request.control.name)\" without \(counterpart): \(otherwise); \(broken.words)",
            at: broken.request.location, suggestion: "request \(counterpart) at the same level",
            notes: (request.map { [Diagnostic.Note("it is requested here", at: $0.location)] } ?? [])
                + [Diagnostic.Note("the control is declared here", at: broken.request.control.location)])
    }

    private static func addressSpace(_ context: RuleContext) -> [Diagnostic] {
        var wanted: [(id: ControlID, why: String)] = [(Manual.hostAddressSpaceSize, "root mode is 64-bit code")]
        if context.hypervisor.mode == .runningSystem {
            wanted.append((Manual.ia32eModeGuest, "the running kernel is 64-bit code"))
        }
        let words = ClosureWords(architecture: context.architecture)
        return wanted.compactMap { id, why in
            guard let example = context.closure.example(of: ClosureQuestion(id, false)) else { return nil }
            let name: String = context.reachability.name(of: id)
            return Diagnostic(
                .controlPairs,
                "\(name) is not 1 everywhere, but \(why): "
                    + "\(words.processor(example, about: [id])) \(words.outcome([(id, false)]))",
                at: context.reachability.request(id)?.location ?? context.hypervisor.location,
                section: #"SDM volume 3, "Checks Related to Address-Space Size""#, suggestion: "require \(name)")
        }
    }
}
