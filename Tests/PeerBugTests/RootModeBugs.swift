// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import HandlerDSL
import HypervisorLibrary
import Testing
import VMXModel

@testable import Verifier

/// Instructions that root mode executes for the guest, or must not execute at all.
@Suite struct RootModeBugs {
    private let value = Variable<UInt64>("value")
    private let faulted = Variable<Bool>("faulted")

    /// A handler cannot say a type at all; the runtime says it by name, and the fuzzer of the handlers' machine ends
    /// on any other.
    @Test("INVVPID of type 1 where type 0 was meant")
    func invvpid() throws {
        try Snippet.expectSwiftRefuses(
            "invvpid(1, wide)", "invvpid", right: "flushGuestTLB()")
        let values: [String: String] = ["INVVPID_ADDRESS": "0", "INVVPID_SINGLE": "1", "INVVPID_ALL": "2"]
        var calls = 0
        for path: String in try Repository.files("kmod", endings: [".c"]) {
            let raw: String = try Repository.text(path)
            let code: String = try Repository.code(path)
            for match in code.matches(of: /hvp_invvpid\((\w+), (\w+)/) {
                let type = String(match.output.1)
                let number = try #require(values[type], "\(path): INVVPID of a type without a name: \(type)")
                #expect(raw.contains(try Regex("#define \(type)\\s+\(number)\n")), "\(path): \(type)")
                calls += 1
            }
        }
        #expect(calls == 4)
        // One address: its type is individual-address, with what is left of the context as the way out.
        let access: String = try Repository.code("kmod/guest_access.c")
        #expect(
            access.contains(
                "if (hvp_invvpid(INVVPID_ADDRESS, vcpu->vpid, linear)) hv_flush_guest_tlb(vcpu);"))
        let fuzzed: String = try Repository.text("Tests/Host/fuzz/handlers/processor.c")
        #expect(fuzzed.contains("machine_fail(\"INVVPID of type %llu\", type)"))
    }

    @Test("a raw INVD is executed in root mode")
    func invd() throws {
        try Snippet.expectSwiftRefuses("invd()", "invd", right: "writeBackCaches()")
        let paths: [String] =
            try Repository.files("kmod", endings: [".c", ".h", ".S"])
            + Repository.files("Generated", endings: [".c", ".h", ".S"])
        #expect(paths.count > 50)
        for path: String in paths {
            // As an instruction: in a string of inline assembly, or as a mnemonic.
            let text: String = try Repository.text(path)
            #expect(text.firstMatch(of: /"\s*(?:\d+:)?\s*invd\b|(?m)^\s+invd\s*$/) == nil, "\(path)")
        }
        #expect("asm volatile(\"invd\")".firstMatch(of: /"\s*(?:\d+:)?\s*invd\b|(?m)^\s+invd\s*$/) != nil)
    }

    @Test("MOV to CR0 or CR4 is carried out without the fixed bits")
    func fixedBits() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "writes what the guest wants") {
                quietParts(controlRegisters: false)
                cpuidHandler()
                On(exits.controlRegisterAccess) { exit in
                    value <- guest.register(numbered: exit.qualification.register)
                    If(exit.qualification.controlRegister == 0) {
                        vmcs.guest.cr0 <- value  // HV043
                        vmcs.control.cr0ReadShadow <- value
                    } else: {
                        vmcs.guest.cr4 <- value  // HV043
                        vmcs.control.cr4ReadShadow <- value
                        vmcs.host.cr4 <- vmcs.host.cr4 | (value & (CR4.osxsave | CR4.ospke))
                    }
                    Advance()
                }
            }, "HV043")
    }

    @Test("XSETBV is executed without looking whether the value is valid")
    func xsetbv() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "passes XCR0 on") {
                quietParts(xsetbv: false)
                cpuidHandler()
                On(exits.xsetbv) {
                    executeXSETBV(index: guest.ecx, value: guest.edxEAX, faulted: faulted)  // HV044
                    Advance()
                }
            }, "HV044")
    }

    @Test("RDMSR in root mode of an MSR that is missing")
    func missingMSR() throws {
        try Snippet.expectSwiftRefuses(
            "ReadMSR(guest.ecx, value: wide)", "faulted",
            right: "ReadMSR(guest.ecx, value: wide, faulted: faulted)")
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "reads a model's own MSR") {
                quietRunningSystem()
                Declare(lastStatus)
                On(exits.cpuid) {
                    ReadMSR(constant(UInt32(0x198)), value: value, faulted: faulted)  // HV044
                    lastStatus <- value
                    answerCPUID(announcing: announcement)
                }
            }, "HV044")
        // And the runtime has an entry in the exception table for each.
        let platform: String = try Repository.text("kmod/platform.h")
        #expect(platform.contains("EX_TYPE_RDMSR_SAFE") && platform.contains("EX_TYPE_WRMSR_SAFE"))
    }

    private let lastStatus: State<UInt64> = State("lastStatus", "IA32_PERF_STATUS at the last CPUID")

    @Test("the VM-instruction error is read after VMXOFF")
    func instructionError() throws {
        // No handler can ask for it: no exit defines it.
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "asks a handler for it") {
                quietRunningSystem()
                cpuidHandler()
                Declare(lastStatus)
                Require(controls.primary.hltExiting)
                On(exits.hlt) {
                    lastStatus <- vmcs.exit.instructionError.u64  // HV018
                    Advance()
                }
            }, "HV018")
        // In the runtime each read stands in a function that has not left VMX: it hands the number on to what does.
        var reads = 0
        for path: String in try Repository.files("kmod", endings: [".c"]) {
            for function: Substring in try Repository.text(path).split(separator: "\n}\n") {
                guard let read = function.range(of: "hvp_vmread(VM_INSTRUCTION_ERROR)") else { continue }
                reads += 1
                let before: Substring = function[..<read.lowerBound]
                for leaving: String in ["vmxoff", "hv_vmclear", "hv_cpu_vmx_put(", "leave("] {
                    #expect(!before.split(separator: "\n{\n").last!.contains(leaving), "\(path): \(leaving)")
                }
            }
        }
        #expect(reads == 3)
    }
}
