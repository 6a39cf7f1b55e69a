// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV043: what is written to the guest's CR0 and CR4 has the bits that VMX operation fixes to 1.
enum FixedBits: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.fixedBits.code]

    /// A register of the guest, and what must be 1 in it.
    private struct Register {
        let field: VMCSField
        let name: String
        let bits: [(mask: UInt64, name: String)]

        var mask: UInt64 { bits.reduce(0) { $0 | $1.mask } }

        func names(of missing: UInt64) -> String {
            bits.filter { $0.mask & missing != 0 }.map { "\(name).\($0.name)" }.joined(separator: ", ")
        }
    }

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let registers: [Register] = self.registers(context)
        return context.visits.compactMap { visit in
            guard case .writeField(let field, let value) = visit.statement.kind,
                let register = registers.first(where: { $0.field == field })
            else { return nil }
            let missing: UInt64 = missingBits(register, value, visit, registers)
            return missing == 0 ? nil : diagnostic(register, missing, visit, context)
        }
    }

    private static func missingBits(
        _ register: Register, _ value: Expression, _ visit: RuleContext.Visit, _ registers: [Register]
    ) -> UInt64 {
        // The guest runs, so the fields have the bits until a handler writes them.
        var state: PathState = visit.state
        for each: Register in registers {
            _ = state.refineBits(.field(each.field), zeroes: 0, ones: each.mask)
        }
        let values: ValueSet = state.evaluate(value)
        switch visit.unit.owner {
        case .handler: return register.mask & ~values.ones
        // The set-up takes the values of the environment, which negotiation has looked at.
        case .setup: return register.mask & ~values.possibleOnes
        case .routine: return 0
        }
    }

    private static func registers(_ context: RuleContext) -> [Register] {
        var cr0: [(mask: UInt64, name: String)] = [(Manual.cr0NE, "NE")]
        // With the control PE and PG are the guest's own; where it is preferred, the handler asks enabled(…).
        if !context.knowledge.mayBeSet(Manual.unrestrictedGuest) {
            cr0 += [(Manual.cr0PE, "PE"), (Manual.cr0PG, "PG")]
        }
        return [
            Register(field: Manual.guestCR0, name: "CR0", bits: cr0),
            Register(field: Manual.guestCR4, name: "CR4", bits: [(Manual.cr4VMXE, "VMXE")]),
        ]
    }

    private static func diagnostic(
        _ register: Register, _ missing: UInt64, _ visit: RuleContext.Visit, _ context: RuleContext
    ) -> Diagnostic {
        let owned: [OwnedControlRegisterBits] = context.hypervisor.ownedBits.filter {
            $0.mask & missing != 0 && ($0.register == .cr0) == (register.field == Manual.guestCR0)
        }
        return Diagnostic(
            .fixedBits,
            "\(register.names(of: missing)) must be 1 in VMX operation, and this does not surely write it so: "
                + "the next VM entry would fail",
            at: visit.statement.location,
            suggestion: "write the value | \(hex(missing)), and show the guest its own bits in the read shadow",
            notes: [Diagnostic.Note("\(visit.unit.name) starts here", at: visit.unit.location)]
                + owned.map { Diagnostic.Note("\($0.name) is owned here", at: $0.location) })
    }
}
