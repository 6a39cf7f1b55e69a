// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv403: RuleExample = RuleExample(
        403, wrong: .abi(structures: [HV403.wrong], requests: [HV403.wrongRequest]),
        right: .abi(structures: [HV403.right], requests: [HV403.rightRequest]))
}

private enum HV403 {
    // MARK: wrong

    static let wrong = ABIStructure(  // error: HV403
        "question", "a question",
        members: [
            ABIMember("value", .u64, .output, "how much")
        ])
    static let wrongRequest = ABIRequest("ASK", number: 1, argument: .readAndWritten(wrong), "asks", failures: [])

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
