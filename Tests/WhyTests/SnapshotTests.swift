// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Interpreter
import Reports
import Testing
import VMXModel

/// JSON of hvctl, and plain lists.
@Suite struct SnapshotTests {
    private func read(_ text: String) throws -> VMCSDump { try DumpReader(architecture).read(Data(text.utf8))[0] }

    @Test func aSnapshot() throws {
        let dump: VMCSDump = try read(
            """
            {"schema": 1, "kind": "vmcs", "fields": {"GUEST_RFLAGS": "0x0", "GUEST_RIP": "4096"},
             "capabilities": {"IA32_VMX_BASIC": "0xda040000000012"}, "machine": {"cpl": "0"},
             "msrLoadArea": [{"index": "0xc0000080", "value": "0x500"}, {"index": 372}],
             "failure": {"exitReason": 2147483681, "qualification": 0}, "cpu": 1}
            """)
        #expect(dump.value(of: "GUEST_RFLAGS") == 0 && dump.value(of: "GUEST_RIP") == 4096)
        #expect(dump.capabilities.values.first == .known(0xda_0400_0000_0012) && dump.machine.count == 1)
        #expect(dump.msrLoadArea.count == 2 && dump.msrLoadArea[1].value == nil && dump.msrLoadArea[0].index == 0xc000_0080)
        #expect(dump.failure == .exit(reason: 33, qualification: 0))
        let diagnosis = EntryDiagnosis(dump, on: architecture.processors, architecture)
        #expect(diagnosis.findings.map(\.check.code) == ["VE-9004"])
        #expect(diagnosis.findings[0].mend?.after == 2)
    }

    @Test(arguments: [
        ("{\"schema\": 1, \"kind\": \"vmcs\"}", "it has no \"fields\""),
        ("{\"schema\": 2, \"kind\": \"vmcs\", \"fields\": {}}", "has schema 2"),
        ("{\"schema\": 1, \"kind\": \"caps\", \"fields\": {}}", "of kind \"caps\""),
        ("{\"schema\": 1, \"kind\": \"vmcs\", \"fields\": {\"GUEST_RIP\": []}}", "\"fields.GUEST_RIP\" is of another type"),
        ("{\"schema\": 1, \"kind\": \"vmcs\", \"fields\": {\"GUEST_RIP\": \"0xzz\"}}", "which is no number"),
        ("{\"schema\": 1, \"kind\": \"vmcs\", \"fields\": {\"GUEST_ES_SELECTOR\": \"0x10000\"}}", "which has 16 bits"),
        ("{\"schema\": 1, \"kind\": ", "it is damaged"),
        ("nothing", "has no dump of a VMCS"), (" ", "is empty"),
    ])
    func whatIsNoDump(text: String, reason: String) {
        let failure: DumpFailure? = #expect(throws: DumpFailure.self) { try DumpReader(architecture).read(Data(text.utf8)) }
        #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
    }

    @Test func aList() throws {
        let dump: VMCSDump = try read(
            """
            what I have:
              GUEST_RFLAGS = 0x0
              Guest CR3: 0x1000, and
              0x681E = 4096
              GUEST_ES_SELECTOR = 0x12345
              GUEST_CR0 = 1
              GUEST_CR0 = 2
              VM_INSTRUCTION_ERROR = 8
            """)
        #expect(dump.line == 2 && dump.failure == .instructionError(8))
        #expect(dump.value(of: "GUEST_RFLAGS") == 0 && dump.value(of: "GUEST_CR3") == 0x1000)
        #expect(dump.value(of: "GUEST_RIP") == 4096)
        #expect(dump.value(of: "GUEST_ES_SELECTOR") == nil && dump.value(of: "GUEST_CR0") == nil && dump.notes.count == 2)
    }
}
