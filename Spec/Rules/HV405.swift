// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv405: RuleExample = RuleExample(
        405, wrong: .abi(structures: [HV405.wrong]),
        right: .abi(structures: [HV405.right]))
}

private enum HV405 {
    // MARK: wrong

    static let wrong = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("class", .u64, "which it is")  // error: HV405
        ])

    // MARK: right

    static let right = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("kind", .u64, "which it is")
        ])
}
