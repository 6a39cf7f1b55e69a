// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv008: FixtureFile = FixtureFile(
        MSRPolicy.self,
        wrong: [
            {
                let value = Variable<UInt64>("value")
                let faulted = Variable<Bool>("faulted")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "arms that no access reaches") {
                        base(except: exits.rdmsr.declaration, exits.wrmsr.declaration)
                        Intercept(msrs.featureControl, .read)
                        Intercept("two MSRs", 0x480...0x481, .read, .write)
                        On(exits.rdmsr) {
                            Switch(guest.ecx) {
                                Case(0x3a) { Inject(.generalProtection(0)) }
                                Case(0x1b) { Inject(.generalProtection(0)) }  // expect: HV008
                                Case(in: 0x480...0x482) { Inject(.generalProtection(0)) }  // expect: HV008
                                // Above the bitmaps everything exits.
                                Case(0x4000_0000) { Inject(.generalProtection(0)) }
                                Default { Inject(.generalProtection(0)) }
                            }
                        }
                        On(exits.wrmsr) {
                            If(guest.ecx == 0x3a) {  // expect: HV008
                                Inject(.generalProtection(0))
                            }
                            Inject(.generalProtection(0))
                        }
                    },
                    Hypervisor("fatal", mode: .runningSystem, "an intercepted MSR ends fatally") {
                        base(except: exits.rdmsr.declaration)
                        Intercept(msrs.featureControl, .read)
                        Intercept(msrs.tsc, .read)  // expect: HV008
                        On(exits.rdmsr) {
                            Switch(guest.ecx) {
                                Case(0x3a) { Inject(.generalProtection(0)) }
                                Default {
                                    Fatal("an unknown MSR")  // expect: HV009
                                }
                            }
                        }
                    },
                    Hypervisor("immediate", mode: .runningSystem, "the number is in the exit qualification") {
                        base(
                            except: exits.rdmsrImmediate.declaration, exits.wrmsrImmediate.declaration,
                            exits.urdmsr.declaration)
                        Intercept(msrs.featureControl, .read)
                        Intercept(msrs.fsBase, .write)
                        On(exits.rdmsrImmediate) { exit in
                            Switch(exit.qualification.address) {
                                Case(0x3a) { Inject(.generalProtection(0)) }
                                Case(0x1b) { Inject(.generalProtection(0)) }  // expect: HV008
                                Default { Inject(.generalProtection(0)) }
                            }
                        }
                        On(exits.wrmsrImmediate) { exit in
                            WriteMSR(exit.qualification.address, guest.rax, faulted: faulted)  // expect: HV008
                            If(faulted) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                        On(exits.urdmsr) { exit in
                            // ECX says nothing here.
                            If(guest.ecx == 0x1b) { Inject(.invalidOpcode) }
                            If(exit.qualification.address == 0x1b) {  // expect: HV008
                                Inject(.invalidOpcode)
                            }
                            Inject(.generalProtection(0))
                        }
                    },
                    Hypervisor("swapped", mode: .runningSystem, "passes an MSR through to the wrong place") {
                        base(except: exits.rdmsr.declaration, exits.wrmsr.declaration)
                        Intercept(msrs.sysenterCS, .read)
                        Intercept(msrs.fsBase, .write)
                        // Shared by guest and root, since no control loads it.
                        Intercept(msrs.pat, .write)
                        On(exits.rdmsr) {
                            ReadMSR(guest.ecx, value: value, faulted: faulted)  // expect: HV008
                            If(faulted) { Inject(.generalProtection(0)) }
                            guest.rax <- value & 0xffff_ffff
                            guest.rdx <- value >> 32
                            Advance()
                        }
                        On(exits.wrmsr) {
                            If(guest.ecx == 0x277) {
                                WriteMSR(guest.ecx, guest.edxEAX, faulted: faulted)
                            } else: {
                                WriteMSR(guest.ecx, guest.edxEAX, faulted: faulted)  // expect: HV008
                            }
                            If(faulted) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                    },
                    Hypervisor("sometimes", mode: .runningSystem, "a register that is swapped on some processors") {
                        base(except: exits.rdmsr.declaration)
                        Prefer(controls.entry.loadIA32PAT, controls.exit.saveIA32PAT, controls.exit.loadIA32PAT)
                        Intercept(msrs.pat, .read)
                        On(exits.rdmsr) {
                            If(enabled(controls.entry.loadIA32PAT)) {
                                ReadMSR(guest.ecx, value: value, faulted: faulted)  // expect: HV008
                            } else: {
                                ReadMSR(guest.ecx, value: value, faulted: faulted)
                            }
                            If(faulted) { Inject(.generalProtection(0)) }
                            guest.rax <- value & 0xffff_ffff
                            guest.rdx <- value >> 32
                            Advance()
                        }
                    },
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "rules that say nothing, or twice the same") {
                        base()
                        Intercept(msrs.featureControl)  // expect: HV008
                        Intercept("straddling", 0x1ff0...0x2000, .read)  // expect: HV008
                        Intercept("outside", 0x4000_0000...0x4000_00ff, .read)  // expect: HV008
                        Intercept("MTRRs", 0x200...0x2ff, .write)
                        Intercept(msrs.pat, .read, .write)  // expect: HV008
                    }
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .guest, "a policy without bitmaps") {
                        Require(
                            controls.entry.loadDebugControls, controls.exit.saveDebugControls,
                            controls.exit.hostAddressSpaceSize)
                        setup(owning: 0)
                        Intercept(msrs.featureControl, .read)  // expect: HV008
                        baseHandlers(except: [], owning: false)
                    }
                ]
            },
        ],
        right: [
            {
                let value = Variable<UInt64>("value")
                let faulted = Variable<Bool>("faulted")
                let msr = Variable<UInt32>("msr")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "policy and handlers agree") {
                        base(except: exits.rdmsr.declaration)
                        Intercept(msrs.featureControl, .read)
                        Intercept(msrs.sysenterCS, .read)
                        Intercept("MTRRs", 0x200...0x20f, .write)
                        Intercept(msrs.pat, .read)
                        On(exits.rdmsr) {
                            msr <- guest.ecx
                            If(msr == 0x174) {
                                value <- vmcs.guest.sysenterCS.u64
                            } else: {
                                ReadMSR(msr, value: value, faulted: faulted)
                                If(faulted) { Inject(.generalProtection(0)) }
                            }
                            guest.rax <- value & 0xffff_ffff
                            guest.rdx <- value >> 32
                            Advance()
                        }
                    }
                ]
            }
        ])
}
