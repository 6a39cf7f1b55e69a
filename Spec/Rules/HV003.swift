// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv003: RuleExample = RuleExample(3, wrong: HV003.wrong, right: HV003.right)
}

private enum HV003 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            If(guest.rax == 0) {  // error: HV003
                Advance()
            }
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            If(guest.rax == 0) {
                Advance()
            }
            Resume()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
