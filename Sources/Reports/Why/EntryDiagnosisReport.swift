// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel

/// A diagnosis as `hvgen why` prints it, for people and as JSON.
public struct EntryDiagnosisReport: Encodable, Sendable {
    public struct Finding: Encodable, Sendable {
        public let check: EntryCheckExplanation
        public let explainsFailure: Bool?
        /// A sentence without a full stop.
        public let suggestion: String?
    }

    public let schema: Int = 1
    public let format: String
    /// Where the dump begins, from 1.
    public let line: Int
    /// How the entry ended, as far as the text says.
    public let failure: String
    public let judgedBy: [String]
    public let broken: [Finding]
    /// How many checks the dump cannot decide.
    public let undecided: Int
    /// The symbols of fields that they look at and the dump does not show.
    public let fieldsNotShown: [String]
    public let notes: [String]

    public init(_ diagnosis: EntryDiagnosis, _ architecture: ArchitectureDescription) {
        format = diagnosis.dump.format.rawValue
        line = diagnosis.dump.line
        failure = Self.words(diagnosis.dump, architecture)
        judgedBy = diagnosis.processors
        undecided = diagnosis.undecided.count
        fieldsNotShown = diagnosis.missing.map(\.symbol)
        notes = diagnosis.dump.notes
        broken = diagnosis.findings.map { finding in
            Finding(
                check: EntryCheckExplanation(finding.check, architecture) { operand in
                    finding.values[operand].flatMap { value in
                        value.bits == 0 && value.unknown != 0
                            ? nil : EntryCheckExplanation.Known(bits: value.bits, unknown: value.unknown)
                    }
                },
                explainsFailure: finding.explainsFailure, suggestion: finding.mend.map(Self.words))
        }
    }

    private static func words(_ mend: EntryDiagnosis.Mend) -> String {
        let changed: UInt64 = mend.before ^ mend.after
        let bits: [Int] = (0..<64).filter { changed >> UInt64($0) & 1 != 0 }
        let how: String = bits.count == 1 ? " (bit \(bits[0]) is \(mend.after >> UInt64(bits[0]) & 1))" : ""
        return "it would hold with \(mend.field.symbol) = \(hexadecimal(mend.after))\(how)"
    }

    private static func words(_ dump: VMCSDump, _ architecture: ArchitectureDescription) -> String {
        func name(_ reason: UInt32) -> String {
            architecture.exitReasons.first { UInt32($0.number) == reason }.map { " (\($0.name))" } ?? ""
        }
        switch dump.failure {
        case .instructionError(let error):
            let text: String? = architecture.instructionErrors.first { UInt32($0.number) == error }?.text
            return "VM entry failed with VM-instruction error \(error)" + (text.map { " (\($0))" } ?? "")
        case .exit(let reason, let qualification):
            return "VM entry failed with exit reason \(reason)\(name(reason))"
                + (qualification.map { ", qualification \($0)" } ?? "")
        case .unreported(let reason):
            return "the last exit had reason \(reason)\(name(reason)): "
                + "either the entry failed with VMfail, which the dump does not tell, or it did not fail"
        case nil: return "the text does not say how VM entry ended"
        }
    }

    // MARK: For people

    /// - Parameter file: what to call the text.
    public func text(file: String) -> String {
        var lines: [String] = ["\(file):\(line): \(failure)"]
        for (number, finding) in broken.enumerated() {
            lines.append("")
            lines.append("\(number + 1). \(finding.check.code) \(finding.check.name)")
            lines += Self.wrapped(finding.check.sentence, indent: "   ")
            for operand: EntryCheckExplanation.Operand in finding.check.operands {
                guard let value = operand.value else { continue }
                let name: String = operand.kind == "control" ? "\"\(operand.title)\" (\(operand.name))" : operand.name
                lines.append("     \(name) = \(value)" + (operand.unknown.map { " (unknown: \($0))" } ?? ""))
                for part: Explanation.Bits in operand.parts where part.value != nil && part.value != "0x0" {
                    let meaning: String = part.meaning.map { ": \($0)" } ?? ""
                    lines.append("       \(part.place)  \(part.value ?? "")  \(part.name)\(meaning)")
                }
            }
            if let suggestion = finding.suggestion { lines.append("   \(suggestion)") }
            if finding.explainsFailure == false { lines.append("   but it does not fail in this way") }
            lines.append("   SDM volume 3, \"\(finding.check.section)\"")
        }
        lines.append("")
        if broken.isEmpty { lines.append("No check of VM entry is broken for sure.") }
        if undecided > 0 {
            lines += Self.wrapped(
                "\(undecided) checks could not be decided"
                    + (fieldsNotShown.isEmpty ? "." : "; the dump does not show \(Self.some(fieldsNotShown))."),
                indent: "")
        }
        lines += notes.map { "note: \($0)" }
        if judgedBy.count > 1 {
            lines.append(
                "Judged by \(judgedBy.count) processors: a check that only some of them break is not decided. "
                    + "--capabilities FILE names the right one.")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The first of a long list.
    private static func some(_ names: [String]) -> String {
        let most = 8
        let more: String = names.count > most ? " and \(names.count - most) more (--format json has all)" : ""
        return names.prefix(most).joined(separator: ", ") + more
    }

    private static func wrapped(_ text: String, indent: String) -> [String] {
        var lines: [String] = []
        var line: String = ""
        for word: Substring in text.split(separator: " ") {
            if !line.isEmpty && indent.count + line.count + word.count + 1 > 100 {
                lines.append(indent + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [indent + line]
    }
}
