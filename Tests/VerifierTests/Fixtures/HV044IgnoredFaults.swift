// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let value = Variable<UInt64>("value")
private let faulted = Variable<Bool>("faulted")
private let setRegister: Native = Native(
    name: "setRegister", summary: "executes an instruction that may fault", parameters: [Local("to", .u64)],
    results: [Local("faulted", .bool)], effects: Native.Effects(), location: SourceLocation(#fileID, #line))

extension Fixtures {
    static let hv044: FixtureFile = FixtureFile(
        IgnoredFaults.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "faults that nobody looks at") {
                        base(
                            except: exits.rdmsr.declaration, exits.wrmsr.declaration, exits.xsetbv.declaration,
                            exits.invd.declaration)
                        On(exits.rdmsr) {
                            ReadMSR(guest.ecx, value: value, faulted: faulted)  // expect: HV044
                            guest.rax <- value & 0xffff_ffff
                            guest.rdx <- value >> 32
                            Advance()
                        }
                        On(exits.wrmsr) {
                            WriteMSR(guest.ecx, guest.edxEAX, faulted: faulted)  // expect: HV044
                            If(guest.rbx == 0) {
                                If(faulted) { Inject(.generalProtection(0)) }
                            }
                            Advance()
                        }
                        On(exits.xsetbv) {
                            Call(setRegister, [guest.edxEAX.expression], results: [faulted.local])  // expect: HV044
                            Call(setRegister, [guest.edxEAX.expression], results: [faulted.local])
                            If(faulted) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                        On(exits.invd) {
                            Switch(guest.rax) {
                                Case(1) { WriteMSR(constant(0x10), value, faulted: faulted) }  // expect: HV044, HV013
                                Default { Inject(.invalidOpcode) }
                            }
                            Resume()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "faults become the guest's") {
                        base(
                            except: exits.rdmsr.declaration, exits.wrmsr.declaration, exits.xsetbv.declaration)
                        On(exits.rdmsr) {
                            Switch(guest.ecx) {
                                Case(0x4000_0000) { ReadMSR(guest.ecx, value: value, faulted: faulted) }
                                Default { ReadMSR(guest.ecx, value: value, faulted: faulted) }
                            }
                            If(faulted) { Inject(.generalProtection(0)) }
                            guest.rax <- value & 0xffff_ffff
                            guest.rdx <- value >> 32
                            Advance()
                        }
                        On(exits.wrmsr) {
                            WriteMSR(guest.ecx, guest.edxEAX, faulted: faulted)
                            If(!faulted) { Advance() }
                            Inject(.generalProtection(0))
                        }
                        On(exits.xsetbv) {
                            Call(setRegister, [guest.edxEAX.expression], results: [faulted.local])
                            If(faulted) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                    }
                ]
            }
        ])
}
