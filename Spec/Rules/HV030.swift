// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv030: RuleExample = RuleExample(30, wrong: HV030.wrong, right: HV030.right)
}

private enum HV030 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt, as: .stub) {
            guest.rbx <- 1
            writeBackCaches()  // error: HV030
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt, as: .c) {
            guest.rbx <- 1
            writeBackCaches()
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
