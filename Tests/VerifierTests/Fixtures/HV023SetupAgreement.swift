// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv023: FixtureFile = FixtureFile(
        SetupAgreement.self,
        wrong: [
            {
                [
                    Hypervisor("missing", mode: .runningSystem, "declared, and not written") {
                        base()
                        InterceptException(3)  // expect: HV023
                        InterceptException(14)
                        Setup {
                            vmcs.control.exceptionBitmap <- 1 << 14
                        }
                        On(exits.exceptionOrNMI) { Resume() }
                        OwnCR4(CR4.pae, "PAE", showing: .ownValue)  // expect: HV023
                        OwnCR0(CR0.ne, "NE", showing: .zero)  // expect: HV023
                    },
                    Hypervisor("more", mode: .runningSystem, "written, and not declared") {
                        base()
                        Setup {
                            vmcs.control.exceptionBitmap <- 1 << 14  // expect: HV023
                            vmcs.control.cr4GuestHostMask <- CR4.vmxe | CR4.pae  // expect: HV023
                        }
                        On(exits.exceptionOrNMI) { Resume() }
                    },
                    Hypervisor("unknown", mode: .guest, "written with what nobody knows") {
                        guestBase()
                        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)  // expect: HV023, HV023
                        Setup {
                            vmcs.control.cr4GuestHostMask <- environment("guest.cr4", as: UInt64.self)
                            vmcs.control.cr4ReadShadow <- environment("guest.cr4", as: UInt64.self)
                        }
                        On(exits.controlRegisterAccess) { Inject(.generalProtection(0)) }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "as declared") {
                        base()
                        InterceptException(3)
                        InterceptException(14)
                        Setup {
                            vmcs.control.exceptionBitmap <- 1 << 3 | 1 << 14
                            vmcs.control.cr4GuestHostMask <- CR4.vmxe | CR4.pae
                        }
                        On(exits.exceptionOrNMI) { Resume() }
                        OwnCR4(CR4.pae, "PAE", showing: .ownValue)
                    },
                    Hypervisor("process", mode: .guest, "owns all, and declares one") {
                        guestBase()
                        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
                        Setup {
                            vmcs.control.cr4GuestHostMask <- 0xffff_ffff_ffff_ffff
                        }
                        On(exits.controlRegisterAccess) { Inject(.generalProtection(0)) }
                    },
                ]
            }
        ])
}
