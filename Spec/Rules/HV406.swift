// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv406: RuleExample = RuleExample(
        406, wrong: .abi(structures: HV406.wrongList),
        right: .abi(structures: HV406.rightList))
}

private enum HV406 {
    // MARK: wrong

    static let part = ABIStructure("part", "a part", members: [ABIMember("value", .u64, "how much")])

    static let wrong = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("part", .structure(part), "the part")  // error: HV406
        ])
    // The list of structures holds the answer and not the part.
    static let wrongList: [ABIStructure] = [wrong]

    // MARK: right

    static let right = ABIStructure(
        "answer", "an answer",
        members: [
            ABIMember("part", .structure(part), "the part")
        ])
    static let rightList: [ABIStructure] = [part, right]
}
