// SPDX-License-Identifier: GPL-2.0-only

/// The figures as text: for a terminal, and in Markdown for the README.
struct BenchmarkTable {
    let report: BenchmarkReport

    private static let places = ["observer", "everything", "kvm"]
    private static let absent = "-"

    /// For a terminal.
    var text: String {
        report.boots.map { boot in
            let rows =
                [["exit", "native"] + Self.places.flatMap { [$0, "mean", "reads", "writes", "MSRs"] }]
                + boot.exits.map { exit in
                    [exit.name, Self.figure(exit.costs["native"])]
                        + Self.places.flatMap { Self.columns(exit.costs[$0]) }
                }
            return "mitigations=\(boot.mitigations), \(report.kernel), \(report.processor), 1 CPU; "
                + "instructions in root mode\n" + Self.aligned(rows) + remarks(boot) + lives(boot)
        }.joined(separator: "\n")
    }

    /// For the README.
    var markdown: String {
        let off = report.boot("off")
        let on = report.boot("auto")
        var lines = [
            "| exit | native | observer | its VMREAD / VMWRITE / MSR accesses | everything | KVM "
                + "| its VMREAD / VMWRITE / MSR accesses |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        for row in BenchmarkRows.all {
            guard let exit = off?.exits.first(where: { $0.name == row.name }) else { continue }
            let other = on?.exits.first { $0.name == row.name }
            func pair(_ place: String) -> String {
                let figures = [exit.costs[place]?.figure, other?.costs[place]?.figure].compactMap { $0 }
                return figures.isEmpty ? Self.absent : figures.map(String.init).joined(separator: " / ")
            }
            func accesses(_ place: String) -> String {
                guard exit.costs[place]?.figure != nil, let trace = exit.costs[place]?.trace else { return Self.absent }
                return "\(trace.vmreads) / \(trace.vmwrites) / \(trace.msrAccesses)"
            }
            let native = exit.costs["native"]?.figure.map(String.init) ?? Self.absent
            lines.append(
                "| \(row.title) | \(native) | \(pair("observer")) | \(accesses("observer")) | \(pair("everything")) "
                    + "| \(pair("kvm")) | \(accesses("kvm")) |")
        }
        return lines.joined(separator: "\n") + "\n\n" + mitigations + (off.map(livesInMarkdown) ?? "")
    }

    /// What Linux says otherwise in the boot with mitigations.
    private var mitigations: String {
        guard let off = report.boot("off"), let on = report.boot("auto") else { return "" }
        let changed = on.vulnerabilities.filter { off.vulnerabilities[$0.key] != $0.value }.sorted { $0.key < $1.key }
        return "What Linux turned on in the second boot, as it says:\n\n"
            + changed.map { "* \($0.key): \($0.value)\n" }.joined() + "\n"
    }

    private func livesInMarkdown(_ boot: BenchmarkReport.Boot) -> String {
        func number(_ value: Int?) -> String { value.map(String.init) ?? Self.absent }
        var lines = [
            "| | start, ticks | VMXON to VMLAUNCH | stop, ticks | VMCALL to VMXOFF | bytes per CPU | bytes shared "
                + "| EPT pages | EPT leaves |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for name in boot.lives.keys.sorted(by: >) {
            guard let life = boot.lives[name] else { continue }
            let cells =
                [name, number(life.start), number(life.launch), number(life.stop), number(life.leave)]
                + ["memory-cpus", "memory-shared", "ept-pages", "ept-leaves"].map { number(life.statistics[$0]) }
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func figure(_ cost: BenchmarkReport.Cost?) -> String {
        cost?.figure.map(String.init) ?? absent
    }

    private static func columns(_ cost: BenchmarkReport.Cost?) -> [String] {
        let trace = cost?.figure == nil ? nil : cost?.trace
        return [figure(cost), cost?.mean.map(\.oneDigit) ?? absent]
            + [trace?.vmreads, trace?.vmwrites, trace?.msrAccesses].map { $0.map(String.init) ?? absent }
    }

    private func remarks(_ boot: BenchmarkReport.Boot) -> String {
        var lines: [String] = []
        for exit in boot.exits {
            for place in ["native"] + Self.places {
                if let cost = exit.costs[place] {
                    if let remark = cost.remark { lines.append("\(exit.name), \(place): \(remark)") }
                    // Two ways to count that agree; where they do not, it is said.
                    if let least = cost.least, let trace = cost.trace, trace.exits > 0, least != trace.instructions {
                        lines.append(
                            "\(exit.name), \(place): \(least) timed, \(trace.instructions) in the trace, "
                                + "in \(trace.exits) exits")
                    }
                } else if place == "kvm", let row = BenchmarkRows.all.first(where: { $0.name == exit.name }),
                    let reason = row.withoutKVM
                {
                    lines.append("\(exit.name), kvm: \(reason)")
                }
            }
        }
        return lines.map { "  \($0)\n" }.joined()
    }

    private func lives(_ boot: BenchmarkReport.Boot) -> String {
        boot.lives.keys.sorted(by: >).map { name in
            let life = boot.lives[name]!
            func number(_ value: Int?) -> String { value.map(String.init) ?? Self.absent }
            return "\(name): start \(number(life.start)) ticks, stop \(number(life.stop)); VMXON to VMLAUNCH "
                + "\(number(life.launch)), VMCALL to VMXOFF \(number(life.leave))\n  "
                + life.statistics.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
                + "\n"
        }.joined()
    }

    /// The first column to the left, numbers to the right.
    private static func aligned(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
