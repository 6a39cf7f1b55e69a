// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv027: RuleExample = RuleExample(27, wrong: HV027.wrong, right: HV027.right)
}

private enum HV027 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Setup {
            vmcs.guest.activityState <- ActivityState.hlt
            vmcs.guest.ssAccessRights <- 0xc0f3  // error: HV027
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Setup {
            vmcs.guest.activityState <- ActivityState.active
            vmcs.guest.ssAccessRights <- 0xc0f3
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
