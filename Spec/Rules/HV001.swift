// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv001: RuleExample = RuleExample(1, wrong: HV001.wrong, right: HV001.right)
}

private enum HV001 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {  // error: HV001
        quietRunningSystem()
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
