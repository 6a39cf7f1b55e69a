// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv012: RuleExample = RuleExample(12, wrong: HV012.wrong, right: HV012.right)
}

private enum HV012 {
    // MARK: wrong

    static let leaves: StateArray<UInt64> = StateArray("leaves", "CPUIDs by leaf", count: 32)

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Declare(leaves)
        On(exits.cpuid) {
            leaves[guest.eax] += 1  // error: HV012
            answerCPUID(announcing: announcement)
        }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Declare(leaves)
        On(exits.cpuid) {
            leaves[guest.eax.clamped(to: 31)] += 1
            answerCPUID(announcing: announcement)
        }
    }
}
