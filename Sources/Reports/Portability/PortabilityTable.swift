// SPDX-License-Identifier: GPL-2.0-only

/// A portability report for people: a table for each hypervisor, and a line that sums it up.
public struct PortabilityTable {
    private let report: PortabilityReport

    public init(_ report: PortabilityReport) { self.report = report }

    public var text: String { report.hypervisors.map(text).joined(separator: "\n") }

    private func text(_ hypervisor: PortabilityReport.Hypervisor) -> String {
        let rows: [[String]] = hypervisor.processors.flatMap(self.rows)
        let heading: [String] = ["processor", "verdict", "what"]
        let lines: [String] = TextTable.lines([heading] + rows, leftColumns: heading.count).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        let assumed: [String] = hypervisor.processors.flatMap { $0.assuming ?? [] }
        var notes: [String] = []
        if !assumed.isEmpty {
            notes.append(
                "Not captured, and taken for granted where a control is missing that it needs: "
                    + Set(assumed).sorted().joined(separator: "; "))
        }
        return ([hypervisor.name] + lines + notes + ["\(hypervisor.name): \(hypervisor.summary)"])
            .joined(separator: "\n") + "\n"
    }

    /// A line for each control that is withheld; the processor is named in the first.
    private func rows(_ verdict: PortabilityVerdict) -> [[String]] {
        switch verdict.answer {
        case .runs: return [[verdict.processor, "runs", ""]]
        case .runsWithout:
            return (verdict.without ?? []).enumerated().map { index, control in
                [
                    index == 0 ? verdict.processor : "", index == 0 ? "runs without" : "",
                    "\(control.control) \"\(control.name)\": \(control.because)",
                ]
            }
        case .refused: return [[verdict.processor, "does not run", verdict.refusal?.text ?? ""]]
        case .unknown:
            return [
                [verdict.processor, "unknown", "not captured: " + (verdict.notCaptured ?? []).joined(separator: ", ")]
            ]
        }
    }
}
