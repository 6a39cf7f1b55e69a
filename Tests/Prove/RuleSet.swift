// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Interpreter
import VMXModel

/// What is analysed: checks, and what may be taken for granted.
struct RuleSet {
    var checks: [EntryCheck]
    var assumptions: [EntryAssumption]
    let controlWords: [ControlWord]
    /// The field with the number of entries of the VM-entry MSR-load area.
    let msrLoadCount: VMCSField

    /// Those of the manual.
    static let manual: RuleSet = RuleSet(
        checks: entryChecks.all, assumptions: entryAssumptions.all, controlWords: Architecture.controlWords.all,
        msrLoadCount: vmcs.control.entryMSRLoadCount.declaration)

    var evaluator: EntryCheckEvaluator { EntryCheckEvaluator(controlWords: controlWords, msrLoadCount: msrLoadCount) }

    /// Everything that any of them looks at, each once, in the order of reading.
    var operands: [EntryOperand] {
        let expressions: [Expression] =
            checks.map(\.expression) + checks.compactMap(\.existence) + assumptions.map(\.expression) + [
                .field(msrLoadCount)
            ]
        let text = SMTText(controlWords)
        var found: [EntryOperand] = []
        var seen: Set<EntryOperand> = []
        for operand: EntryOperand in expressions.flatMap(\.entryOperands).flatMap(text.variables)
        where seen.insert(operand).inserted {
            found.append(operand)
        }
        return found
    }
}

extension EntryOperand {
    /// The type of what is declared for it.
    var type: ValueType {
        switch self {
        case .field(let field): field.valueType
        case .control: .bool
        case .capability: .u64
        case .machine(let value): value.type
        }
    }
}
