// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv023: RuleExample = RuleExample(23, wrong: HV023.wrong, right: HV023.right)
}

private enum HV023 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        InterceptException(3)  // error: HV023
        On(exits.exceptionOrNMI) { Reflect() }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        InterceptException(3)
        Setup { vmcs.control.exceptionBitmap <- 1 << 3 }
        On(exits.exceptionOrNMI) { Reflect() }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
