// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv044: RuleExample = RuleExample(44, wrong: HV044.wrong, right: HV044.right)
}

private enum HV044 {
    // MARK: wrong

    static let perfStatus: UInt32 = 0x198
    static let status = Variable<UInt64>("status")
    static let faulted = Variable<Bool>("faulted")

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            ReadMSR(constant(perfStatus), value: status, faulted: faulted)  // error: HV044
            guest.rax <- status
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            ReadMSR(constant(perfStatus), value: status, faulted: faulted)
            If(faulted) {
                Inject(.generalProtection(0))
            }
            guest.rax <- status
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
