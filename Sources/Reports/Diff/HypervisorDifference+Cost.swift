// SPDX-License-Identifier: GPL-2.0-only

// What each way through an exit costs. Handlers that are new or gone are in the list of handlers.
extension HypervisorDifference {
    var costs: [Change] { matchingHandlers.kept.flatMap { Self.costs(Self.subject($0.new), $0.old.cost, $0.new.cost) } }

    private static func costs(_ subject: String, _ old: HandlerCost, _ new: HandlerCost) -> [Change] {
        var changes: [Change] = []
        func compare(_ part: String, _ figures: [(name: String, old: Int, new: Int)], _ more: [String] = []) {
            let details: [String] = more + figures.compactMap { Self.figure($0.name, $0.old, $0.new) }
            if !details.isEmpty { changes.append(Change(.changed, "\(subject), \(part)", details)) }
        }
        func way(_ cost: HandlerCost) -> String {
            // A stub has no call; C is called by the stub's dispatch, or dispatches itself.
            cost.paths != nil ? "stub" : "C, \(cost.call ?? "dispatched")"
        }
        let none: Int = 0
        compare(
            "way there",
            [
                ("comparisons", old.comparisons ?? none, new.comparisons ?? none),
                ("instructions", old.dispatch ?? none, new.dispatch ?? none),
            ], way(old) == way(new) ? [] : ["\(way(old)) → \(way(new))"])
        guard let before = old.paths, let after = new.paths else {
            compare(
                "likely",
                figures(old.likely, new.likely) + [("registers saved", old.registersSaved, new.registersSaved)])
            compare("worst", figures(old.worst, new.worst))
            return changes
        }
        // The likely path is one of them.
        let lists = Matching(before, after, by: \.name)
        changes += lists.lost.map { Change(.lost, "\(subject), path \($0.name)", ["had \(text($0))"]) }
        changes += lists.gained.map { Change(.gained, "\(subject), path \($0.name)", [text($0)]) }
        for (old, new) in lists.kept {
            compare("path \(new.name)", figures(old, new), old.end == new.end ? [] : ["to \(old.end) → to \(new.end)"])
        }
        if let old = old.worstPath, let new = new.worstPath { compare("worst", figures(old, new)) }
        return changes
    }

    private static func figures(_ old: PathCount, _ new: PathCount) -> [(name: String, old: Int, new: Int)] {
        [
            ("VMREADs", old.vmreads, new.vmreads), ("VMWRITEs", old.vmwrites, new.vmwrites),
            ("MSR accesses", old.msrAccesses, new.msrAccesses), ("calls", old.natives, new.natives),
        ]
    }

    private static func figures(
        _ old: HandlerCost.Path, _ new: HandlerCost.Path
    ) -> [(name: String, old: Int, new: Int)] {
        [
            ("instructions", old.instructions, new.instructions), ("VMREADs", old.vmreads, new.vmreads),
            ("VMWRITEs", old.vmwrites, new.vmwrites), ("MSR accesses", old.msrAccesses, new.msrAccesses),
            ("registers saved", old.registersSaved, new.registersSaved),
        ]
    }

    private static func figures(
        _ old: HandlerCost.WorstPath, _ new: HandlerCost.WorstPath
    ) -> [(name: String, old: Int, new: Int)] {
        [
            ("instructions", old.instructions, new.instructions), ("VMREADs", old.vmreads, new.vmreads),
            ("VMWRITEs", old.vmwrites, new.vmwrites), ("MSR accesses", old.msrAccesses, new.msrAccesses),
            ("registers saved", old.registersSaved, new.registersSaved),
        ]
    }

    private static func text(_ path: HandlerCost.Path) -> String {
        "\(path.instructions) instructions, \(path.vmreads) VMREADs, \(path.vmwrites) VMWRITEs, "
            + "\(path.msrAccesses) MSR accesses"
    }

    /// For example `instructions 25 → 27 (+2)`; nil when nothing has changed.
    private static func figure(_ name: String, _ old: Int, _ new: Int) -> String? {
        if old == new { return nil }
        return "\(name) \(old) → \(new) (\(new > old ? "+" : "")\(new - old))"
    }
}
