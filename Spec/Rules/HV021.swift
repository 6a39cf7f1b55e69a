// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv021: RuleExample = RuleExample(21, wrong: HV021.wrong, right: HV021.right)
}

private enum HV021 {
    // MARK: wrong

    static let count: State<UInt64> = State("count", "HLTs so far")

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        runningSystemControls()
        quietHandlers()
        commonHypercalls(version: 1)
        Answers(
            Hypercall(
                number: 7, name: "count", summary: "result: HLTs so far", isPrivileged: false,
                location: SourceLocation(#fileID, #line)))  // error: HV021
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        runningSystemControls()
        quietHandlers()
        Declare(count)
        commonHypercalls(version: 1, others: [Case(7) { guest.rax <- count }])
        Answers(
            Hypercall(
                number: 7, name: "count", summary: "result: HLTs so far", isPrivileged: false,
                location: SourceLocation(#fileID, #line)))
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
