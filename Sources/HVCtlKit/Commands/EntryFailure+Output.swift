// SPDX-License-Identifier: GPL-2.0-only

import HVCoreInterface

extension EntryFailure {
    /// What the processor reported.
    var headline: String {
        switch kind {
        case .entry:
            let basic = exitReason & 0xffff
            let name = exitReasonName(basic).map { " (\($0))" } ?? ""
            return "CPU \(cpu), \(profile): exit reason 0x\(String(exitReason, radix: 16)), which is \(basic)\(name), "
                + "qualification 0x\(String(qualification, radix: 16))"
        case .instruction where instructionError == 0:
            return "CPU \(cpu), \(profile): VMfailInvalid: there is no current VMCS"
        default:
            return "CPU \(cpu), \(profile): VM-instruction error \(instructionError)"
        }
    }

    /// What `hvctl status` adds.
    var lines: [String] {
        var lines = ["VM entry:     \(headline)"]
        if !findings.contains(where: \.matches) {
            lines.append("              no rule that is known to be broken explains it; \(unknown) could not be judged")
        }
        for finding in findings {
            let note = finding.matches ? "" : " (broken, but not what was reported)"
            lines.append("rule:         \(finding.code) \(finding.name)\(note): \(finding.sentence)")
            lines.append("              \(finding.values)")
            lines.append("              SDM volume 3, \"\(finding.section)\"")
            if !finding.suggestion.isEmpty {
                lines.append("              would be satisfied by \(finding.suggestion)")
            }
        }
        return lines
    }

    var json: JSON {
        let isEntry = kind == .entry
        return .object([
            .init("kind", .text(kind.text)), .init("cpu", .unsigned(UInt64(cpu))), .init("profile", .text(profile)),
            .init("serial", .unsigned(serial)),
            .init("instruction_error", isEntry ? .null : .unsigned(UInt64(instructionError))),
            .init("exit_reason", isEntry ? .unsigned(UInt64(exitReason & 0xffff)) : .null),
            .init("qualification", isEntry ? .hexadecimal(qualification) : .null),
            .init("broken", .unsigned(UInt64(broken))), .init("unknown", .unsigned(UInt64(unknown))),
            .init("rules", .array(findings.map(\.json))),
        ])
    }
}

extension EntryFailure.Finding {
    var json: JSON {
        .object([
            .init("code", .text(code)), .init("name", .text(name)), .init("matches", .bool(matches)),
            .init("section", .text(section)), .init("sentence", .text(sentence)), .init("values", .text(values)),
            .init("suggestion", .optional(suggestion.isEmpty ? nil : suggestion)),
        ])
    }
}
