// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv027: FixtureFile = FixtureFile(
        InitialVMCS.self,
        wrong: [
            {
                [
                    Hypervisor("targets", mode: .runningSystem, "has too many values of CR3") {
                        base()
                        Setup {
                            vmcs.control.cr3TargetCount <- 5  // expect: HV027
                        }
                    },
                    Hypervisor("vpid", mode: .runningSystem, "gives the guest the VPID of the host") {
                        base()
                        Prefer(controls.secondary.enableVPID)
                        Setup {
                            If(enabled(controls.secondary.enableVPID)) {
                                vmcs.control.vpid <- 0  // expect: HV027
                            }
                        }
                    },
                    Hypervisor("threshold", mode: .runningSystem, "has a threshold above 15") {
                        base()
                        Require(controls.primary.useTPRShadow)
                        Setup {
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0x10  // expect: HV027
                        }
                        On(exits.tprBelowThreshold) { Resume() }
                    },
                    Hypervisor("area", mode: .runningSystem, "has a count, and an area that is not aligned") {
                        base()
                        Setup {
                            vmcs.control.exitMSRStoreCount <- 1
                            vmcs.control.exitMSRStoreAddress <- 0x1008  // expect: HV027
                        }
                    },
                ]
            },
            {
                [
                    guest("activity", "is in an activity state that there is not") {
                        vmcs.guest.activityState <- 5  // expect: HV027
                    },
                    guest("flags", "has RFLAGS without bit 1") {
                        vmcs.guest.rflags <- environment("guest.rflags", as: UInt64.self) & ~RFLAGS.fixed1  // expect: HV027
                    },
                    guest("shadow", "blocks by STI and by MOV SS") {
                        vmcs.guest.interruptibilityInfo <- 3  // expect: HV027
                    },
                    guest("reserved", "has a reserved bit set, whatever the others are") {
                        vmcs.guest.dr7 <- environment("guest.dr7", as: UInt64.self) | 1 << 40  // expect: HV027
                    },
                    guest("link", "refers to a shadow VMCS within a page") {
                        vmcs.guest.vmcsLinkPointer <- 0x1_0010  // expect: HV027
                    },
                    guest("injection", "injects an event of the reserved type") {
                        vmcs.control.entryInterruptionInformation <- 0x8000_0120  // expect: HV027
                    },
                    guest("selector", "has a host selector of ring 3") {
                        vmcs.host.csSelector <- 0x13  // expect: HV027
                    },
                    guest("null", "has no host TR") {
                        vmcs.host.trSelector <- 0  // expect: HV027
                    },
                    guest("base", "has a host base that is not canonical") {
                        vmcs.host.gdtrBase <- 0x8000_0000_0000_0000  // expect: HV027
                    },
                    guest("halted", "waits in HLT at privilege level 3") {
                        vmcs.guest.activityState <- 1
                        vmcs.guest.ssAccessRights <- 0xf3  // expect: HV027
                    },
                ]
            },
            {
                [
                    // Bits that only one processor refuses: it is the control that makes VM entry look at them.
                    Hypervisor("pat", mode: .runningSystem, "has an IA32_PAT of which some processors load every byte") {
                        base()
                        Prefer(controls.entry.loadIA32PAT, controls.exit.saveIA32PAT, controls.exit.loadIA32PAT)
                        Setup {
                            If(enabled(controls.entry.loadIA32PAT)) {
                                vmcs.guest.ia32Pat <- 0x0007_0406_0007_0402  // expect: HV027
                            }
                        }
                    }
                ]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "has values that fit") {
                        base()
                        Require(controls.primary.useTPRShadow)
                        Prefer(controls.secondary.enableVPID)
                        Setup {
                            vmcs.control.cr3TargetCount <- 4
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0xf
                            vmcs.control.exitMSRStoreAddress <- 0x1010
                            vmcs.control.exitMSRStoreCount <- 1
                            // Refused in ring 3 only, and the ring is the machine's.
                            vmcs.guest.activityState <- 1
                            If(enabled(controls.secondary.enableVPID)) {
                                vmcs.control.vpid <- 1
                            }
                        }
                        On(exits.tprBelowThreshold) { Resume() }
                    }
                ]
            }
        ])
}

/// A hypervisor whose set-up ends with some writes.
private func guest(
    _ name: String, _ summary: String, @HandlerBuilder _ writes: @escaping () -> [Statement]
) -> HypervisorDescription {
    Hypervisor(name, mode: .runningSystem, summary) {
        base()
        Setup { writes() }
    }
}
