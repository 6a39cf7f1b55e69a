// SPDX-License-Identifier: GPL-2.0-only

/// Holds the object code of hot stubs to what makes them safe without mitigations.
///
/// The stub part of `NAME_exit.o` is what lies between the symbols `NAME_exit_entry`,
/// where the processor arrives, and `NAME_exit_entry_c`, where the way to C begins,
/// without the calls of handlers in between: from `HANDLER_call` to `HANDLER_called`.
public struct StubCheck: Sendable {
    /// What a stub must not do. Each is a sentence of DESIGN.md, "The exit path".
    public enum Rule: String, Sendable, CaseIterable {
        case noReturn = "hot stubs contain no RET: the guest may have filled the return predictor"
        case noIndirectBranch = "hot stubs contain no indirect branch: the guest may have trained its predictor"
        case noCall = "hot stubs call nothing: before any C the kernel's own mitigations run"
        case ownMemory =
            "hot stubs reach no memory but the vcpu's own at fixed distances from RSP: no address that the guest has a say in"
        case stackPointer =
            "RSP stays at the vcpu, and nothing is kept below it, where an NMI or a fault would be pushed"
        case knownInstruction = "hot stubs are made of instructions that are known to be safe there"
        case jumpsInside = "jumps of hot stubs lead into the stubs or to where the way to C begins"
        case resumeThenFailure = "VMRESUME is followed by the jump to hv_vmresume_failed, for when it fails"
        case noPatching = "hot stubs are not patched: what an alternative would put there is unchecked"
    }

    public struct Violation: Hashable, Sendable, CustomStringConvertible {
        public let rule: Rule
        /// The instruction with its address, as objdump prints it.
        public let place: String

        public var description: String { "\(place): \(rule.rawValue) (DESIGN.md, \"The exit path\")" }
    }

    /// Why an object cannot be checked at all.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        public let description: String
    }

    public let owner: String
    public let instructions: [Disassembly.Instruction]
    /// From the processor's arrival to the way to C, calls of handlers included.
    private let range: Range<UInt64>
    /// Calls of handlers, with the mitigations around them.
    private let calls: [Range<UInt64>]
    /// Address of the last instruction.
    private let end: UInt64
    private let memorySize: Int
    private let patched: [UInt64]

    /// Code bytes of the stub part.
    public var size: Int { calls.reduce(range.count) { $0 - $1.count } }

    /// - Parameters:
    ///   - owner: name of the hypervisor.
    ///   - memorySize: bytes from RSP on that belong to the vcpu.
    ///   - patched: addresses that the kernel patches when it starts, see ``Disassembly/patchedAddresses(_:in:)``.
    public init(
        _ disassembly: Disassembly, owner: String, memorySize: Int, patched: [UInt64] = []
    ) throws(Failure) {
        let (entry, c) = ("\(owner)_exit_entry", "\(owner)_exit_entry_c")
        guard let first = disassembly.symbols[entry] else {
            throw Failure(description: "there is no symbol \(entry): is this \(owner)_exit.o?")
        }
        guard let border = disassembly.symbols[c], border.section == first.section, border.address >= first.address
        else {
            throw Failure(description: "there is no symbol \(c), where the stubs end: \(entry) cannot be checked")
        }
        let blocks: [Disassembly.Block] = disassembly.blocks.filter { $0.section == first.section }
        self.owner = owner
        self.memorySize = memorySize
        self.patched = patched
        range = first.address..<border.address
        let range: Range<UInt64> = range
        let calls: [Range<UInt64>] = disassembly.calls(in: first.section).filter(range.overlaps)
        self.calls = calls
        instructions = blocks.flatMap(\.instructions).filter { instruction in
            range.contains(instruction.address) && !calls.contains { $0.contains(instruction.address) }
        }
        end = blocks.flatMap(\.instructions).last?.address ?? range.upperBound
    }

    /// All that is wrong, in the order of the code.
    public var violations: [Violation] {
        var found: [Violation] = []
        for (index, instruction) in instructions.enumerated() {
            let next: Disassembly.Instruction? = index + 1 < instructions.count ? instructions[index + 1] : nil
            let previous: Disassembly.Instruction? = index > 0 ? instructions[index - 1] : nil
            for rule: Rule in broken(by: instruction, previous: previous, next: next) {
                let address = String(instruction.address, radix: 16)
                found.append(Violation(rule: rule, place: "\(owner)_exit_entry, 0x\(address): `\(instruction.text)`"))
            }
        }
        return found
    }

    private func broken(
        by instruction: Disassembly.Instruction, previous: Disassembly.Instruction?, next: Disassembly.Instruction?
    ) -> [Rule] {
        let mnemonic: String = instruction.mnemonic
        if patched.contains(instruction.address) { return [.noPatching] }
        if Self.returns.contains(where: mnemonic.hasPrefix) { return [.noReturn] }
        if instruction.isIndirect { return [.noIndirectBranch] }
        if instruction.isCall { return [.noCall] }
        if Self.stack.contains(where: mnemonic.hasPrefix) { return [.stackPointer] }
        if instruction.isJumpOrCall { return isGood(instruction, after: previous) ? [] : [.jumpsInside] }
        if !instruction.prefixes.isEmpty || !Self.isKnown(mnemonic) { return [.knownInstruction] }
        if mnemonic == "vmresume" {
            return next?.isJump == true && next?.symbol == Self.failure ? [] : [.resumeThenFailure]
        }
        // NOP has an operand, and reaches nothing.
        if mnemonic.hasPrefix("nop") || mnemonic == "endbr64" { return [] }
        if instruction.operands.contains(where: Self.stackPointers.contains) { return [.stackPointer] }
        // LEA computes, and reaches nothing.
        if mnemonic.hasPrefix("lea") { return [] }
        return instruction.operands.compactMap(rule(ofOperand:))
    }

    private func isGood(_ jump: Disassembly.Instruction, after previous: Disassembly.Instruction?) -> Bool {
        if jump.symbol != nil { return jump.symbol == Self.failure && previous?.mnemonic == "vmresume" }
        guard let target = jump.target else { return false }
        // Into a call only where it begins: the mitigations come first.
        return target >= range.lowerBound && target <= end
            && !calls.contains { $0.contains(target) && $0.lowerBound != target }
    }

    /// What is wrong with an operand, if it is memory.
    private func rule(ofOperand operand: String) -> Rule? {
        if operand.hasPrefix("$") || operand.hasPrefix("%") && !operand.contains(":") { return nil }
        guard operand.hasSuffix("(%rsp)") else { return .ownMemory }
        let distance: Substring = operand.dropLast("(%rsp)".count)
        if distance.hasPrefix("-") { return .stackPointer }
        let number: Int? = distance.isEmpty ? 0 : Int(distance.dropFirst(distance.hasPrefix("0x") ? 2 : 0), radix: 16)
        return number.map { $0 < memorySize } == true ? nil : .ownMemory
    }

    // MARK: Instructions

    private static let failure: String = "hv_vmresume_failed"
    private static let returns: [String] = ["ret", "iret", "sysret", "sysexit", "lret"]
    private static let stack: [String] = ["push", "pop", "enter", "leave"]
    private static let stackPointers: Set<String> = ["%rsp", "%esp", "%sp", "%spl"]

    /// What stubs are made of. No string instruction, nothing of the FPU, no I/O, no access that is locked.
    private static let known: Set<String> = [
        "mov", "movabs", "movzbl", "movzwl", "movzx", "lea", "add", "adc", "sub", "sbb", "inc", "dec", "and", "or",
        "xor", "not", "neg", "shl", "shr", "rol", "ror", "cmp", "test", "bt", "bts", "btr", "xchg", "nop", "cpuid",
        "rdmsr", "wrmsr", "vmread", "vmwrite", "vmresume", "endbr64",
    ]

    /// With the suffix of a width that objdump prints where no register says it.
    private static func isKnown(_ mnemonic: String) -> Bool {
        if known.contains(mnemonic) { return true }
        if let last = mnemonic.last, "bwlq".contains(last), known.contains(String(mnemonic.dropLast())) { return true }
        return mnemonic.hasPrefix("set") && mnemonic != "setssbsy" || mnemonic.hasPrefix("cmov")
    }
}

extension Disassembly {
    /// What lies between `HANDLER_call` and `HANDLER_called`, by address.
    fileprivate func calls(in section: String) -> [Range<UInt64>] {
        symbols.compactMap { name, symbol -> Range<UInt64>? in
            guard symbol.section == section, name.hasSuffix("_call"), let end = symbols[name + "ed"],
                end.section == section, end.address >= symbol.address
            else { return nil }
            return symbol.address..<end.address
        }
        .sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Addresses in a section that `objdump -r -j .altinstructions` says to be patched.
    public func patchedAddresses(_ relocations: String, in section: String) -> [UInt64] {
        relocations.split(separator: "\n").compactMap { line in
            guard let value = line.split(separator: " ").last, line.contains("R_X86_64") else { return nil }
            let plus: Substring.Index = value.lastIndex(of: "+") ?? value.endIndex
            let offset: UInt64 = UInt64(value[plus...].dropFirst(3), radix: 16) ?? 0
            let name = String(value[..<plus])
            if name == section { return offset }
            guard let symbol = symbols[name], symbol.section == section else { return nil }
            return symbol.address + offset
        }
    }
}
