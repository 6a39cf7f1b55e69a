// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@Suite("Registers, named values and layouts of fields")
struct NamedValueTests {
    static let folder: String = {
        let file: String = #filePath
        return file.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Spec/Architecture/Registers"
    }()

    /// `NAME.bit` of each constant that a file declares as one bit.
    static func bits(in text: String) -> [String] {
        var owner: String = ""
        return text.split(separator: "\n").compactMap { line -> String? in
            let words: [Substring] = line.split(separator: " ")
            if words.starts(with: ["public", "enum"]) { owner = String(words[2]) }
            guard words.starts(with: ["public", "static", "let"]), line.contains("UInt64 = 1 << ") else { return nil }
            return owner + "." + words[3].dropLast()
        }
    }

    @Test("every bit of a register that has a constant is in its layout")
    func registerBits() throws {
        let declared: [String] = try ["CR0", "CR4", "RFLAGS", "SystemBits"].flatMap { name in
            Self.bits(in: try contents(of: "\(Self.folder)/\(name).swift"))
        }
        #expect(declared.count == 89)
        let list: String = try contents(of: Self.folder + "/RegisterLayouts.swift")
        #expect(declared.filter { !list.contains($0 + ")") && !list.contains($0 + ",") } == [])
        #expect(Self.bits(in: "public enum CR9 {\n    public static let x: UInt64 = 1 << 3") == ["CR9.x"])
        for register in registers { #expect(LayoutTests.faults(register) == [], "\(register.name)") }
    }

    @Test("bits that hold a number with a name exist, and are wide enough for each")
    func uses() throws {
        for values in namedValues {
            #expect(Set(values.values.map(\.number)).count == values.values.count, "\(values.name)")
            for use in values.uses {
                let layout: BitLayoutDescription = try #require(architecture.layouts.first { $0.name == use.layout })
                let bits: BitRange = try #require(layout.fields.first { $0.label == use.label }, "\(use)").bits
                let most: UInt64 = values.values.map(\.number).max() ?? 0
                #expect(
                    most <= bits.mask >> UInt64(bits.low) || values.name == "General-purpose register", "\(values.name)"
                )
            }
        }
    }

    @Test("a layout is as wide as the fields that have it")
    func widths() {
        for entry in fieldLayouts { #expect(entry.layout.width == entry.field.valueType.bits, "\(entry.field.symbol)") }
        for exit in architecture.exitReasons {
            #expect(
                exit.qualification?.width ?? 64 == 64 && exit.instructionInformation?.width ?? 32 == 32, "\(exit.name)")
        }
        for msr in architecture.capabilityMSRs { #expect(msr.layout?.width == 64, "\(msr.name)") }
    }

    @Test("no two layouts, sets of values or structures have one symbol")
    func symbols() {
        let layouts: [BitLayoutDescription] = architecture.layouts
        #expect(Set(layouts.map(\.symbol)).count == layouts.count)
        #expect(Set(namedValues.map(\.symbol)).count == namedValues.count)
        #expect(Set(records.map(\.symbol)).count == records.count)
    }

    /// SDM volume 3, "Information for VM Exits Due to Instruction Execution" and "Exception and Interrupt Vectors".
    @Test("numbers by the manual")
    func numbers() {
        func name(_ set: String, _ number: UInt64) -> String? { namedValues.first { $0.symbol == set }?[number]?.name }
        #expect((0...5).map { name("SEGMENT", $0) } == ["ES", "CS", "SS", "DS", "FS", "GS"])
        #expect((0...7).map { name("GPR", $0) } == ["RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI"])
        #expect((0...3).map { name("CR_ACCESS", $0) } == ["MOV to CR", "MOV from CR", "CLTS", "LMSW"])
        #expect((0...3).map { name("TASK_SWITCH", $0) } == ["CALL", "IRET", "JMP", "task gate in the IDT"])
        #expect(name("VECTOR", 13)?.hasPrefix("#GP") == true && name("VECTOR", 9) == nil)
        #expect(name("INTERRUPTION_TYPE", 1) == nil && name("INTERRUPTION_TYPE", 2) == "NMI")
        let types: [String] = [0, 1, 4, 5, 6].map { (number: UInt64) -> String in
            String((name("MEMORY_TYPE", number) ?? "").suffix(4))
        }
        #expect(types == ["(UC)", "(WC)", "(WT)", "(WP)", "(WB)"])
    }
}
