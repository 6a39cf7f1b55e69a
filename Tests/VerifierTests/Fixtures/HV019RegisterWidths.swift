// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let faulted = Variable<Bool>("faulted")
private let value = Variable<UInt64>("value")

extension Fixtures {
    static let hv019: FixtureFile = FixtureFile(
        RegisterWidths.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "64 bits where 32 count") {
                        base(
                            except: exits.cpuid.declaration, exits.rdmsr.declaration, exits.wrmsr.declaration,
                            exits.xsetbv.declaration)
                        On(exits.cpuid) {
                            If(guest.rax == 0x4000_0000) {  // expect: HV019
                                guest.rbx <- 0
                            } else: {
                                guest.rbx <- 0xffff_ffff_8000_0000  // expect: HV019
                            }
                            Switch(guest.rcx) {  // expect: HV019
                                Case(0) { guest.rax <- guest.rax }  // expect: HV019
                                Default { guest.rax <- 0 }
                            }
                            guest.edx <- 0
                            // RCX keeps what the guest had.
                            Advance()  // expect: HV019
                        }
                        On(exits.rdmsr) {
                            If(guest.ecx == 0x1000_0000) {
                                // RDMSR returns EDX:EAX.
                                guest.rax <- vmcs.control.tscOffset  // expect: HV019
                                Advance()  // expect: HV019
                            }
                            If(guest.rcx < 0x10) { Inject(.generalProtection(0)) }  // expect: HV019
                            Inject(.generalProtection(0))
                        }
                        On(exits.wrmsr) {
                            WriteMSR(constant(0x10), guest.rax, faulted: faulted)  // expect: HV019
                            If(faulted) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                        On(exits.xsetbv) {
                            If(guest.rcx != 0 || guest.eax == 0) { Inject(.generalProtection(0)) }  // expect: HV019
                            Advance()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "the low halves") {
                        base(except: exits.cpuid.declaration, exits.rdmsr.declaration, exits.wrmsr.declaration)
                        On(exits.cpuid) {
                            If((guest.rax & 0xffff_ffff) == 0x4000_0000) {
                                guest.rax <- 0x4000_0001
                            } else: {
                                guest.rax <- guest.rax & 7
                            }
                            guest.rbx <- guest.rbx & 0xff
                            guest.ecx <- 0
                            guest.rdx <- (guest.rsi >> 32) & 0xff
                            Advance()
                        }
                        On(exits.rdmsr) {
                            ReadMSR(guest.ecx, value: value, faulted: faulted)
                            If(faulted) { Inject(.generalProtection(0)) }
                            guest.rax <- value & 0xffff_ffff
                            guest.rdx <- value >> 32
                            Advance()
                        }
                        On(exits.wrmsr) {
                            WriteMSR(guest.ecx, guest.edxEAX, faulted: faulted)
                            If(faulted) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                    }
                ]
            }
        ])
}
