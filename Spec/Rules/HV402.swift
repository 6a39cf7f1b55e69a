// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv402: RuleExample = RuleExample(
        402, wrong: .abi(structures: [HV402.wrong]),
        right: .abi(structures: [HV402.right]))
}

private enum HV402 {
    // MARK: wrong

    static let wrong = ABIStructure(  // error: HV402
        "answer", "an answer",
        members: [
            ABIMember("counts", .array(.u32, 3), "how many of each")
        ])

    // MARK: right

    static let right = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("counts", .array(.u32, 3), "how many of each"),
            .padding(.u32),
        ])
}
