// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv013: RuleExample = RuleExample(13, wrong: HV013.wrong, right: HV013.right)
}

private enum HV013 {
    // MARK: wrong

    static let result = Variable<UInt64>("result")

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            If(guest.rbx == 0) {
                result <- guest.rcx
            }
            guest.rax <- result  // error: HV013
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            result <- 0
            If(guest.rbx == 0) {
                result <- guest.rcx
            }
            guest.rax <- result
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
