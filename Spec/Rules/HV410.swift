// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv410: RuleExample = RuleExample(
        410, wrong: .abi(structures: [HV410.wrong]),
        right: .abi(structures: [HV410.right]))
}

private enum HV410 {
    // MARK: wrong

    static let wrong = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("kind", .u64, "which it is"),
            ABIMember("counts", .array(.u64, 0), "how many of each"),  // error: HV410
        ])

    // MARK: right

    static let right = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("kind", .u64, "which it is"),
            ABIMember("counts", .array(.u64, 4), "how many of each"),
        ])
}
