// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv408: RuleExample = RuleExample(
        408, wrong: .abi(structures: [HV408.wrong], requests: [HV408.wrongRequest]),
        right: .abi(structures: [HV408.right], requests: [HV408.rightRequest]))
}

private enum HV408 {
    // MARK: wrong

    static let wrong = ABIStructure(
        "question", "a question",
        members: [
            .size(),
            .flags(),
            ABIMember("value", .u64, .output, "how much"),  // error: HV408
        ])
    static let wrongRequest = ABIRequest("ASK", number: 1, argument: .read(wrong), "asks", failures: [])

    // MARK: right

    static let right = ABIStructure(
        "question", "a question",
        members: [
            .size(),
            .flags(),
            ABIMember("value", .u64, .output, "how much"),
        ])
    static let rightRequest = ABIRequest("ASK", number: 1, argument: .readAndWritten(right), "asks", failures: [])
}
