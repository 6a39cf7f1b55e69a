// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv019: RuleExample = RuleExample(19, wrong: HV019.wrong, right: HV019.right)
}

private enum HV019 {
    // MARK: wrong

    static let asked: State<UInt64> = State("asked", "CPUIDs of leaf 0x15")

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Declare(asked)
        On(exits.cpuid) {
            If(guest.rax == 0x15) {  // error: HV019
                asked += 1
            }
            answerCPUID(announcing: announcement)
        }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Declare(asked)
        On(exits.cpuid) {
            If(guest.eax == 0x15) {
                asked += 1
            }
            answerCPUID(announcing: announcement)
        }
    }
}
