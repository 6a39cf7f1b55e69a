// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Writes what Swift cannot import from the header: macros with arguments, and
/// the names and texts of numbers.
struct SwiftTwinEmitter {
    let abi: ABIDescription
    let events: [EventKind]
    let hypercalls: [HypercallSet]
    let architecture: ArchitectureDescription?

    var text: String {
        var lines: [String] = ["// SPDX-License-Identifier: GPL-2.0-only"]
        lines += UAPIEmitter.generatedBy(abi, alone: hypercalls.isEmpty && events.isEmpty).map { "// " + $0 }
        lines.append("")
        lines += requests
        for enumeration in abi.enumerations { lines += declaration(of: enumeration) }
        lines += eventKinds
        lines += hypercallTable
        lines += names
        return lines.joined(separator: "\n") + "\n"
    }

    private var requests: [String] {
        ["/// The numbers that `ioctl(2)` takes.", "public enum HVCoreRequest: UInt, CaseIterable, Sendable {"]
            + abi.requests.flatMap { request in
                let value = UAPIEmitter.hex(request.value(magic: abi.magic), digits: 8)
                return [
                    "    /// \(sentence(request.summary))",
                    "    case \(UAPIEmitter.camelCase(request.symbol)) = 0x\(value)",
                ]
            } + ["}", ""]
    }

    private func declaration(of enumeration: ABIEnumeration) -> [String] {
        let name = camelCaseName(enumeration.name)
        let cases = enumeration.cases.map { (name: UAPIEmitter.camelCase($0.symbol), entry: $0) }
        var lines: [String] = ["/// \(sentence(enumeration.summary))"]
        lines.append("public enum \(name): UInt32, CaseIterable, Sendable {")
        for (caseName, entry) in cases {
            lines += ["    /// \(sentence(entry.summary))", "    case \(caseName) = \(entry.value)"]
        }
        lines += table("text", "String", "The word for it in the output of tools; it does not change.", cases) {
            literal($0.text)
        }
        lines += table("summary", "String", "What it says, without a full stop.", cases) { literal($0.summary) }
        if enumeration.cases.contains(where: { $0.advice != nil }) {
            lines += table("advice", "String?", "What a person can do about it.", cases) {
                $0.advice.map(literal) ?? "nil"
            }
        }
        return lines + ["}", ""]
    }

    private func table(
        _ property: String, _ type: String, _ doc: String, _ cases: [(name: String, entry: ABIEnumeration.Case)],
        value: (ABIEnumeration.Case) -> String
    ) -> [String] {
        ["", "    /// \(doc)", "    public var \(property): \(type) {", "        switch self {"]
            + cases.map { "        case .\($0.name): \(value($0.entry))" } + ["        }", "    }"]
    }

    private var eventKinds: [String] {
        [
            "/// A kind of record, as the hypervisors declare it.",
            "public struct HVCoreEventKind: Hashable, Sendable {",
            "    /// As in `enum \(abi.prefix)_event_kind`.", "    public let number: UInt16",
            "    /// The word for it in the output of tools; it does not change.", "    public let text: String",
            "    /// What it says, without a full stop.", "    public let summary: String",
            "    /// What the words of the record mean, in order.", "    public let arguments: [String]", "",
            "    /// Every kind, by number.", "    public static let all: [HVCoreEventKind] = [",
        ]
            + events.map { event -> String in
                let arguments = event.arguments.map(literal).joined(separator: ", ")
                let text = ABIEnumeration.Case(event.symbol, 0, "").text
                return "        HVCoreEventKind(number: \(event.number), text: \(literal(text)), "
                    + "summary: \(literal(event.summary)), arguments: [\(arguments)]),"
            } + ["    ]", "}", ""]
    }

    private var hypercallTable: [String] {
        [
            "/// A call that a guest can make with VMCALL.",
            "public struct HVCoreHypercall: Hashable, Sendable {",
            "    /// The hypervisor that answers it.", "    public let hypervisor: String",
            "    /// Goes into RAX.", "    public let number: UInt32", "    public let name: String",
            "    /// What it does, without a full stop.", "    public let summary: String",
            "    /// Whether CPL 3 is refused.", "    public let isPrivileged: Bool", "",
            "    /// Every hypercall, by hypervisor.", "    public static let all: [HVCoreHypercall] = [",
        ]
            + hypercalls.flatMap { set -> [String] in
                set.calls.map { call -> String in
                    "        HVCoreHypercall(hypervisor: \(literal(set.hypervisor)), number: \(call.number), "
                        + "name: \(literal(call.name)), summary: \(literal(call.summary)), "
                        + "isPrivileged: \(call.isPrivileged)),"
                }
            } + ["    ]", "}", ""]
    }

    private var names: [String] {
        let msrs = (architecture?.capabilityMSRs ?? []).map { (number: $0.address, name: $0.name) }
        let reasons = (architecture?.exitReasons ?? []).map { (number: UInt32($0.number), name: $0.name) }
        let head: [String] = [
            "/// A number of the processor and the manual's name for it.",
            "public struct HVCoreName: Hashable, Sendable {", "    public let number: UInt32",
            "    public let name: String", "", "    /// The VMX capability MSRs, by address.",
        ]
        let between: [String] = ["", "    /// The basic exit reasons, by number."]
        return head + table("capabilityMSRs", msrs) + between + table("exitReasons", reasons) + ["}"]
    }

    private func table(_ property: String, _ rows: [(number: UInt32, name: String)]) -> [String] {
        ["    public static let \(property): [HVCoreName] = ["]
            + rows.sorted { $0.number < $1.number }.map { row -> String in
                "        HVCoreName(number: 0x\(UAPIEmitter.hex(row.number, digits: 2)), name: \(literal(row.name))),"
            } + ["    ]"]
    }

    /// `refusal_code` as `HVCoreRefusalCode`.
    private func camelCaseName(_ name: String) -> String {
        let camel = UAPIEmitter.camelCase(name)
        return "HVCore" + camel.prefix(1).uppercased() + camel.dropFirst()
    }

    /// Text as a sentence.
    private func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    /// Text as a Swift literal.
    private func literal(_ text: String) -> String {
        var quoted: String = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
