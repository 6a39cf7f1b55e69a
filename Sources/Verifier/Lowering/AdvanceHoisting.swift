// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Goes behind the instruction before the guest's registers are set, where that makes no difference.
///
/// A register that the handler overwrites is free until then, and going behind an instruction takes
/// registers. What comes before it may be passed when it reads no field, cannot end the path, calls nothing and
/// cannot fault: then nobody can tell which of the two came first.
///
///     ExecuteCPUID(…)                perform advance
///     guest.eax <- eax      ─▶       ExecuteCPUID(…)
///     perform advance                guest.eax <- eax
struct AdvanceHoisting {
    let advance: Routine

    init(_ routines: DispositionRoutines) {
        advance = routines.advance
        var isAboutFieldsOnly = true
        advance.body.forEachStatement { statement in
            switch statement.kind {
            case .assign, .writeField, .branch, .select: break
            default: isAboutFieldsOnly = false
            }
            for expression: Expression in statement.expressions {
                expression.forEach { part in
                    switch part {
                    case .register, .indexedRegister, .state: isAboutFieldsOnly = false
                    default: break
                    }
                }
            }
        }
        precondition(isAboutFieldsOnly, "\(advance.name) touches what a handler may change before it")
    }

    func hoist(_ statements: [Statement]) -> [Statement] {
        var result: [Statement] = statements.map { $0.mapBlocks(hoist) }
        guard let place = result.lastIndex(where: isAdvance) else { return result }
        // The run of statements before it that may be passed; what does not set a register stays in front.
        var first: Int = place
        while first > 0, result[first - 1].canBePassed { first -= 1 }
        while first < place, !result[first].setsRegisters { first += 1 }
        result.insert(result.remove(at: place), at: first)
        return result
    }

    private func isAdvance(_ statement: Statement) -> Bool {
        if case .perform(advance, _) = statement.kind { true } else { false }
    }
}

extension Statement {
    /// The same statement with each list inside it replaced by what `transform` makes of it.
    func mapBlocks(_ transform: ([Statement]) -> [Statement]) -> Statement {
        switch kind {
        case .branch(let condition, let then, let otherwise):
            return Statement(.branch(condition, then: transform(then), else: transform(otherwise)), at: location)
        case .select(let subject, let cases, let otherwise):
            let arms: [SwitchCase] = cases.map { SwitchCase($0.ranges, transform($0.body), at: $0.location) }
            return Statement(.select(subject, cases: arms, otherwise: transform(otherwise)), at: location)
        default:
            return self
        }
    }

    /// Whether nobody can tell if this or an access to the VMCS came first.
    fileprivate var canBePassed: Bool {
        let readsFields: Bool = expressions.contains { $0.contains(where: \.isField) }
        let usesNumber: Bool = expressions.contains { expression in
            expression.contains { if case .indexedRegister = $0 { true } else { false } }
        }
        if readsFields || usesNumber { return false }
        switch kind {
        case .assign, .setRegister, .discard, .setState, .addState, .cpuid: return true
        case .branch, .select: return blocks.allSatisfy { $0.allSatisfy(\.canBePassed) }
        default: return false
        }
    }

    fileprivate var setsRegisters: Bool {
        var found = false
        forEach { statement in
            switch statement.kind {
            case .setRegister, .cpuid: found = true
            default: break
            }
        }
        return found
    }
}
