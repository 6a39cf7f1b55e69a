// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Replaces each disposition by the architecture's routine for it and an action.
///
/// What a disposition needs depends on the exit reason: only an exit that can
/// interrupt the delivery of an event has to deliver it again.
struct DispositionExpansion {
    let routines: DispositionRoutines
    let reason: ExitReason
    let architecture: ArchitectureDescription

    func expand(_ statements: [Statement]) -> [Statement] {
        statements.flatMap(expand)
    }

    private func expand(_ statement: Statement) -> [Statement] {
        func at(_ kind: Statement.Kind) -> Statement { Statement(kind, at: statement.location) }
        switch statement.kind {
        case .branch(let condition, let then, let otherwise):
            return [at(.branch(condition, then: expand(then), else: expand(otherwise)))]
        case .select(let subject, let cases, let otherwise):
            let arms: [SwitchCase] = cases.map { SwitchCase($0.ranges, expand($0.body), at: $0.location) }
            return [at(.select(subject, cases: arms, otherwise: expand(otherwise)))]
        case .end(let disposition):
            return expand(disposition).map(at)
        default:
            return [statement]
        }
    }

    private func expand(_ disposition: Disposition) -> [Statement.Kind] {
        switch disposition {
        case .advance:
            [.perform(routines.advance, []), .finish(.resume)]
        case .advanceAndLeaveToUser(let reason):
            [.perform(routines.advance, []), .finish(.leaveToUser(reason))]
        case .advanceAndStop(let reason):
            [.perform(routines.advance, []), .finish(.stop(reason))]
        case .resume:
            reinjection + [.finish(.resume)]
        case .leaveToUser(let reason):
            reinjection + [.finish(.leaveToUser(reason))]
        case .inject(let event):
            inject(.constant(UInt64(event.information), .u32), event.errorCode ?? .constant(0, .u32))
        case .injectInterrupt(let vector):
            inject(
                .binary(.or, .constant(InjectedEvent.validExternalInterrupt, .u32), .convert(vector, .u32)),
                .constant(0, .u32))
        case .reflect:
            [.perform(routines.reflect, [])]
        case .stop(let reason):
            [.finish(.stop(reason))]
        case .fatal(let reason):
            [.finish(.fatal(reason))]
        }
    }

    private var reinjection: [Statement.Kind] {
        reason.duringEventDelivery ? [.perform(routines.reinject, [nmiUnblocking])] : []
    }

    /// Bit 12 of the word in which the exit tells that IRET had unblocked NMIs.
    private var nmiUnblocking: Expression {
        switch reason.nmiUnblocking {
        case .never:
            .constant(0, .bool)
        case .exitQualification:
            Self.isSet(bit: 12, of: routines.sources.qualification)
        case .interruptionInformation:
            Self.isSet(bit: 12, of: routines.sources.interruptionInformation)
        }
    }

    private static func isSet(bit: Int, of field: VMCSField) -> Expression {
        .compare(
            .notEqual, .binary(.and, .field(field), .constant(1 << UInt64(bit), field.valueType)),
            .constant(0, field.valueType))
    }

    private func inject(_ information: Expression, _ errorCode: Expression) -> [Statement.Kind] {
        let arguments: [Expression] = [information, errorCode]
        return reason.duringEventDelivery
            ? [.perform(routines.injectDuringDelivery, arguments)]
            : [.perform(routines.inject, arguments), .finish(.resume)]
    }
}
