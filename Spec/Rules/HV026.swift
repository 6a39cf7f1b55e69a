// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv026: RuleExample = RuleExample(26, wrong: HV026.wrong, right: HV026.right)
}

private enum HV026 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Prefer(controls.primary.monitorTrapFlag)
        On(exits.cpuid) {
            // Not every processor has the flag, and this path does not ask.
            turnOn(controls.primary.monitorTrapFlag)  // error: HV026
            answerCPUID(announcing: announcement)
        }
        On(exits.monitorTrapFlag) { Resume() }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Prefer(controls.primary.monitorTrapFlag)
        On(exits.cpuid) {
            If(enabled(controls.primary.monitorTrapFlag)) {
                turnOn(controls.primary.monitorTrapFlag)
            }
            answerCPUID(announcing: announcement)
        }
        On(exits.monitorTrapFlag) { Resume() }
    }
}
