// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv024: RuleExample = RuleExample(24, wrong: HV024.wrong, right: HV024.right)
}

private enum HV024 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {  // error: HV024
        Require(
            controls.entry.loadDebugControls, controls.exit.saveDebugControls, controls.entry.ia32eModeGuest,
            controls.exit.hostAddressSpaceSize, controls.primary.activateSecondaryControls,
            controls.primary.useMSRBitmaps, controls.secondary.enableEPT)
        quietHandlers()
        commonHypercalls(version: 1)

        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        Require(
            controls.entry.loadDebugControls, controls.exit.saveDebugControls, controls.entry.ia32eModeGuest,
            controls.exit.hostAddressSpaceSize, controls.primary.activateSecondaryControls,
            controls.primary.useMSRBitmaps, controls.secondary.enableEPT)
        quietHandlers()
        commonHypercalls(version: 1)
        Require(controls.secondary.enableRDTSCP, whenGuestSees: CPUIDFeatures.rdtscp)
        Require(controls.secondary.enableINVPCID, whenGuestSees: CPUIDFeatures.invpcid)
        Require(controls.secondary.enableXSAVES, whenGuestSees: CPUIDFeatures.xsaves)
        Require(controls.secondary.enableUserWaitAndPause, whenGuestSees: CPUIDFeatures.waitpkg)
        Require(controls.secondary.enablePCONFIG, whenGuestSees: CPUIDFeatures.pconfig)
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
