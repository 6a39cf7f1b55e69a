// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Reports
import Testing
import VMXModel

@Suite("Explain")
struct ExplainTests {
    static let explain: Explain = Explain(architecture: architecture)

    static func titles(_ question: String) throws -> [String] { try explain.answer(question).map(\.title) }

    /// The bits of the first answer that are not 0, as `name=value` or `name=meaning`.
    static func set(_ question: String) throws -> [String] {
        try #require(try explain.answer(question).first).bits.filter { $0.value != "0x0" }.map { run in
            run.name + "=" + (run.meaning ?? run.value ?? "")
        }
    }

    static func message(_ question: String) -> String? {
        do {
            _ = try explain.answer(question)
            return nil
        } catch {
            return error.message
        }
    }

    // MARK: What is found

    /// Encodings by SDM volume 3, appendix "Field Encoding in VMCS", numbers by the other tables of the manual.
    static let questions: [(String, String)] = [
        ("0x681e", "GUEST_RIP, field 0x681e: Guest RIP"), ("26654", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("681EH", "GUEST_RIP, field 0x681e: Guest RIP"), ("GUEST_RIP", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("guest rip", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("  Guest   RIP ", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("vmcs.guest.rip", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("VTX_GUEST_RIP", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("field 0x681e", "GUEST_RIP, field 0x681e: Guest RIP"),
        ("0x2001", "IO_BITMAP_A_HIGH, field 0x2001: Address of I/O bitmap A, bits 63:32"),
        ("io_bitmap_a_high", "IO_BITMAP_A_HIGH, field 0x2001: Address of I/O bitmap A, bits 63:32"),
        (
            "IDT-vectoring information field",
            "IDT_VECTORING_INFO_FIELD, field 0x4408: Original-event identification"
        ),
        ("exit 48", "EXIT_REASON_EPT_VIOLATION, exit reason 48: EPT violation"),
        ("exit reason 0x30", "EXIT_REASON_EPT_VIOLATION, exit reason 48: EPT violation"),
        ("EPT violation", "EXIT_REASON_EPT_VIOLATION, exit reason 48: EPT violation"),
        ("exits.eptViolation", "EXIT_REASON_EPT_VIOLATION, exit reason 48: EPT violation"),
        ("exit cpuid", "EXIT_REASON_CPUID, exit reason 10: CPUID"),
        ("secondary.7", "SECONDARY_EXEC_UNRESTRICTED_GUEST, control secondary.7: Unrestricted guest"),
        ("unrestricted guest", "SECONDARY_EXEC_UNRESTRICTED_GUEST, control secondary.7: Unrestricted guest"),
        ("SECONDARY_EXEC_XSAVES", "SECONDARY_EXEC_ENABLE_XSAVES, control secondary.20: Enable XSAVES/XRSTORS"),
        ("controls.primary.hltExiting", "CPU_BASED_HLT_EXITING, control primary.7: HLT exiting"),
        (
            "secondaryExit.3",
            "SECONDARY_VM_EXIT_BUSY_SHADOW_STACK, control secondaryExit.3: Prematurely busy shadow stack"
        ),
        ("secondary", "Secondary Processor-Based VM-Execution Controls"),
        (
            "error 7",
            "VMXERR_ENTRY_INVALID_CONTROL_FIELD, VM-instruction error 7: VM entry with invalid control field(s)"
        ),
        ("msr 0x48c", "IA32_VMX_EPT_VPID_CAP, MSR 0x48c"), ("IA32_VMX_MISC", "IA32_VMX_MISC, MSR 0x485"),
        ("msr IA32_EFER", "IA32_EFER, MSR 0xc0000080"), ("#PF", "Vector 14: #PF, page fault"),
        ("vector 14", "Vector 14: #PF, page fault"), ("memory type 6", "Memory type 6: write-back (WB)"),
        ("CR4.VMXE", "CR4, bit 13: VMXE"), ("MSR entry", "MSR entry"), ("HV001", "HV001"),
    ]

    @Test(
        "by each form",
        arguments: Self.questions)
    func forms(question: String, title: String) throws {
        let found: [String] = try Self.titles(question)
        #expect(found.contains { $0 == title || title == "HV001" && $0.hasPrefix("HV001: ") }, "\(found)")
    }

    @Test("what may mean several things gets all of them")
    func ambiguity() throws {
        let seven: [String] = try Self.explain.answer("7").map(\.kind)
        #expect(seven == ["exit", "error"])
        // A field, and the layout of what it holds.
        #expect(try Self.explain.answer("EPT_POINTER").map(\.kind) == ["field", "layout"])
        // Its value is spelled out once.
        #expect(try Self.explain.answer("EPT_POINTER=0x10305e").map(\.kind) == ["field"])
    }

    @Test("everything by each of its names")
    func everything() throws {
        var count: Int = 0
        for name in Self.explain.names {
            count += 1
            #expect(Self.message(name) == nil, "\(name)")
        }
        #expect(count > 2500)
        for entry in architecture.fields {
            let field: VMCSField = entry.field
            var names: [String] = [field.symbol, field.name, entry.label, String(field.encoding)]
            names += ["0x" + String(field.encoding, radix: 16), field.formerName].compactMap { $0 }
            for name in names {
                #expect(try Self.titles(name).contains { $0.hasPrefix("\(field.symbol), field ") }, "\(name)")
            }
            if let high = field.highEncoding {
                #expect(try Self.titles(String(high)).contains { $0.hasPrefix("\(field.symbol)_HIGH, ") })
            }
        }
        for control in architecture.controls {
            for name in [
                control.id.description, control.symbol, control.name, architecture.swiftNames[control.symbol]!,
            ] {
                #expect(try Self.titles(name).contains { $0.hasPrefix("\(control.symbol), control ") }, "\(name)")
            }
        }
        for reason in architecture.exitReasons {
            let names: [String] = [
                "exit \(reason.number)", reason.symbol, reason.name, architecture.swiftNames[reason.symbol]!,
            ]
            for name in names {
                #expect(try Self.titles(name).contains { $0.hasPrefix("\(reason.symbol), exit reason ") }, "\(name)")
            }
        }
        for error in architecture.instructionErrors {
            for name in ["error \(error.number)", error.symbol, error.text] {
                #expect(try Self.titles(name).contains { $0.hasPrefix("\(error.symbol), ") }, "\(name)")
            }
        }
        for msr in architecture.capabilityMSRs {
            for name in ["msr \(msr.address)", msr.name, msr.symbol] {
                #expect(try Self.titles(name).contains { $0.hasPrefix("\(msr.name), MSR ") }, "\(name)")
            }
        }
        for msr in architecture.msrs {
            #expect(try Self.titles(msr.name).contains { $0.hasPrefix("\(msr.name), MSR ") }, "\(msr.name)")
        }
        for layout in architecture.layouts {
            #expect(try Self.explain.answer(layout.name).contains { $0.title == layout.name }, "\(layout.name)")
        }
        for record in architecture.records { #expect(try Self.titles(record.name).contains(record.name)) }
    }

    @Test("a control says what depends on it")
    func dependants() throws {
        let ept: Explanation = try #require(try Self.explain.answer("secondary.1").first)
        let facts: [String: String] = Dictionary(uniqueKeysWithValues: ept.facts.map { ($0.name, $0.value) })
        #expect(facts["required by"]?.contains("\"Unrestricted guest\" (secondary.7)") == true)
        #expect(facts["fields"]?.contains("EPT_POINTER") == true)
        #expect(facts["exits"]?.contains("48 EPT violation") == true)
        #expect(facts["reported by"] == "IA32_VMX_PROCBASED_CTLS2 (0x48b)")
        let apic: Explanation = try #require(try Self.explain.answer("secondary.0").first)
        #expect(apic.facts.contains { $0.name == "required by" && $0.value.contains("(secondary.4), to be 0") })
    }
}
