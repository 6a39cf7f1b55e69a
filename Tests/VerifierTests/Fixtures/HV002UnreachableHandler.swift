// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv002: FixtureFile = FixtureFile(
        UnreachableHandler.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "handlers that never run") {
                        base()
                        On(exits.hlt) { Advance() }  // expect: HV002
                        On(exits.exceptionOrNMI) { Resume() }  // expect: HV002
                        On(exits.ioInstruction) { Advance() }  // expect: HV002
                        // SMIs go to the SMM-transfer monitor.
                        On(exits.otherSMI) { Resume() }  // expect: HV002
                        // The bitmap is empty.
                        Require(controls.secondary.enableXSAVES)
                        On(exits.xsaves) { Inject(.invalidOpcode) }  // expect: HV002
                        // Virtual-interrupt delivery is required, so that the threshold is not looked at.
                        Require(
                            controls.primary.useTPRShadow, controls.pin.externalInterruptExiting,
                            controls.secondary.virtualInterruptDelivery, controls.exit.acknowledgeInterruptOnExit)
                        Setup {
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0
                            vmcs.guest.interruptStatus <- 0
                            vmcs.control.eoiExitBitmap0 <- 0
                            vmcs.control.eoiExitBitmap1 <- 0
                            vmcs.control.eoiExitBitmap2 <- 0
                            vmcs.control.eoiExitBitmap3 <- 0
                        }
                        On(exits.externalInterrupt) { Resume() }
                        On(exits.apicWrite) { Resume() }
                        On(exits.tprBelowThreshold) { Resume() }  // expect: HV002
                    }
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .guest, "nothing of CR0 and CR4 is owned") {
                        guestBase()
                        On(exits.controlRegisterAccess) { Inject(.generalProtection(0)) }  // expect: HV002
                    }
                ]
            },
            {
                let off = Hypervisor("off", mode: .runningSystem, "a window that nobody opens") {
                    base()
                    Require(controls.primary.interruptWindowExiting)
                    Setup { turnOff(controls.primary.interruptWindowExiting) }
                    On(exits.interruptWindow) { Resume() }  // expect: HV002
                }
                let filter = Hypervisor("filter", mode: .runningSystem, "page faults that no error code matches") {
                    base()
                    InterceptException(14)
                    Setup {
                        vmcs.control.exceptionBitmap <- 1 << 14
                        vmcs.control.pageFaultErrorCodeMask <- 2
                        vmcs.control.pageFaultErrorCodeMatch <- 1
                    }
                    On(exits.exceptionOrNMI) { Resume() }  // expect: HV002
                }
                let empty = Hypervisor("empty", mode: .runningSystem, "a bitmap that is empty where it is used") {
                    base()
                    Prefer(controls.secondary.enableXSAVES)
                    Setup {
                        If(!enabled(controls.secondary.enableXSAVES)) {
                            vmcs.control.tscOffset <- 1
                        } else: {
                            vmcs.control.xssExitingBitmap <- 1
                            vmcs.control.xssExitingBitmap <- 0
                        }
                    }
                    On(exits.xsaves) { Inject(.invalidOpcode) }  // expect: HV002
                }
                return [off, filter, empty]
            },
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "two for one reason") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) { Advance() }
                        On(exits.invd) { Inject(.invalidOpcode) }  // expect: HV002
                    }
                ]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "handlers that run") {
                        base()
                        Prefer(controls.primary.hltExiting)
                        InterceptException(3)
                        Setup { vmcs.control.exceptionBitmap <- 1 << 3 }
                        On(exits.hlt) { Advance() }
                        On(exits.exceptionOrNMI) { Resume() }
                    },
                    Hypervisor("window", mode: .runningSystem, "a window that a handler opens") {
                        base(except: exits.invd.declaration)
                        Require(controls.primary.interruptWindowExiting)
                        Setup { turnOff(controls.primary.interruptWindowExiting) }
                        On(exits.invd) {
                            turnOn(controls.primary.interruptWindowExiting)
                            Resume()
                        }
                        On(exits.interruptWindow) { Resume() }
                    },
                ]
            }
        ])
}
