// SPDX-License-Identifier: GPL-2.0-only

/// In what two revisions of one hypervisor differ.
struct HypervisorDifference {
    let old: Manifest.Hypervisor
    let new: Manifest.Hypervisor

    init(_ old: Manifest.Hypervisor, _ new: Manifest.Hypervisor) {
        self.old = old
        self.new = new
    }

    var sections: [ManifestDifference.Section] {
        let all: [(Change.Category, [Change])] = [
            (.hypervisors, identity), (.controls, controls), (.intercepts, intercepts), (.exits, exits),
            (.handlers, handlers), (.cost, costs), (.setup, setup), (.state, state), (.hypercalls, hypercalls),
            (.stopReasons, stopReasons), (.processors, processors),
        ]
        return all.compactMap { ManifestDifference.section(new.name, $0.0, $0.1) }
    }

    private var identity: [Change] {
        var changes: [Change] = []
        if old.mode != new.mode {
            changes.append(
                .breaking(
                    .changed, "mode", ["\(old.mode) → \(new.mode)"], because: "it is started in another way"))
        }
        if !old.testOnly && new.testOnly {
            changes.append(.breaking(.changed, "offered to", ["users → tests only"], because: "users cannot start it"))
        } else if old.testOnly && !new.testOnly {
            changes.append(
                .compatible(.changed, "offered to", ["tests only → users"], because: "whoever started it still can"))
        }
        return changes
    }

    private var controls: [Change] {
        let lists = Matching(old.controls, new.controls, by: \.control)
        func subject(_ control: Manifest.Control) -> String { "\(control.control) \"\(control.name)\"" }
        return lists.lost.map { Change(.lost, subject($0), ["was \($0.level)"]) }
            + lists.gained.map { Change(.gained, subject($0), [$0.level]) }
            + lists.kept.filter { $0.old.level != $0.new.level }.map {
                Change(.changed, subject($0.new), ["\($0.old.level) → \($0.new.level)"])
            }
    }

    private var exits: [Change] {
        let lists = Matching(old.possibleExits, new.possibleExits)
        return lists.lost.map { Change(.lost, $0, ["no longer possible"]) }
            + lists.gained.map { Change(.gained, $0, ["newly possible"]) }
    }

    private var stopReasons: [Change] {
        let lists = Matching(old.stopReasons, new.stopReasons)
        return lists.lost.map { Change(.lost, $0) } + lists.gained.map { Change(.gained, $0) }
    }

    private var setup: [Change] {
        func subject(_ write: Manifest.SetupWrite) -> String {
            write.field + (write.when.map { " where \($0)" } ?? "")
        }
        let lists = Matching(old.setup, new.setup, by: subject)
        let changes: [Change] =
            lists.lost.map { Change(.lost, subject($0), ["was \($0.value)"]) }
            + lists.gained.map { Change(.gained, subject($0), [$0.value]) }
            + lists.kept.filter { $0.old.value != $0.new.value }.map {
                Change(.changed, subject($0.new), ["\($0.old.value) → \($0.new.value)"])
            }
        if changes.isEmpty && old.setupFingerprint != new.setupFingerprint {
            return [Change(.changed, "order or steps between", ["the same fields get the same values"])]
        }
        return changes
    }

    private var processors: [Change] {
        let lists = Matching(old.processors, new.processors, by: \.processor)
        // A processor that nobody asked about before is none that the hypervisor has won.
        let others: [Change] =
            lists.lost.map { Change(.changed, $0.processor, ["\($0.summary) → no longer captured"]) }
            + lists.gained.map { Change(.changed, $0.processor, ["not captured before → \($0.summary)"]) }
        return others
            + lists.kept.compactMap { old, new in
                if old.summary == new.summary { return nil }
                let kind: Change.Kind = old.isGood == new.isGood ? .changed : new.isGood ? .gained : .lost
                return Change(kind, new.processor, ["\(old.summary) → \(new.summary)"])
            }
    }
}
