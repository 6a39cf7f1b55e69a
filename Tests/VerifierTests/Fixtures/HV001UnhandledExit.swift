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
            {
                let combination = Hypervisor("combination", mode: .runningSystem, "an exit of some processors") {
                    base()
                    Require(controls.primary.useTPRShadow, controls.pin.externalInterruptExiting)  // expect: HV001
                    // Where a processor lacks it, the threshold is looked at.
                    Prefer(controls.secondary.virtualInterruptDelivery)
                    Setup {
                        vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                        vmcs.control.tprThreshold <- 0
                        If(enabled(controls.secondary.virtualInterruptDelivery)) {
                            vmcs.guest.interruptStatus <- 0
                            vmcs.control.eoiExitBitmap0 <- 0
                            vmcs.control.eoiExitBitmap1 <- 0
                            vmcs.control.eoiExitBitmap2 <- 0
                            vmcs.control.eoiExitBitmap3 <- 0
                        }
                    }
                    On(exits.externalInterrupt) { Resume() }
                    On(exits.apicWrite) { Resume() }
                }
                let switched = Hypervisor("switched", mode: .runningSystem, "bitmaps that a handler switches off") {
                    base(except: exits.invd.declaration)
                    Require(controls.primary.unconditionalIOExiting)  // expect: HV001
                    Require(controls.primary.useIOBitmaps)
                    On(exits.invd) {
                        turnOff(controls.primary.useIOBitmaps)
                        Resume()
                    }
                }
                let filter = Hypervisor("filter", mode: .runningSystem, "page faults that match nothing") {
                    base()
                    Setup {
                        vmcs.control.pageFaultErrorCodeMatch <- 1  // expect: HV001
                    }
                }
                let later = Hypervisor("later", mode: .guest, "a handler that owns bits of CR0") {
                    guestBase(except: exits.invd.declaration)
                    On(exits.invd) {
                        vmcs.control.cr0GuestHostMask <- 8  // expect: HV001
                        Resume()
                    }
                }
                return [combination, switched, filter, later]
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
