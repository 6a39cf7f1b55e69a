// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// An instruction of a stub with the reason for it.
public struct StubLine: Hashable, Sendable {
    /// In AT&T notation, with the names that headers have for numbers.
    public let instruction: String
    /// What it is for, in words; empty where the statement says it.
    public let reason: String
    /// In C, as the handler's C function has it; empty where there is none.
    public let statement: String
    /// The routine or the exit reason that the statement belongs to.
    public let owner: String
    /// Of the statement, in the spec; nil where there is none.
    public let location: SourceLocation?
}

/// Says of each instruction what it was made from: the operation, and the statement that the operation is part of.
public struct StubReasons {
    private struct Place {
        /// The routine or the exit reason.
        let owner: String
        let statement: Statement
    }

    private let places: [SourceLocation: [Place]]
    private let reasons: [UInt16: ExitReason]
    private let translator: StatementTranslator

    public init(model: ResolvedModel, hypervisor: ResolvedHypervisor) {
        var places: [SourceLocation: [Place]] = [:]
        func add(_ body: [Statement], _ owner: String) {
            body.forEachStatement { places[$0.location, default: []].append(Place(owner: owner, statement: $0)) }
        }
        for handler in hypervisor.handlers where handler.form == .stub { add(handler.body, handler.reason.name) }
        for routine: Routine in model.routines { add(routine.body, CName.routine(routine)) }
        self.places = places
        reasons = Dictionary(
            model.architecture.exitReasons.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        translator = StatementTranslator(
            expressions: ExpressionTranslator { number in
                model.architecture.exitReasons.first { UInt64($0.number) == number }.map(ExitReasonFiles.constant)
                    ?? String(number)
            }, reasonName: { "\"\($0.message)\"" })
    }

    /// The instructions of a way in the order in which they are executed, each with its reason.
    public func lines(of way: StubWay) -> [StubLine] {
        way.instructions.map { line($0, way) }
    }

    private func line(_ instruction: AssemblyInstruction, _ way: StubWay) -> StubLine {
        guard let origin = instruction.origin else { preconditionFailure("an instruction stands in no block") }
        let place: Place? = place(origin, way.reason)
        let why: String = self.reason(instruction, origin, place?.statement, way)
        let isBesides: Bool =
            instruction.savesGuestRegister || instruction.loadedGuestRegister != nil || instruction.isEncoding
        return StubLine(
            instruction: text(instruction, way), reason: why,
            statement: isBesides ? "" : place.map { text($0.statement) } ?? "", owner: place?.owner ?? way.reason.name,
            location: origin.location)
    }

    // MARK: Text

    private func text(_ instruction: AssemblyInstruction, _ way: StubWay) -> String {
        let mnemonic: String =
            switch instruction.mnemonic {
            case "HV_VMRESUME": "vmresume"
            case let name where name.hasPrefix("HVP_"): name.dropFirst(4).lowercased()
            default: instruction.mnemonic
            }
        var operands: [AssemblyOperand] = instruction.operands
        // The address of a fault's handling, which is in a table.
        if mnemonic == "rdmsr" || mnemonic == "wrmsr" { operands = [] }
        let texts: [String] = operands.map { operand in
            guard case .label(let label) = operand else { return operand.text }
            // Some ways take the jumps of the comparisons, others do not.
            if case .comparison = instruction.origin?.purpose { return "…" }
            return way.labels[label] ?? "?"
        }
        return mnemonic + (texts.isEmpty ? "" : " " + texts.joined(separator: ", "))
    }

    /// Without the statements inside it.
    private func text(_ statement: Statement) -> String {
        switch statement.kind {
        case .branch(let condition, _, _):
            return "if (\(translator.expressions.translate(condition).text))"
        case .select(let subject, _, _):
            return "switch (\(translator.expressions.translate(subject).text))"
        default:
            var printer = CPrinter()
            printer.print(translator.translate([statement]))
            return printer.finish().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    // MARK: Provenance

    /// The statement at the origin that the operation is part of.
    private func place(_ origin: InstructionOrigin, _ reason: ExitReason) -> Place? {
        guard let location = origin.location else { return nil }
        let here: [Place] = (places[location] ?? []).filter {
            $0.owner == reason.name || $0.owner.hasPrefix("hv_")
        }
        func first(_ matches: (Statement.Kind) -> Bool) -> Place? { here.first { matches($0.statement.kind) } }
        switch origin.purpose {
        case .end(.resume), .end(.slow), .end(.jump), .crossing, .arrival, .comparison:
            return nil
        case .end(.branch):
            return first { if case .branch = $0 { true } else { false } }
                ?? first { if case .select = $0 { true } else { false } }
        case .step(.readField(let field, _, _)), .step(.storeField(let field, _, _)):
            return first { if case .readField(field, _) = $0 { true } else { false } }
        default:
            return first { if case .readField = $0 { false } else { true } }
        }
    }

    private func reason(
        _ instruction: AssemblyInstruction, _ origin: InstructionOrigin, _ statement: Statement?, _ way: StubWay
    ) -> String {
        if instruction.savesGuestRegister, case .register(let register, _) = instruction.operands.first {
            return "\(register.rawValue.uppercased()) is about to be used: the guest's value is kept in the vcpu"
        }
        if let register = instruction.loadedGuestRegister {
            return "\(register.rawValue.uppercased()) is the guest's again"
        }
        switch origin.purpose {
        case .arrival(let field):
            return instruction.mnemonic == "HVP_VMREAD" ? "reads \(field.name)" : "the encoding of \(field.name)"
        case .comparison(let number):
            return instruction.isConditionalJump
                ? "other exits go other ways from here, failed entries to C"
                : "is it \(reasons[number]?.name ?? "one"), exit reason \(number)?"
        case .crossing:
            return "to where the code ahead expects it"
        case .step(let operation):
            return reason(instruction, operation, statement)
        case .end(.branch):
            guard instruction.isConditionalJump, case .label(let label) = instruction.operands.last else { return "" }
            return "rare: to `\(way.labels[label] ?? "?")`"
        case .end(.readMSR), .end(.writeMSR):
            return "a #GP goes to the handler's arm for it, by the exception table"
        case .end(.resume):
            return "back into the guest"
        case .end(.jump), .end(.slow):
            return "goes on"
        }
    }

    private func reason(
        _ instruction: AssemblyInstruction, _ operation: StubOperation, _ statement: Statement?
    ) -> String {
        func access(_ field: VMCSField, _ mnemonic: String, _ verb: String) -> String {
            instruction.mnemonic == mnemonic
                ? "\(verb) \(field.name)" : "the encoding of \(field.name)"
        }
        switch operation {
        case .readField(let field, _, _): return access(field, "HVP_VMREAD", "reads")
        case .storeField(let field, _, _):
            return access(field, "HVP_VMREAD", "reads, into memory so that no register is freed for it,")
        case .writeField(let field, _, _): return access(field, "HVP_VMWRITE", "writes")
        case .cpuid:
            return instruction.mnemonic == "HVP_CPUID" ? "what the processor itself answers" : "where CPUID takes it"
        case .addMemory, .storeMemory:
            switch statement?.kind {
            case .addState(let variable, _, _), .setState(let variable, _, _): return variable.summary
            default: return ""
            }
        default:
            return ""
        }
    }
}

extension AssemblyInstruction {
    /// Whether it prepares the field operand of VMREAD or VMWRITE.
    fileprivate var isEncoding: Bool {
        switch origin?.purpose {
        case .step(.readField(let field, _, _)), .step(.storeField(let field, _, _)),
            .step(.writeField(let field, _, _)):
            operands.first == .immediate(CName.encoding(field))
        default: false
        }
    }

    /// The register that gets back the guest's value from its place in the vcpu.
    fileprivate var loadedGuestRegister: Register? {
        guard mnemonic == "mov", case .memory(let place) = operands.first,
            case .register(let register, .quad) = operands.last,
            place == .slot(register)
        else { return nil }
        return register
    }
}
