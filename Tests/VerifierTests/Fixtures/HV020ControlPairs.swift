// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private func rest() -> [HypervisorPart] {
    [OwnCR4(CR4.vmxe, "VMXE", showing: .zero), setup(owning: CR4.vmxe)] + baseHandlers(except: [], owning: true)
}

extension Fixtures {
    static let hv020: FixtureFile = FixtureFile(
        ControlPairs.self,
        wrong: [
            {
                [
                    Hypervisor("debug", mode: .runningSystem, "debug controls are loaded, not saved") {
                        Require(controls.entry.loadDebugControls)  // expect: HV020
                        Require(controls.entry.ia32eModeGuest, controls.exit.hostAddressSpaceSize)
                        rest()
                    },
                    Hypervisor("saved", mode: .runningSystem, "debug controls are saved, not loaded") {
                        Require(controls.exit.saveDebugControls)  // expect: HV020
                        Require(controls.entry.ia32eModeGuest, controls.exit.hostAddressSpaceSize)
                        rest()
                    },
                    Hypervisor("weak", mode: .runningSystem, "IA32_EFER is loaded for sure, and perhaps replaced") {
                        base()
                        Require(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER)  // expect: HV020
                        Prefer(controls.exit.loadIA32EFER)
                    },
                    Hypervisor("one", mode: .runningSystem, "IA32_EFER is loaded where it is replaced, and lost") {
                        base()
                        Prefer(controls.entry.loadIA32EFER)  // expect: HV020
                        Prefer(controls.exit.loadIA32EFER)  // expect: HV020
                    },
                    Hypervisor("pat", mode: .runningSystem, "the guest's IA32_PAT is neither replaced nor saved") {
                        base()
                        Prefer(controls.entry.loadIA32PAT)  // expect: HV020, HV020
                    },
                ]
            },
            {
                [
                    Hypervisor("small", mode: .guest, "a root of 32 bits") {  // expect: HV020
                        Require(controls.primary.useMSRBitmaps)
                        setup(owning: 0)
                        baseHandlers(except: [], owning: false)
                    },
                    Hypervisor("perhaps", mode: .runningSystem, "a 64-bit kernel where it is allowed") {
                        Require(controls.exit.hostAddressSpaceSize)
                        Prefer(controls.entry.ia32eModeGuest)  // expect: HV020
                        rest()
                    },
                ]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "pairs") {
                        base()
                        Require(controls.entry.loadIA32EFER, controls.exit.loadIA32EFER, controls.exit.saveIA32EFER)
                        Prefer(controls.entry.loadIA32PAT, controls.exit.loadIA32PAT, controls.exit.saveIA32PAT)
                    },
                    Hypervisor("process", mode: .guest, "a guest that may be of 16 bits") {
                        Require(controls.primary.useMSRBitmaps, controls.exit.hostAddressSpaceSize)
                        setup(owning: 0)
                        baseHandlers(except: [], owning: false)
                    },
                ]
            }
        ])
}
