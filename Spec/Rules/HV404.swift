// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv404: RuleExample = RuleExample(
        404, wrong: .abi(requests: HV404.wrong),
        right: .abi(requests: HV404.right))
}

private enum HV404 {
    // MARK: wrong

    static let wrong: [ABIRequest] = [
        ABIRequest("START", number: 3, argument: .none(value: nil), "starts", failures: []),
        ABIRequest("STOP", number: 3, argument: .none(value: nil), "stops", failures: []),  // error: HV404
    ]

    // MARK: right

    static let right: [ABIRequest] = [
        ABIRequest("START", number: 3, argument: .none(value: nil), "starts", failures: []),
        ABIRequest("STOP", number: 4, argument: .none(value: nil), "stops", failures: []),
    ]
}
