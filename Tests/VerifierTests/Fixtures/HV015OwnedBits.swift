// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let eax = Variable<UInt32>("eax")
private let ebx = Variable<UInt32>("ebx")
private let ecx = Variable<UInt32>("ecx")
private let edx = Variable<UInt32>("edx")

private func executingCPUID() -> HypervisorPart {
    On(exits.cpuid) {
        ExecuteCPUID(leaf: guest.eax, subleaf: guest.ecx, eax: eax, ebx: ebx, ecx: ecx, edx: edx)
        guest.eax <- eax & 1
        guest.rbx <- 0
        guest.rcx <- 0
        guest.rdx <- 0
        Advance()
    }
}

private func common(owning mask: UInt64 = CR4.vmxe, except replaced: ExitReason...) -> [HypervisorPart] {
    baseControls() + [setup(owning: mask)] + baseHandlers(except: replaced, owning: mask != 0)
}

private let shownByCPUID: UInt64 = CR4.osxsave | CR4.ospke

extension Fixtures {
    static let hv015: FixtureFile = FixtureFile(
        OwnedControlRegisters.self,
        wrong: [
            {
                [
                    Hypervisor("nothing", mode: .runningSystem, "VMXE is the kernel's") {  // expect: HV015
                        common(owning: 0)
                    },
                    Hypervisor("shown", mode: .runningSystem, "VMXE is shown") {
                        common()
                        OwnCR4(CR4.vmxe, "VMXE", showing: .ownValue)  // expect: HV015
                    },
                    Hypervisor("cpuid", mode: .runningSystem, "CPUID shows root's bits") {  // expect: HV015, HV015
                        common(except: exits.cpuid.declaration)
                        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
                        executingCPUID()
                    },
                    Hypervisor("stale", mode: .runningSystem, "HOST_CR4 does not follow, OSPKE is hidden") {
                        common(
                            owning: CR4.vmxe | shownByCPUID, except: exits.cpuid.declaration,
                            exits.controlRegisterAccess.declaration)
                        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
                        OwnCR4(CR4.osxsave, "OSXSAVE", showing: .ownValue)
                        OwnCR4(CR4.ospke, "OSPKE", showing: .zero)  // expect: HV015
                        Setup { vmcs.control.cr4ReadShadow <- 0 }
                        executingCPUID()
                        On(exits.controlRegisterAccess) { Inject(.generalProtection(0)) }  // expect: HV015
                    },
                    Hypervisor("masks", mode: .runningSystem, "masks that name no bits, or the same") {
                        common(owning: CR4.vmxe | CR4.pae)
                        Setup { vmcs.control.cr0GuestHostMask <- 1 << 32 }
                        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
                        OwnCR4(0, "none", showing: .zero)  // expect: HV015
                        OwnCR0(1 << 32, "reserved", showing: .zero)  // expect: HV015
                        OwnCR4(CR4.vmxe | CR4.pae, "again", showing: .ownValue)  // expect: HV015
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "owns what it must") {
                        common(
                            owning: CR4.vmxe | shownByCPUID, except: exits.cpuid.declaration,
                            exits.controlRegisterAccess.declaration)
                        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
                        OwnCR4(CR4.osxsave | CR4.ospke, "OSXSAVE and OSPKE", showing: .ownValue)
                        OwnCR0(CR0.ne, "NE", showing: .ownValue)
                        Setup { vmcs.control.cr0GuestHostMask <- CR0.ne }
                        executingCPUID()
                        On(exits.controlRegisterAccess) {
                            vmcs.host.cr4 <- vmcs.host.cr4 | CR4.osxsave
                            Advance()
                        }
                    },
                    // A guest of a process owns its CR4 with all of its state.
                    Hypervisor("process", mode: .guest, "owns nothing") { guestBase() },
                ]
            }
        ])
}
