// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv006: RuleExample = RuleExample(6, wrong: HV006.wrong, right: HV006.right)
}

private enum HV006 {
    // MARK: wrong

    static let seen: State<UInt64> = State("seen", "what the last HLT saw")

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Declare(seen)
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            seen <- vmcs.control.vpid.u64  // error: HV006
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
            If(enabled(controls.secondary.enableVPID)) {
                seen <- vmcs.control.vpid.u64
            }
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
