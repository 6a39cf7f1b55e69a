// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv043: RuleExample = RuleExample(43, wrong: HV043.wrong, right: HV043.right)
}

private enum HV043 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            vmcs.guest.cr4 <- guest.rcx  // error: HV043
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            vmcs.guest.cr4 <- guest.rcx | CR4.vmxe
            vmcs.control.cr4ReadShadow <- guest.rcx
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
