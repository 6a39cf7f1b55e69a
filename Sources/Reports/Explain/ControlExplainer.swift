// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Single controls: `secondary.7`, by name, by symbol, as in Swift.
struct ControlExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.controls.map { Self.names($0, architecture) })
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        let name: String = query.rest(behind: "control") ?? query.name
        return table[query, name].map { explanation(architecture.controls[$0]) }
    }

    var names: [String] { table.names }

    private static func names(_ control: ControlBit, _ architecture: ArchitectureDescription) -> [String] {
        var names: [String] = [
            control.id.description, control.symbol, control.name, "HV_" + control.symbol, "VTX_" + control.symbol,
        ]
        names += [architecture.swiftNames[control.symbol]].compactMap { $0 }
        if case .renamed(let old, _) = control.linux { names.append(old) }
        return names
    }

    private func explanation(_ control: ControlBit) -> Explanation {
        let text = DatabaseText(architecture: architecture)
        guard let word = architecture.word(control.id.word) else {
            preconditionFailure("\(control.name) is in no word")
        }
        let dependants: [String] = architecture.controls.flatMap { other in
            other.requires.compactMap { requirement in
                switch requirement {
                case .set(control.id): "\"\(other.name)\" (\(other.id))"
                case .clear(control.id): "\"\(other.name)\" (\(other.id)), to be 0"
                default: nil
                }
            }
        }
        let isDefault1: Bool = word.default1 & control.mask != 0
        var msr: String = text.msr(word.capabilityMSR.address)
        if let trueMSR = word.trueMSR { msr += ", \(text.msr(trueMSR.address))" }
        let fields: [String] = architecture.fields.map(\.field).filter { Self.mentions($0.existsWhen, control.id) }
            .map(\.symbol)
        let exits: [String] = architecture.exitReasons.filter { $0.causes.contains { Self.mentions($0, control.id) } }
            .map { "\($0.number) \($0.name)" }
        return Explanation(
            "control", "\(control.symbol), control \(control.id): \(control.name)",
            [
                ("word", word.name), ("bit", "\(control.id.bit), mask \(hexadecimal(control.mask))"),
                ("reported by", msr), ("default1", isDefault1 ? "yes: only TRUE MSRs can allow 0" : "no"),
                ("requires", Self.list(control.requires.map(text.requirement))), ("required by", Self.list(dependants)),
                ("belongs with", Self.list(control.counterparts.map { "\(text.name($0.control)), or \($0.otherwise)" })),
                ("word is used", word.activatedBy.map { "when \(text.name($0)) is 1" }),
                ("fields", Self.list(fields)), ("exits", Self.list(exits)),
                ("Linux", text.linux(control.linux, control.symbol)),
                ("Swift", architecture.swiftNames[control.symbol]),
            ])
    }

    private static func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: "; ") }

    /// Whether something depends on a control.
    static func mentions(_ predicate: CapabilityPredicate, _ id: ControlID) -> Bool {
        switch predicate {
        case .allowed(let other): other == id
        case .any(let all), .all(let all): all.contains { mentions($0, id) }
        case .always, .msrBit, .cpuid: false
        }
    }

    static func mentions(_ cause: ExitReason.Cause, _ id: ControlID) -> Bool {
        switch cause {
        case .control(let other), .controlClear(let other): other == id
        case .all(let all): all.contains { mentions($0, id) }
        default: false
        }
    }
}
