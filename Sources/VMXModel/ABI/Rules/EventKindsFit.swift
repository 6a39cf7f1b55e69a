// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let eventKindsFit: ABIRule = ABIRule(
        code: Diagnostic.Code(409),
        title: "Event kinds have numbers of their own and fit in a record",
        section: "hvcore ABI, \"Events\"",
        reason: """
            A reader tells records apart by their number only. Number 0 is not given away, so that a record \
            that was never written is not taken for an event.
            """,
        check: { abi, events in
            var found: [Diagnostic] = []
            var owners: [UInt16: EventKind] = [:]
            for event in events {
                if event.number == 0 {
                    found.append(
                        eventKindsFit.finding(
                            "event kind '\(event.symbol)' has number 0", at: abi.record.location,
                            suggestion: "choose a number from 1 to 65535"))
                }
                if event.arguments.count > abi.recordWords {
                    found.append(
                        eventKindsFit.finding(
                            "event kind '\(event.symbol)' has \(event.arguments.count) words, but a record has "
                                + "\(abi.recordWords)",
                            at: abi.record.location, suggestion: "record fewer words, or two events"))
                }
                if let owner = owners[event.number] {
                    found.append(
                        eventKindsFit.finding(
                            "event kinds '\(owner.symbol)' and '\(event.symbol)' both have number \(event.number)",
                            at: abi.record.location, suggestion: "give one of them a number of its own"))
                } else {
                    owners[event.number] = event
                }
            }
            return found
        })
}
