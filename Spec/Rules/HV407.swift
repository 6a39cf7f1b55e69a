// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv407: RuleExample = RuleExample(
        407, wrong: .abi(enumerations: [HV407.wrong]),
        right: .abi(enumerations: [HV407.right]))
}

private enum HV407 {
    // MARK: wrong

    static let wrong = ABIEnumeration(
        "state", symbolPrefix: "STATE_", "what goes on",
        cases: [
            .init("STOPPED", 1, "nothing runs"),
            .init("RUNNING", 1, "something runs"),  // error: HV407
        ])

    // MARK: right

    static let right = ABIEnumeration(
        "state", symbolPrefix: "STATE_", "what goes on",
        cases: [
            .init("STOPPED", 1, "nothing runs"),
            .init("RUNNING", 2, "something runs"),
        ])
}
