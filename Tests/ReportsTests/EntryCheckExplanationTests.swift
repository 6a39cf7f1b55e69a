// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import Reports

@Suite("Explaining checks of VM entry")
struct EntryCheckExplanationTests {
    private func check(_ number: Int) throws -> EntryCheck {
        try #require(entryChecks.all.first { $0.number == number })
    }

    @Test(
        "Conditions and predicates are written as people read them",
        arguments: [
            (
                2202, "\"Use TPR shadow\" and not \"Virtualize APIC accesses\" and not \"Virtual-interrupt delivery\"",
                "TPR_THRESHOLD[3:0] <= (vtpr >> 4)"
            ),
            (
                8082, "GUEST_RFLAGS[17] == 0 and (GUEST_CS_AR_BYTES & 0xd) == 9",
                "GUEST_CS_AR_BYTES[6:5] == GUEST_SS_AR_BYTES[6:5]"
            ),
            (2305, "\"Enable EPT\"", "EPT_POINTER[11:8] == 0"),
            (
                4103, "VM_ENTRY_INTR_INFO_FIELD[31] == 1 and VM_ENTRY_INTR_INFO_FIELD[10:8] == 2",
                "VM_ENTRY_INTR_INFO_FIELD[7:0] == 2"
            ),
        ])
    func notation(number: Int, condition: String, predicate: String) throws {
        let explained = EntryCheckExplanation(try check(number), architecture)
        #expect(explained.condition == condition)
        #expect(explained.predicate == predicate)
    }

    @Test("Every check has a text of which no part is left out")
    func everyCheck() {
        for check: EntryCheck in entryChecks.all {
            let text: String = EntryNotation.text(check.expression)
            #expect(!text.contains("?"), "\(check.code)")
            for operand: EntryOperand in check.operands {
                let name: String = if case .control(let control) = operand { control.name } else { operand.name }
                #expect(text.contains(name), "\(check.code) \(name)")
            }
        }
    }

    @Test("The values that took part are spelled out")
    func values() throws {
        let explained = EntryCheckExplanation(try check(8082), architecture) { operand in
            switch operand.name {
            case "GUEST_CS_AR_BYTES": .init(bits: 0xa0fb, unknown: 0)
            case "GUEST_SS_AR_BYTES": .init(bits: 0x93, unknown: 0x10000)
            default: nil
            }
        }
        let values: [String?] = explained.operands.map(\.value)
        #expect(values == [nil, "0xa0fb", "0x93"])
        #expect(explained.operands.map(\.unknown) == [nil, nil, "0x10000"])
        #expect(explained.operands[1].parts.contains { $0.high == 6 && $0.low == 5 && $0.value == "0x3" })
        let text: String = explained.explanation.text
        #expect(text.contains("GUEST_SS_AR_BYTES = 0x93 (unknown: 0x10000)"))
        #expect(text.contains("exit reason 33 with qualification 0"))
    }

    @Test("hvgen explain answers codes and names")
    func answers() throws {
        let explain = Explain(architecture: architecture)
        for question: String in ["VE-8082", "ve 8082", "guest.cs.dpl.nonconforming"] {
            #expect(try explain.answer(question).map(\.title) == ["VE-8082: guest.cs.dpl.nonconforming"])
        }
        #expect(throws: ExplainFailure.self) { try explain.answer("VE-8301") }
    }
}
