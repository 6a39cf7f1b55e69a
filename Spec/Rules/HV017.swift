// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv017: RuleExample = RuleExample(17, wrong: HV017.wrong, right: HV017.right)
}

private enum HV017 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            vmcs.guest.cr3 <- environment("guest.cr3", as: UInt64.self)  // error: HV017
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Setup { vmcs.guest.cr3 <- environment("guest.cr3", as: UInt64.self) }
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
