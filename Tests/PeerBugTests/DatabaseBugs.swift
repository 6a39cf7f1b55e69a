// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import Testing
import VMXModel

/// Tables that are wrong in themselves.
@Suite struct DatabaseBugs {
    private func quiet() -> HypervisorDescription {
        Hypervisor("quiet", mode: .runningSystem, "right in itself") {
            quietRunningSystem()
            cpuidHandler()
        }
    }

    @Test("the same encoding is given to two fields")
    func sameEncoding() throws {
        let twice: VMCSField = row(.guestState, 15, "Guest SSP", "GUEST_SSP_AGAIN")  // HV040
        try expectRefused(quiet(), "HV040", architecture: architecture.adding(twice))
        // And nobody writes an encoding down: it is computed from what the manual's tables have.
        let all: [UInt32] = architecture.fields.map(\.field.encoding)
        #expect(Set(all).count == all.count)
        try Snippet.expectSwiftRefuses(
            "narrow <- Field<UInt32>(encoding: 0x4402)", "encoding", right: "narrow <- vmcs.exit.reason")
    }

    @Test("a guest CET field is placed in the host group")
    func guestAsHost() throws {
        let misplaced: VMCSField = row(.hostState, 250, "Guest S_CET", "GUEST_S_CET_AGAIN")  // HV041
        try expectRefused(quiet(), "HV041", architecture: architecture.adding(misplaced))
        let groups: [FieldGroup] = [
            vmcs.guest.sCet.declaration.group, vmcs.guest.ssp.declaration.group,
            vmcs.guest.interruptSSPTable.declaration.group,
        ]
        #expect(groups == [.guestState, .guestState, .guestState])
    }

    /// 190 fields in an enumeration and 167 in the list that saves them: here a field is declared once.
    @Test("two lists that must agree do not")
    func twoLists() throws {
        var declared = 0
        for path: String in try Repository.files("Spec/Architecture/Fields", endings: [".swift"]) {
            for line: Substring in try Repository.text(path).split(separator: "\n")
            where line.hasPrefix("    public let ") && line.contains(": Field<") {
                declared += 1
            }
        }
        #expect(declared == architecture.fields.count && declared > 200)
        let constants: String = try Repository.text("Generated/arch/vmcs_fields.h")
        let accessors: String = try Repository.text("Generated/arch/vmcs_access.h")
        for named: ArchitectureDescription.NamedField in architecture.fields {
            #expect(constants.contains("#define HV_\(named.field.symbol)\t"), "\(named.field.symbol)")
            #expect(accessors.contains(", HV_\(named.field.symbol), "), "\(named.field.symbol)")
        }
    }
}
