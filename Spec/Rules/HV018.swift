// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv018: RuleExample = RuleExample(18, wrong: HV018.wrong, right: HV018.right)
}

private enum HV018 {
    // MARK: wrong

    static let seen: State<UInt64> = State("seen", "what the last HLT saw")

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Declare(seen)
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            seen <- vmcs.exit.guestPhysicalAddress  // error: HV018
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Declare(seen)
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            seen <- vmcs.guest.rip
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
