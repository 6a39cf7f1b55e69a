// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv010: RuleExample = RuleExample(10, wrong: HV010.wrong, right: HV010.right)
}

private enum HV010 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Inject(InjectedEvent(kind: .hardwareException, vector: 13, errorCode: nil))  // error: HV010
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Inject(.generalProtection(0))
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
