// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV019: CPUID and the MSR instructions work on the low halves of registers.
enum RegisterWidths: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.registerWidths.code]

    /// Registers of an instruction of which only bits 31:0 count.
    private struct Instruction {
        let inputs: [Register]
        let results: [Register]
        let section: String
    }

    private static func instruction(_ reason: ExitReason) -> Instruction? {
        switch reason.number {
        case Manual.cpuid:
            Instruction(
                inputs: [.rax, .rcx], results: [.rax, .rbx, .rcx, .rdx],
                section: #"SDM volume 2, "CPUID—CPU Identification""#)
        case Manual.rdmsr:
            Instruction(
                inputs: [.rcx], results: [.rax, .rdx],
                section: #"SDM volume 2, "RDMSR—Read From Model Specific Register""#)
        case Manual.wrmsr:
            Instruction(
                inputs: [.rax, .rcx, .rdx], results: [],
                section: #"SDM volume 2, "WRMSR—Write to Model Specific Register""#)
        case Manual.xsetbv:
            Instruction(
                inputs: [.rax, .rcx, .rdx], results: [],
                section: #"SDM volume 2, "XSETBV—Set Extended Control Register""#)
        default: nil
        }
    }

    static func check(_ context: RuleContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for visit: RuleContext.Visit in context.visits {
            guard let handler = visit.unit.handler, let instruction = instruction(handler.reason) else { continue }
            func report(_ words: String, _ suggestion: String) {
                found.append(
                    Diagnostic(
                        .registerWidths, words, at: visit.statement.location, section: instruction.section,
                        suggestion: suggestion,
                        notes: [Diagnostic.Note("the handler starts here", at: handler.location)]))
            }
            for register: Register in wideUses(visit.statement, instruction) {
                report(
                    "\"\(handler.reason.name)\" ignores bits 63:32 of \(register.rawValue.uppercased()), "
                        + "and this decides by them",
                    "use guest.e\(register.rawValue.dropFirst()), the low half")
            }
            switch visit.statement.kind {
            case .setRegister(let register, let value)
            where instruction.results.contains(register) && visit.state.evaluate(value).highest > 0xffff_ffff:
                report(
                    "\"\(handler.reason.name)\" clears bits 63:32 of \(register.rawValue.uppercased()), "
                        + "and this value may have some set",
                    "assign to guest.e\(register.rawValue.dropFirst()), which clears them")
            case .end(.advance), .end(.advanceAndLeaveToUser), .end(.advanceAndStop):
                let missing: [Register] = instruction.results.filter { !visit.state.registersSet.contains($0) }
                guard !missing.isEmpty else { break }
                let names: String = missing.map { $0.rawValue.uppercased() }.joined(separator: ", ")
                report(
                    "\"\(handler.reason.name)\" is done here, and some path has not set \(names)",
                    "set every result register before the path advances")
            default: break
            }
        }
        return found
    }

    /// Registers that the statement decides by, or puts into an MSR, with all 64 bits.
    private static func wideUses(_ statement: Statement, _ instruction: Instruction) -> [Register] {
        var found: [Register] = []
        func collect(_ expression: Expression) {
            switch expression {
            case .register(let register):
                if instruction.inputs.contains(register), !found.contains(register) { found.append(register) }
            case .convert(.register, let type) where type.bits <= 32: break
            case .binary(.and, .register, .constant(let mask, _)) where mask <= 0xffff_ffff: break
            default: expression.operands.forEach(collect)
            }
        }
        switch statement.kind {
        case .select(let subject, _, _): collect(subject)
        case .writeMSR(_, let value, _): collect(value)
        default: break
        }
        for expression: Expression in statement.expressions {
            expression.forEach { part in
                guard case .compare(_, let left, let right) = part else { return }
                collect(left)
                collect(right)
            }
        }
        return found
    }
}
