// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv401: RuleExample = RuleExample(
        401, wrong: .abi(structures: [HV401.wrong]),
        right: .abi(structures: [HV401.right]))
}

private enum HV401 {
    // MARK: wrong

    static let wrong = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("kind", .u32, "which it is"),
            ABIMember("value", .u64, "how much"),  // error: HV401
        ])

    // MARK: right

    static let right = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("kind", .u32, "which it is"),
            .padding(.u32),
            ABIMember("value", .u64, "how much"),
        ])
}
