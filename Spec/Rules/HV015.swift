// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv015: RuleExample = RuleExample(15, wrong: HV015.wrong, right: HV015.right)
}

private enum HV015 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        // The quiet system owns it already: CPUID shows it.
        OwnCR4(CR4.osxsave, "OSXSAVE again", showing: .ownValue)  // error: HV015
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()

        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
