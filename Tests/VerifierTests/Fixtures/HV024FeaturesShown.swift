// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let eax = Variable<UInt32>("eax")
private let ebx = Variable<UInt32>("ebx")
private let ecx = Variable<UInt32>("ecx")
private let edx = Variable<UInt32>("edx")
private let userWait: Control = controls.secondary.enableUserWaitAndPause

/// CPUID as the processor has it, but for bits of leaf 7.
private func answer(leaf7EBX hiddenEBX: UInt32 = 0, leaf7ECX hiddenECX: UInt32 = 0) -> [HypervisorPart] {
    [
        OwnCR4(CR4.osxsave | CR4.ospke, "OSXSAVE and OSPKE", showing: .ownValue),
        setup(owning: CR4.vmxe | CR4.osxsave | CR4.ospke),
        On(exits.controlRegisterAccess) {
            vmcs.host.cr4 <- vmcs.host.cr4 | CR4.osxsave
            Advance()
        },
        On(exits.cpuid) {
            ExecuteCPUID(leaf: guest.eax, subleaf: guest.ecx, eax: eax, ebx: ebx, ecx: ecx, edx: edx)
            If(guest.eax == 7) {
                ebx <- ebx & ~hiddenEBX
                ecx <- ecx & ~hiddenECX
            }
            guest.eax <- eax
            guest.ebx <- ebx
            guest.ecx <- ecx
            guest.edx <- edx
            Advance()
        },
    ]
}

extension Fixtures {
    static let hv024: FixtureFile = FixtureFile(
        FeaturesShown.self,
        wrong: [
            {
                [
                    // RDTSCP, RDPID, INVPCID, XSAVES and WAITPKG.
                    Hypervisor("all", mode: .runningSystem, "shows all") {  // expect: HV024, HV024, HV024, HV024, HV024
                        base(except: exits.cpuid.declaration, exits.controlRegisterAccess.declaration)
                        Require(controls.secondary.enablePCONFIG, whenGuestSees: CPUIDFeatures.pconfig)
                        Setup {
                            If(enabled(controls.secondary.enablePCONFIG)) {
                                vmcs.control.pconfigExitingBitmap <- 0
                            }
                        }
                        answer()
                    },
                    Hypervisor("levels", mode: .runningSystem, "enables too weakly, or for another feature") {
                        base(except: exits.cpuid.declaration, exits.controlRegisterAccess.declaration)
                        Require(controls.secondary.enableRDTSCP, controls.secondary.enableXSAVES)
                        Prefer(controls.secondary.enableINVPCID)  // expect: HV024
                        Require(userWait, whenGuestSees: CPUIDFeatures.rdtscp)  // expect: HV024
                        Require(controls.secondary.enablePCONFIG)
                        Setup { vmcs.control.pconfigExitingBitmap <- 0 }
                        answer()
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "enables what it shows, and hides the rest") {
                        base(except: exits.cpuid.declaration, exits.controlRegisterAccess.declaration)
                        Require(controls.secondary.enableRDTSCP, whenGuestSees: CPUIDFeatures.rdtscp)
                        Require(controls.secondary.enableXSAVES, whenGuestSees: CPUIDFeatures.xsaves)
                        Require(controls.secondary.enablePCONFIG, whenGuestSees: CPUIDFeatures.pconfig)
                        Setup {
                            If(enabled(controls.secondary.enablePCONFIG)) {
                                vmcs.control.pconfigExitingBitmap <- 0
                            }
                        }
                        answer(leaf7EBX: 1 << 10, leaf7ECX: 1 << 5)
                    }
                ]
            }
        ])
}
