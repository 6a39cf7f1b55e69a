// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import Testing
import VMXModel

/// Values that lost, or grew, their upper halves.
@Suite struct WidthBugs {
    private let eax = Variable<UInt32>("eax")
    private let ebx = Variable<UInt32>("ebx")
    private let ecx = Variable<UInt32>("ecx")
    private let edx = Variable<UInt32>("edx")

    @Test("the exit qualification is read into 32 bits")
    func qualification() throws {
        try Snippet.expectSwiftRefuses(
            "narrow <- vmcs.exit.qualification", "UInt64", right: "wide <- vmcs.exit.qualification")
        try Snippet.expectCRefuses(
            "u32 v; hv_read_exit_qualification(&v); (void)v;", "incompatible.pointer",
            right: "u64 v; hv_read_exit_qualification(&v); (void)v;")
    }

    @Test("a 64-bit VMREAD goes into a 4-byte variable")
    func vmread() throws {
        try Snippet.expectSwiftRefuses(
            "narrow <- vmcs.exit.guestPhysicalAddress", "UInt64", right: "wide <- vmcs.exit.guestPhysicalAddress")
        try Snippet.expectCRefuses(
            "u32 v; hv_read_guest_physical_address(&v); (void)v;", "incompatible.pointer",
            right: "u64 v; hv_read_guest_physical_address(&v); (void)v;")
        // Every accessor of a field of more than 32 bits is one of 64.
        let header: String = try Repository.text("Generated/arch/vmcs_access.h")
        for named: ArchitectureDescription.NamedField in architecture.fields {
            let type: String = named.field.valueType == .u64 ? "u64" : named.field.valueType == .u32 ? "u32" : "u16"
            #expect(header.contains(", HV_\(named.field.symbol), \(type))"), "\(named.field.symbol)")
        }
    }

    @Test("a result of CPUID is sign-extended into RAX")
    func signExtension() throws {
        try Snippet.expectSwiftRefuses(
            "guest.rax <- Variable<Int32>(\"eax\")", "Int32", right: "guest.eax <- narrow")
        // Not even zero-extended without a word: the register's own type says what happens to the upper half.
        try Snippet.expectSwiftRefuses("guest.rax <- narrow", "UInt32", right: "guest.rax <- narrow.u64")
    }

    @Test("the leaf of CPUID is compared with all 64 bits of RAX")
    func leaf() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "decides by RAX") {
                quietRunningSystem()
                On(exits.cpuid) {
                    If(guest.rax == 0x4000_0000) {  // HV019
                        guest.rbx <- 0
                    }
                    answerCPUID(announcing: announcement)
                }
            }, "HV019")
    }

    @Test("the upper halves of the results of CPUID are not cleared")
    func upperHalves() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "keeps bits 63:32") {
                quietRunningSystem()
                On(exits.cpuid) {
                    ExecuteCPUID(leaf: guest.eax, subleaf: guest.ecx, eax: eax, ebx: ebx, ecx: ecx, edx: edx)
                    guest.rax <- (guest.rax & 0xffff_ffff_0000_0000) | eax.u64  // HV019
                    guest.ebx <- ebx
                    guest.ecx <- ecx
                    guest.edx <- edx
                    Advance()
                }
            }, "HV019")
    }
}
