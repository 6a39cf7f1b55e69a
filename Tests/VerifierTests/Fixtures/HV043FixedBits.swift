// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let new = Variable<UInt64>("new")

extension Fixtures {
    static let hv043: FixtureFile = FixtureFile(
        FixedBits.self,
        wrong: [
            {
                [
                    Hypervisor("guest", mode: .runningSystem, "what the guest asked for, and no more") {
                        base(except: exits.controlRegisterAccess.declaration)
                        On(exits.controlRegisterAccess) {
                            If(guest.rbx == 0) {
                                new <- guest.rax & ~CR4.vmxe
                                vmcs.guest.cr4 <- new  // expect: HV043
                            } else: {
                                vmcs.guest.cr0 <- guest.rax | CR0.ne  // expect: HV043
                                vmcs.guest.cr0 <- vmcs.guest.cr0 & ~CR0.ne  // expect: HV043
                            }
                            Advance()
                        }
                    },
                    Hypervisor("setup", mode: .runningSystem, "a value that VM entry refuses") {
                        base()
                        Setup {
                            vmcs.guest.cr4 <- CR4.pae  // expect: HV027, HV043
                        }
                    },
                    Hypervisor("unrestricted", mode: .runningSystem, "NE is fixed of an unrestricted guest too") {
                        base(except: exits.controlRegisterAccess.declaration)
                        Require(controls.secondary.enableEPT)
                        Prefer(controls.secondary.unrestrictedGuest)
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                        On(exits.controlRegisterAccess) {
                            vmcs.guest.cr0 <- guest.rax  // expect: HV043
                            Advance()
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "the fixed bits, whatever the guest asked for") {
                        base(except: exits.controlRegisterAccess.declaration)
                        On(exits.controlRegisterAccess) {
                            new <- guest.rax
                            vmcs.guest.cr4 <- new | CR4.vmxe
                            vmcs.guest.cr4 <- vmcs.guest.cr4 & ~CR4.pge
                            vmcs.guest.cr0 <- guest.rax | CR0.ne | CR0.pe | CR0.pg
                            vmcs.guest.cr0 <- vmcs.guest.cr0 & ~CR0.ts
                            Advance()
                        }
                    },
                    Hypervisor("unrestricted", mode: .runningSystem, "PE and PG are the guest's") {
                        base(except: exits.controlRegisterAccess.declaration)
                        Require(controls.secondary.enableEPT)
                        Prefer(controls.secondary.unrestrictedGuest)
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                        On(exits.controlRegisterAccess) {
                            vmcs.guest.cr0 <- guest.rax | CR0.ne
                            Advance()
                        }
                    },
                ]
            }
        ])
}
