// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Proves of a stub, as it is printed, that it touches no memory but the vcpu's own: every operand in memory is
/// RSP and a constant that lies in the guest's registers, in the controls (which are only read), in the two places
/// that `struct hv_vcpu` has for stubs, or in one variable of the state that is declared per vcpu.
///
/// It reads the text that goes to the assembler and knows nothing of how that came about.
struct StubMemoryCheck {
    let layout: StateLayout
    let vcpu: VCPULayout

    /// Why a line is refused.
    struct Violation: Hashable, CustomStringConvertible {
        let line: String
        let reason: String
        var description: String { "the stub would have `\(line)`, and \(reason)" }
    }

    func violations(in lines: [String]) -> [Violation] {
        lines.compactMap(PrintedInstruction.init).compactMap { line in
            reason(against: line).map { Violation(line: line.text, reason: $0) }
        }
    }

    private func reason(against line: PrintedInstruction) -> String? {
        if !StubInstructionSet.isKnown(line.mnemonic) {
            return "what memory \(line.mnemonic) touches is not known here"
        }
        for (position, operand) in line.operands.enumerated() {
            if operand.contains("*") { return "the way it goes is in a register or in memory" }
            guard operand.hasSuffix(")"), line.mnemonic != "lea" else { continue }
            guard let offset = offset(operand) else { return "its address is not RSP and a constant" }
            if line.mnemonic.hasPrefix("bt"), line.operands[0].hasPrefix("%") {
                return "the bit's number in a register is part of the address"
            }
            guard let size = line.accessSize else { return "the size of the access is not known" }
            let isWritten: Bool = position == line.operands.count - 1 && !StubInstructionSet.onlyReads(line.mnemonic)
            if let reason = reason(against: offset..<(offset + size), isWritten: isWritten) { return reason }
        }
        return nil
    }

    private func reason(against bytes: Range<Int>, isWritten: Bool) -> String? {
        func isInside(_ first: Int, _ size: Int) -> Bool {
            first <= bytes.lowerBound && bytes.upperBound <= first + size
        }
        if isInside(VCPULayout.registers, VCPULayout.registersSize) { return nil }
        if isInside(VCPULayout.controlsOffset, vcpu.controls.size) {
            return isWritten ? "stubs do not change the controls" : nil
        }
        if isInside(vcpu.scratch, VCPULayout.scratchSize) || isInside(vcpu.sum, VCPULayout.sumSize) {
            return nil
        }
        let isState: Bool = layout.members(of: .vcpu).contains { member in
            isInside(vcpu.state + member.offset, member.variable.type.byteCount * (member.variable.count ?? 1))
        }
        let place: String = "\(bytes.count) bytes at \(CName.hexadecimal(UInt64(bytes.lowerBound))) of the vcpu"
        return isState ? nil : place + " are no register, control or state of its own"
    }

    /// The constant of `CONSTANT(%rsp)`; nil for any other address.
    private func offset(_ operand: String) -> Int? {
        guard operand.hasSuffix("(%rsp)") else { return nil }
        var sum: Int = 0
        let parts: [Substring] = operand.dropLast("(%rsp)".count)
            .split(separator: "+", omittingEmptySubsequences: false)
        for part: Substring in parts {
            let term: String = part.filter { $0 != " " }
            guard let value = vcpu.symbols[term] ?? Self.number(term) else { return nil }
            sum += value
        }
        return sum
    }

    private static func number(_ text: String) -> Int? {
        text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }
}
