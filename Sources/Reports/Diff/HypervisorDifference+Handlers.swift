// SPDX-License-Identifier: GPL-2.0-only

extension HypervisorDifference {
    var matchingHandlers: Matching<Manifest.Handler> { Matching(old.handlers, new.handlers, by: \.number) }

    static func subject(_ handler: Manifest.Handler) -> String { "\(handler.number) \(handler.exit)" }

    var handlers: [Change] {
        let lists: Matching<Manifest.Handler> = matchingHandlers
        return lists.lost.map { Change(.lost, Self.subject($0)) }
            + lists.gained.map {
                Change(.gained, Self.subject($0), ["ends: \($0.dispositions.joined(separator: ", "))"])
            }
            + lists.kept.compactMap { old, new in
                let details: [String] = Self.details(old, new)
                return details.isEmpty ? nil : Change(.changed, Self.subject(new), details)
            }
    }

    private static func details(_ old: Manifest.Handler, _ new: Manifest.Handler) -> [String] {
        var details: [String] = []
        if old.form != new.form { details.append("form \(old.form) → \(new.form)") }
        func compare(_ what: String, _ old: [String]?, _ new: [String]?) {
            let lists = Matching(old ?? [], new ?? [])
            if !lists.gained.isEmpty { details.append("newly \(what) \(lists.gained.joined(separator: ", "))") }
            if !lists.lost.isEmpty { details.append("no longer \(what) \(lists.lost.joined(separator: ", "))") }
        }
        compare("reads", old.fieldsRead, new.fieldsRead)
        compare("writes", old.fieldsWritten, new.fieldsWritten)
        compare("reads MSR", old.msrsRead, new.msrsRead)
        compare("writes MSR", old.msrsWritten, new.msrsWritten)
        compare("sets guest register", old.registersWritten, new.registersWritten)
        compare("changes state", old.stateWritten, new.stateWritten)
        compare("calls", old.natives, new.natives)
        compare("records event", old.events?.map(String.init), new.events?.map(String.init))
        compare("ends in", old.dispositions, new.dispositions)
        if details.isEmpty && old.fingerprint != new.fingerprint {
            details.append("touches the same, with other values or under other conditions")
        }
        return details
    }
}
