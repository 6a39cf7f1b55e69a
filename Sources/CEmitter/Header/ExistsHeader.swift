// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/exists.h`: which controls, fields, exits and MSRs a processor has.
struct ExistsHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("exists", includes: ["types", "controls", "fields", "exits", "msrs", "words"]) { printer in
            printer.lines(Self.introduction)
            for word: ControlWord in architecture.controlWords { settings(word, &printer) }
            printer.section("Controls that may be 1")
            for control: ControlBit in architecture.controls {
                print(
                    "allows", control.symbol,
                    "vtx_\(CName.word(control.id.word))_may_be_1(capabilities) & "
                        + "VTX_\(control.symbol)", &printer)
            }
            printer.section("Capability MSRs")
            for msr: CapabilityMSR in architecture.capabilityMSRs { print("has", msr.symbol, msr.existsWhen, &printer) }
            printer.section("Fields, but those of which no source says when they exist")
            for field: VMCSField in architecture.fields.map(\.field) {
                print("has", field.symbol, field.existsWhen, &printer)
            }
            printer.section("Exit reasons")
            for reason: ExitReason in architecture.exitReasons {
                print("has", reason.symbol, reason.existsWhen, &printer)
            }
            lookup(
                "field", "encoding", "vtx_u32", architecture.fields.map { ($0.field.symbol, $0.field.existsWhen) },
                &printer)
            lookup(
                "exit_reason", "reason", "vtx_u16", architecture.exitReasons.map { ($0.symbol, $0.existsWhen) },
                &printer)
        }
    }

    private static let introduction: [String] = [
        "",
        "/*",
        " * vtx_allows_<control>(): the control may be 1. vtx_has_<name>(): the MSR, the",
        " * field or exits for the reason exist. All from struct vtx_capabilities.",
        " */",
        "#define VTX_PREDICATE(name, condition)\t\t\t\t\t\\",
        "static inline bool vtx_##name(const struct vtx_capabilities *capabilities) \\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\t(void)capabilities;\t\t\t\t\t\t\\",
        "\treturn (condition) != 0;\t\t\t\t\t\\",
        "}",
    ]

    /// What bits of a word must and may be 1, by the TRUE MSR where there is one.
    private func settings(_ word: ControlWord, _ printer: inout CPrinter) {
        let type: String = HeaderName.word(ControlHeader.width(of: word))
        let plain: String = "capabilities->\(MSRHeader.member(word.capabilityMSR))"
        let isPair: Bool = word.rule == .allowedPair
        var value: String = plain
        if let trueMSR = word.trueMSR {
            value =
                "(vtx_get_vmx_basic_true_controls(capabilities->ia32_vmx_basic) ?\n\t\tcapabilities->"
                + "\(MSRHeader.member(trueMSR)) : \(plain))"
        }
        printer.section(word.name)
        printer.lines([
            "static inline \(type)",
            "vtx_\(CName.word(word.id))_must_be_1(const struct vtx_capabilities *capabilities)", "{",
            isPair ? "\treturn (\(type))\(value);" : "\t(void)capabilities;\n\treturn 0;", "}", "",
            "static inline \(type)",
            "vtx_\(CName.word(word.id))_may_be_1(const struct vtx_capabilities *capabilities)", "{",
            isPair ? "\treturn (\(type))(\(value) >> 32);" : "\treturn \(value);", "}",
        ])
    }

    private func print(_ verb: String, _ symbol: String, _ predicate: CapabilityPredicate, _ printer: inout CPrinter) {
        if predicate == .undocumented { return }
        print(verb, symbol, condition(predicate), &printer)
    }

    private func print(_ verb: String, _ symbol: String, _ condition: String, _ printer: inout CPrinter) {
        let head: String = "VTX_PREDICATE(\(verb)_\(symbol.lowercased()),"
        if head.count + condition.count + 2 <= CPrinter.width { return printer.line("\(head) \(condition))") }
        printer.lines([head, "\t      \(condition))"])
    }

    private func condition(_ predicate: CapabilityPredicate) -> String {
        switch predicate {
        case .always: return "1"
        case .allowed(let id):
            guard let control = architecture.control(id) else { preconditionFailure("there is no control \(id)") }
            return "vtx_allows_\(control.symbol.lowercased())(capabilities)"
        case .msrBit(let address, let bit):
            return "(capabilities->\(MSRHeader(architecture: architecture).member(address)) >> \(bit) & 1)"
        case .cpuid(let feature): return "capabilities->\(MSRHeader.member(feature))"
        case .any(let all): return all.isEmpty ? "0" : "(" + all.map(condition).joined(separator: " || ") + ")"
        case .all(let all): return all.isEmpty ? "1" : "(" + all.map(condition).joined(separator: " && ") + ")"
        }
    }

    /// By number; what no source explains, and what is unknown, does not exist.
    private func lookup(
        _ name: String, _ parameter: String, _ type: String,
        _ rows: [(symbol: String, existsWhen: CapabilityPredicate)],
        _ printer: inout CPrinter
    ) {
        printer.lines([
            "", "static inline bool",
            "vtx_\(name)_exists(const struct vtx_capabilities *capabilities, \(type) \(parameter))",
            "{", "\tswitch (\(parameter)) {",
        ])
        for row in rows where row.existsWhen != .undocumented {
            printer.line("\tcase VTX_\(row.symbol): return vtx_has_\(row.symbol.lowercased())(capabilities);")
        }
        printer.lines(["\tdefault: return false;", "\t}", "}"])
    }
}
