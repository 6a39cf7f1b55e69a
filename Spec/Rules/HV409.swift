// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension RuleExample {
    static let hv409: RuleExample = RuleExample(
        409, wrong: .abi(record: HV409.wrong, events: [HV409.wrongEvent]),
        right: .abi(record: HV409.right, events: [HV409.rightEvent]))
}

private enum HV409 {
    // MARK: wrong

    // A record has room for two words.
    static let wrong = ABIStructure("event", "a record", members: [ABIMember("kind", .u64, "what happened")])  // error: HV409
    static let wrongEvent = EventKind(
        symbol: "MARK", number: 1, arguments: ["first", "second", "third"], summary: "a mark")

    // MARK: right

    static let right = ABIStructure("event", "a record", members: [ABIMember("kind", .u64, "what happened")])
    static let rightEvent = EventKind(
        symbol: "MARK", number: 1, arguments: ["first", "second"], summary: "a mark")
}
