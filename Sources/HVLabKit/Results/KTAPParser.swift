// SPDX-License-Identifier: GPL-2.0-only

/// Reads KTAP, version 1, line by line.
///
/// Linux: Documentation/dev-tools/ktap.rst. Strict where a fault would otherwise pass for success: the version and the
/// plan come first, numbers count up from 1, and every planned test has a result. Nesting is not read.
struct KTAPParser {
    private(set) var report = KTAPReport()
    private var hasVersion = false

    /// What a line turned out to be.
    enum Line: Equatable {
        case version
        case plan
        case result
        case diagnostic

        /// Output that is none of KTAP's, which the format permits.
        case other
    }

    mutating func read(_ line: String) -> Line {
        if line.hasPrefix("#") {
            report.remarks.append(line.dropFirst().trimmed)
            return .diagnostic
        }
        if line.hasPrefix("KTAP version ") { return readVersion(line) }
        if line.hasPrefix("1..") { return readPlan(line) }
        if line.hasPrefix("Bail out!") {
            report.problems.append("the scenario gave up: \(line)")
            return .diagnostic
        }
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.first == "ok" || line == "not ok" || line.hasPrefix("not ok ") else { return .other }
        return readResult(line)
    }

    /// To be called after the last line; returns what was read.
    mutating func finish() -> KTAPReport {
        if !hasVersion { report.problems.append("no line \"KTAP version 1\" came") }
        guard let planned = report.plannedCount else {
            report.problems.append("no plan (1..N) came")
            return report
        }
        let count = report.results.count
        if count < planned { report.problems.append("\(planned) tests were planned, but \(count) ran") }
        if count > planned { report.problems.append("\(planned) tests were planned, but \(count) reported") }
        if planned == 0 && report.skipReason == nil {
            report.problems.append("the plan is empty (1..0) and gives no reason (# SKIP reason)")
        }
        return report
    }

    private mutating func readVersion(_ line: String) -> Line {
        if line != "KTAP version 1" { report.problems.append("unknown version: \(line)") }
        if hasVersion { report.problems.append("a second line \"KTAP version\" came") }
        if report.plannedCount != nil { report.problems.append("the version came after the plan") }
        hasVersion = true
        return .version
    }

    private mutating func readPlan(_ line: String) -> Line {
        let (text, directive) = Self.splitDirective(line.dropFirst("1..".count))
        guard let count = Int(text), count >= 0 else {
            report.problems.append("not a plan: \(line)")
            return .plan
        }
        if report.plannedCount != nil { report.problems.append("a second plan came: \(line)") }
        if !report.results.isEmpty { report.problems.append("the plan came after the first result") }
        report.plannedCount = count
        if let directive, directive.keyword == "SKIP" { report.skipReason = directive.text }
        return .plan
    }

    private mutating func readResult(_ line: String) -> Line {
        if report.plannedCount == nil && report.results.isEmpty {
            report.problems.append("a result came before the plan: \(line)")
        }
        let isOK = line.hasPrefix("ok")
        let (text, directive) = Self.splitDirective(line.dropFirst(isOK ? "ok".count : "not ok".count))
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first, let number = Int(first) else {
            report.problems.append("a result without a number: \(line)")
            return .result
        }
        let expected = report.results.count + 1
        if number != expected { report.problems.append("result \(number) came where \(expected) was due: \(line)") }

        var name = words.count > 1 ? words[1].trimmed : ""
        if name.hasPrefix("- ") { name = name.dropFirst(2).trimmed }
        let isSkipped = directive?.keyword == "SKIP"
        report.results.append(
            KTAPReport.Result(
                number: number, name: name, outcome: isOK ? (isSkipped ? .skipped : .ok) : .notOK,
                reason: isSkipped ? directive?.text : nil))
        return .result
    }

    /// Splits ` # SKIP reason` off.
    private static func splitDirective(_ text: Substring) -> (text: String, directive: (keyword: String, text: String)?)
    {
        guard let hash = text.firstRange(of: "# ") else { return (text.trimmed, nil) }
        let words = text[hash.upperBound...].split(separator: " ", maxSplits: 1)
        let directive = words.first.map { ($0.uppercased(), words.count > 1 ? words[1].trimmed : "") }
        return (text[..<hash.lowerBound].trimmed, directive)
    }
}
