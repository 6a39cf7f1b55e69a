// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv046: RuleExample = RuleExample(46, wrong: HV046.wrong, right: HV046.right)
}

private enum HV046 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            vmcs.control.entryInterruptionInformation <- 0x8000_0306  // error: HV046
            Resume()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Inject(.invalidOpcode)
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
