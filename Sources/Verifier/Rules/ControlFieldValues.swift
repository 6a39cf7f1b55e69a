// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV027: what the set-up writes beside the control words, VM entry accepts with the controls that negotiation chose.
enum ControlFieldValues: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.controlFieldValues.code]

    /// A value that VM entry refuses when a control is 1.
    private struct Check {
        let field: VMCSField
        /// Controls and their values with which the field is looked at.
        let when: [(id: ControlID, value: Bool)]
        let isRefused: @Sendable (ValueSet) -> Bool
        let what: String
    }

    private static let checks: [Check] = [
        Check(field: Manual.cr3TargetCount, when: [], isRefused: { $0.lowest > 4 }, what: "is more than 4"),
        Check(
            field: Manual.vpid, when: [(Manual.enableVPID, true)], isRefused: { $0.single == 0 },
            what: "is 0, which is the host's"),
        Check(
            field: Manual.tprThreshold, when: [(Manual.useTPRShadow, true), (Manual.virtualInterruptDelivery, false)],
            isRefused: { $0.ones & ~0xf != 0 || $0.lowest > 0xf }, what: "has more than bits 3:0"),
    ]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        checks.compactMap { check in
            let question: ClosureQuestion = check.when.reduce(ClosureQuestion()) { $0.and($1.id, $1.value) }
            let ends: SetupEnds = context.reachability.ends
            guard ends.isWritten(check.field), let example = context.closure.example(of: question),
                let end = ends.state(question), check.isRefused(end.evaluate(.field(check.field))),
                let write = context.lastWrite(of: check.field)
            else { return nil }
            let words = ClosureWords(architecture: context.architecture)
            let place: String = words.processor(example, about: check.when.map(\.id))
            let symbol: String = context.architecture.fields.first { $0.field == check.field }?.field.symbol ?? ""
            return Diagnostic(
                .controlFieldValues, "the value of \(symbol) \(check.what): VM entry fails \(place)",
                at: write.location, suggestion: "write another value in Setup { … }",
                notes: [Diagnostic.Note("the field is declared here", at: check.field.location)])
        }
    }
}

extension RuleContext {
    /// The set-up's last write of a field.
    fileprivate func lastWrite(of field: VMCSField) -> Statement? {
        var found: Statement?
        hypervisor.setup.forEachStatement { statement in
            if case .writeField(field, _) = statement.kind { found = statement }
        }
        return found
    }
}
