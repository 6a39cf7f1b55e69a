// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Exit reasons: `exit 48`, a whole exit-reason word, a name; and what such an exit leaves in its fields.
struct ExitExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.exitReasons.map { Self.names($0, architecture) })
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        if let value = query.value {
            for (ending, isQualification) in Self.endings where query.name.hasSuffix(" " + ending) {
                let subject: String = String(query.name.dropLast(ending.count + 1))
                var found: [Explanation] = []
                for reason: ExitReason in reasons(subject, isPrefixed: true) {
                    found.append(try information(reason, isQualification, value))
                }
                if !found.isEmpty { return found }
            }
            return []
        }
        if let rest = query.rest(behind: "exit reason", "exit"), let number = try? ExplainQuery.number(rest),
            number > 0xffff
        {
            return [try word(number)]
        }
        return reasons(query.name, isPrefixed: false).map(explanation)
    }

    private static let endings: [(String, Bool)] = [
        ("qualification", true), ("instruction information", false), ("instruction info", false),
        ("information", false),
        ("info", false),
    ]

    var names: [String] { table.names + architecture.exitReasons.map { "exit \($0.number)" } }

    private static func names(_ reason: ExitReason, _ architecture: ArchitectureDescription) -> [String] {
        var names: [String] = [reason.symbol, reason.name, "HV_" + reason.symbol, "VTX_" + reason.symbol]
        names += [architecture.swiftNames[reason.symbol]].compactMap { $0 }
        if case .renamed(let old, _) = reason.linux { names.append(old) }
        return names
    }

    private func reasons(_ name: String, isPrefixed: Bool) -> [ExitReason] {
        var rest: String = name
        var hasPrefix: Bool = isPrefixed
        for word: String in ["exit reason ", "exit "] where name.hasPrefix(word) {
            rest = String(name.dropFirst(word.count))
            hasPrefix = true
            break
        }
        let number: UInt64? = try? ExplainQuery.number(rest)
        var named: [Int] = table[name]
        if hasPrefix && number == nil { named += table[rest] }
        return architecture.exitReasons.enumerated().filter { index, reason in
            number == UInt64(reason.number) || named.contains(index)
        }.map(\.element)
    }

    private func explanation(_ reason: ExitReason) -> Explanation {
        let text = DatabaseText(architecture: architecture)
        let decoder = WordDecoder(architecture: architecture)
        return Explanation(
            "exit", "\(reason.symbol), exit reason \(reason.number): \(reason.name)",
            [
                ("causes", reason.causes.map(text.cause).joined(separator: "; ")), ("kind", text.kind(reason)),
                ("instruction length", reason.instructionLengthIsValid ? "valid" : "undefined"),
                ("from CPL 3", reason.fromUserMode ? "possible" : "no"),
                ("during event delivery", reason.duringEventDelivery ? "possible" : "no"),
                (
                    "NMI unblocking",
                    reason.nmiUnblocking == .never
                        ? nil
                        : reason.nmiUnblocking == .exitQualification
                            ? "bit 12 of the qualification" : "bit 12 of the exiting-event identification"
                ),
                ("guest-linear address", reason.guestLinearAddressIsValid ? "valid" : nil),
                ("guest-physical address", reason.guestPhysicalAddressIsValid ? "valid" : nil),
                ("exists when", text.predicate(reason.existsWhen)),
                ("Linux", text.linux(reason.linux, reason.symbol)), ("Swift", architecture.swiftNames[reason.symbol]),
                ("instruction information", reason.instructionInformation?.name),
                ("qualification", reason.qualification?.name),
            ],
            bits: reason.qualification.map { decoder.bits(of: $0, value: nil) } ?? [])
    }

    private func information(
        _ reason: ExitReason, _ isQualification: Bool, _ value: UInt64
    ) throws(ExplainFailure) -> Explanation {
        let layout: BitLayoutDescription? = isQualification ? reason.qualification : reason.instructionInformation
        let what: String = isQualification ? "exit qualification" : "instruction information"
        guard let layout else {
            throw ExplainFailure("exits for reason \(reason.number), \(reason.name), define no \(what)")
        }
        try WordDecoder.check(value, fits: layout.width, "the \(what)")
        let decoder = WordDecoder(architecture: architecture)
        return Explanation(
            "exit", "\(reason.symbol), exit reason \(reason.number): \(layout.name)", value: hexadecimal(value),
            bits: decoder.bits(of: layout, value: value), notes: decoder.notes(of: layout, value: value))
    }

    /// The whole exit-reason field.
    private func word(_ value: UInt64) throws(ExplainFailure) -> Explanation {
        guard let layout = architecture.fieldLayouts.first(where: { $0.field.symbol == "VM_EXIT_REASON" })?.layout
        else {
            throw ExplainFailure("the database has no layout of the exit reason")
        }
        try WordDecoder.check(value, fits: layout.width, "the exit reason")
        let decoder = WordDecoder(architecture: architecture)
        let basic: ExitReason? = architecture.exitReasons.first { UInt64($0.number) == value & 0xffff }
        return Explanation(
            "exit", layout.name, value: hexadecimal(value),
            [("basic reason", basic.map { "\($0.number) \($0.name) (\($0.symbol))" } ?? "not in the database")],
            bits: decoder.bits(of: layout, value: value), notes: decoder.notes(of: layout, value: value))
    }
}
