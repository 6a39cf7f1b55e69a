// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv020: RuleExample = RuleExample(20, wrong: HV020.wrong, right: HV020.right)
}

private enum HV020 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Prefer(controls.entry.loadIA32PAT)  // error: HV020
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Prefer(controls.entry.loadIA32PAT, controls.exit.loadIA32PAT, controls.exit.saveIA32PAT)
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
