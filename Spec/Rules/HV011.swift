// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv011: RuleExample = RuleExample(11, wrong: HV011.wrong, right: HV011.right)
}

private enum HV011 {
    // MARK: wrong

    static let remember: Native = Native(
        name: "remember", summary: "remembers a leaf", parameters: [Local("leaf", .u32)], results: [],
        effects: Native.Effects(), location: SourceLocation(#fileID, #line))

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Call(remember, [guest.rcx.expression])  // error: HV011
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        Require(controls.primary.hltExiting)
        On(exits.hlt) {
            Call(remember, [guest.ecx.expression])
            Advance()
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
