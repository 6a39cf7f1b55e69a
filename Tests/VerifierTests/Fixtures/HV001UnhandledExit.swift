// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv001: FixtureFile = FixtureFile(
        UnhandledExit.self,
        wrong: [
            {
                let always = Hypervisor("always", mode: .runningSystem, "XSETBV always exits") {  // expect: HV001
                    base(except: exits.xsetbv.declaration)
                }
                let control = Hypervisor("control", mode: .runningSystem, "HLT exits by its control") {
                    base()
                    Require(controls.primary.hltExiting)  // expect: HV001
                }
                return [always, control]
            },
            {
                let preferred = Hypervisor("preferred", mode: .runningSystem, "it exits where the control is set") {
                    base()
                    Prefer(controls.primary.rdtscExiting)  // expect: HV001
                    Require(controls.secondary.enableRDTSCP)
                    On(exits.rdtscp) { Inject(.invalidOpcode) }
                }
                let both = Hypervisor("both", mode: .runningSystem, "RDTSCP exits by two controls") {
                    base()
                    Require(controls.primary.rdtscExiting)
                    Require(controls.secondary.enableRDTSCP)  // expect: HV001
                    On(exits.rdtsc) { Inject(.invalidOpcode) }
                }
                return [preferred, both]
            },
            {
                let policy = Hypervisor("policy", mode: .runningSystem, "a policy without handlers") {
                    base(except: exits.rdmsr.declaration, exits.wrmsr.declaration)
                    Intercept(msrs.featureControl, .read)  // expect: HV001
                    Intercept(msrs.tsc, .write)  // expect: HV001
                }
                let outside = Hypervisor("outside", mode: .runningSystem, "MSRs above the bitmaps") {  // expect: HV001
                    base(except: exits.wrmsr.declaration)
                }
                return [policy, outside]
            },
            {
                let exception = Hypervisor("exception", mode: .runningSystem, "an exception is intercepted") {
                    base()
                    InterceptException(14)  // expect: HV001
                    Setup { vmcs.control.exceptionBitmap <- 1 << 14 }
                }
                let owned = Hypervisor("owned", mode: .runningSystem, "a bit of CR4 is owned") {
                    baseControls()
                    OwnCR4(CR4.vmxe, "VMXE", showing: .zero)  // expect: HV001
                    setup(owning: CR4.vmxe)
                    baseHandlers(except: [], owning: false)
                }
                let bitmap = Hypervisor("bitmap", mode: .runningSystem, "a bitmap of the VMCS is not empty") {
                    base()
                    Require(controls.secondary.enableXSAVES)  // expect: HV001
                    Setup { vmcs.control.xssExitingBitmap <- 1 << 8 }
                    On(exits.xrstors) { Inject(.invalidOpcode) }
                }
                let undeclared = Hypervisor("undeclared", mode: .guest, "all of CR4 is owned, without a word") {
                    guestBase()
                    Setup {
                        vmcs.control.cr4GuestHostMask <- 0xffff_ffff  // expect: HV001
                    }
                }
                return [exception, owned, bitmap, undeclared]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "handles what it asks for") {
                        base()
                        Require(controls.primary.hltExiting)
                        Prefer(controls.primary.rdtscExiting)
                        Require(controls.secondary.enableXSAVES)
                        On(exits.hlt) { Advance() }
                        On(exits.rdtsc) { Inject(.invalidOpcode) }
                    }
                ]
            }
        ])
}
