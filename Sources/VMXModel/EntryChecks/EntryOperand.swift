// SPDX-License-Identifier: GPL-2.0-only

/// An input of a check of VM entry. Any of them may be unknown.
public enum EntryOperand: Hashable, Sendable {
    case field(VMCSField)
    /// A control as it takes effect: 1 when its bit is 1 and its word is activated.
    case control(ControlBit)
    case capability(CapabilityMSR)
    case machine(MachineValue)

    /// The name in outputs: the field's symbol, `secondary.7`, the MSR's name, or the machine value's.
    public var name: String {
        switch self {
        case .field(let field): field.symbol
        case .control(let control): control.id.description
        case .capability(let msr): msr.name
        case .machine(let value): value.name
        }
    }

    /// Which of the four kinds it is, as outputs name it.
    public var kind: String {
        switch self {
        case .field: "field"
        case .control: "control"
        case .capability: "capability"
        case .machine: "machine"
        }
    }
}

extension Expression {
    /// What the expression looks at, each once, in the order of reading.
    public var entryOperands: [EntryOperand] {
        var found: [EntryOperand] = []
        var seen: Set<EntryOperand> = []
        forEach { part in
            let operand: EntryOperand
            switch part {
            case .field(let field): operand = .field(field)
            case .enabled(let control): operand = .control(control)
            case .capability(let msr): operand = .capability(msr)
            case .machine(let value): operand = .machine(value)
            default: return
            }
            if seen.insert(operand).inserted { found.append(operand) }
        }
        return found
    }
}
