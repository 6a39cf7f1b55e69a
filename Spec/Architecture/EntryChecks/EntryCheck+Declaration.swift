// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension EntryCheck {
    /// One declaration of a check.
    ///
    /// - Parameters:
    ///   - number: of the code `VE-…`; it never changes.
    ///   - name: dotted; it never changes either.
    ///   - sentence: what must be so, for people.
    ///   - given: when the check is performed. Controls that it wants to be 1 must exist for the check to exist.
    ///   - holds: what must be so then.
    ///   - outcomes: what the processor may do; nil for what is usual in the section.
    ///   - mending: what to change where the expressions do not tell.
    ///   - implied: why a state that breaks it breaks others, too; nil when one breaks it alone. `make prove` looks.
    ///   - sources: the SDM's transcription, Bochs' `VMenterLoadCheck…`, and as `linux` KVM's `nested_vmx_check_…`.
    static func rule(
        _ number: Int, _ name: String, _ section: EntryCheckSection, _ sentence: String, given: Expr<Bool>? = nil,
        holds: Expr<Bool>, outcomes: [EntryOutcome]? = nil, scope: Scope = .once,
        mending: EntryMending? = nil, implied: String? = nil, sources: FactSources = [.manual, .bochs],
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> EntryCheck {
        EntryCheck(
            number: number, name: name, section: section, sentence: sentence, condition: given?.expression,
            predicate: holds.expression, outcomes: outcomes ?? section.usualOutcomes,
            existsWhen: existence(given?.expression), scope: scope, mending: mending, implied: implied,
            sources: sources, location: SourceLocation(fileID, line))
    }

    /// The condition wants controls to be 1: the processor must have them.
    private static func existence(_ condition: Expression?) -> CapabilityPredicate {
        var needed: [CapabilityPredicate] = []
        func collect(_ expression: Expression) {
            switch expression {
            case .binary(.and, let left, let right):
                collect(left)
                collect(right)
            case .enabled(let control): needed.append(.allowed(control.id))
            default: break
            }
        }
        if let condition { collect(condition) }
        switch needed.count {
        case 0: return .always
        case 1: return needed[0]
        default: return .all(needed)
        }
    }
}

extension FactSources {
    /// The SDM, Bochs and KVM.
    static let manualBochsLinux: FactSources = [.manual, .bochs, .linux]
    static let manualLinux: FactSources = [.manual, .linux]
}
