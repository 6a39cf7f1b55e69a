// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv008: RuleExample = RuleExample(8, wrong: HV008.wrong, right: HV008.right)
}

private enum HV008 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Intercept("Hyper-V MSRs", 0x4000_0000...0x4000_00ff, .read)  // error: HV008
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Intercept("IA32_MISC_ENABLE", 0x1a0...0x1a0, .read)
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
