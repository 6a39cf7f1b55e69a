// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv042: RuleExample = RuleExample(42, wrong: HV042.wrong, right: HV042.right)
}

private enum HV042 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER, controls.exit.loadIA32EFER)
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            If(vmcs.control.exit.hasAny(1 << 15)) {  // error: HV042
                guest.rbx <- vmcs.guest.ia32Efer
            }
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER, controls.exit.loadIA32EFER)
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            If(enabled(controls.entry.loadIA32EFER)) {
                guest.rbx <- vmcs.guest.ia32Efer
            }
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
