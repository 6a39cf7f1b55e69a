// SPDX-License-Identifier: GPL-2.0-only

/// A build report for people.
public struct BuildTable {
    private let report: BuildReport

    public init(_ report: BuildReport) { self.report = report }

    private static let heading: [String] = [
        "exit", "instructions", "bytes", "shortest", "calls", "VMREAD", "VMWRITE", "MSR", "frame", "pushes",
    ]

    public var text: String {
        report.hypervisors.map(text(of:)).joined(separator: "\n")
            + """

            shortest: instructions from the function's first to its return, on the shortest path; VMREAD, VMWRITE, MSR: in
            the whole function; frame: bytes of stack without the pushes of callee-saved registers.

            """
    }

    private func text(of hypervisor: BuildReport.Hypervisor) -> String {
        var rows: [[String]] = [Self.heading]
        rows += hypervisor.handlers.map { row($0.exit, $0.function) }
        if let dispatch = hypervisor.dispatch { rows.append(row("(dispatch in C)", dispatch)) }
        var lines: [String] = [hypervisor.name] + TextTable.lines(rows, leftColumns: 1)
        if !hypervisor.inlined.isEmpty {
            lines.append("no functions of their own: " + hypervisor.inlined.joined(separator: ", "))
        }
        if let stubs = hypervisor.stubs {
            lines.append("stubs: \(stubs.instructions) instructions, \(stubs.bytes) bytes")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ name: String, _ figures: FunctionFigures) -> [String] {
        [name]
            + [
                figures.instructions, figures.bytes, figures.shortestPath, figures.calls.count, figures.vmreads,
                figures.vmwrites, figures.msrAccesses, figures.stackFrame, figures.pushes,
            ]
            .map(String.init)
    }
}
