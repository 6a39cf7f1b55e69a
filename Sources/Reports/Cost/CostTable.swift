// SPDX-License-Identifier: GPL-2.0-only

/// A cost report for people: one line for each path, the hottest exit first.
public struct CostTable {
    private let report: CostReport

    public init(_ report: CostReport) { self.report = report }

    private static let heading: [String] = [
        "exit", "form", "path", "instructions", "VMREAD", "VMWRITE", "MSR", "saved", "calls",
    ]

    public var text: String {
        report.hypervisors.map { text($0) }.joined(separator: "\n")
            + """

            Instructions are those of root mode, VMRESUME included; of C only a compiler knows them (`make build-report`).
            VMREADs include the exit reason's. saved: guest registers that are stored; calls: of functions of kmod/.
            "worst" is the largest value of each figure on any path to the guest.

            """
    }

    private func text(_ hypervisor: CostReport.Hypervisor) -> String {
        var rows: [[String]] = [Self.heading]
        for handler: CostReport.Handler in hypervisor.handlers { rows += self.rows(handler) }
        let lines: [String] = TextTable.lines(rows, leftColumns: 3)
        return ([hypervisor.name] + lines + [totals(hypervisor)]).joined(separator: "\n") + "\n"
    }

    private func rows(_ handler: CostReport.Handler) -> [[String]] {
        let cost: HandlerCost = handler.cost
        func row(_ path: String, _ instructions: String, _ figures: [Int], _ calls: Int?) -> [String] {
            [handler.exit, handler.form, path, instructions] + figures.map(String.init) + [
                calls.map(String.init) ?? "-"
            ]
        }
        guard let paths = cost.paths, let worst = cost.worstPath else {
            return [("likely", cost.likely), ("worst", cost.worst)].map { name, count in
                row(name, "-", [count.vmreads, count.vmwrites, count.msrAccesses, cost.registersSaved], count.natives)
            }
        }
        var rows: [[String]] = paths.map { path in
            let name: String = path.end == "c" ? "\(path.name), to C" : path.name
            return row(
                name, String(path.instructions),
                [path.vmreads, path.vmwrites, path.msrAccesses, path.registersSaved], nil)
        }
        rows.append(
            row(
                "worst", String(worst.instructions),
                [worst.vmreads, worst.vmwrites, worst.msrAccesses, worst.registersSaved], nil))
        return rows
    }

    private func totals(_ hypervisor: CostReport.Hypervisor) -> String {
        let stubs: [CostReport.Handler] = hypervisor.handlers.filter { $0.cost.paths != nil }
        let likely: [PathCount] = hypervisor.handlers.map(\.cost.likely)
        func sum(_ figure: (PathCount) -> Int) -> Int { likely.reduce(0) { $0 + figure($1) } }
        return "\(hypervisor.handlers.count) exits, \(stubs.count) of them stubs with "
            + "\(stubs.reduce(0) { $0 + ($1.cost.paths?.count ?? 0) }) paths; all likely paths together: "
            + "\(sum(\.vmreads)) VMREADs, \(sum(\.vmwrites)) VMWRITEs, \(sum(\.msrAccesses)) MSR accesses, "
            + "\(sum(\.natives)) calls"
    }
}
