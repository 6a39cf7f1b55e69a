// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv022: RuleExample = RuleExample(22, wrong: HV022.wrong, right: HV022.right)
}

private enum HV022 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Prefer(controls.secondary.useTSCScaling)  // error: HV022
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Prefer(controls.secondary.useTSCScaling)
        Setup {
            If(enabled(controls.secondary.useTSCScaling)) {
                vmcs.control.tscMultiplier <- 1 << 48
            }
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
