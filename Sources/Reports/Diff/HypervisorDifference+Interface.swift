// SPDX-License-Identifier: GPL-2.0-only

// What a hypervisor shows to others: calls to its guest, statistics to programs.
extension HypervisorDifference {
    var hypercalls: [Change] {
        let lists = Matching(old.hypercalls, new.hypercalls, by: \.name)
        func subject(_ call: Manifest.Call) -> String { "\(call.name) (\(call.number))" }
        func rights(_ call: Manifest.Call) -> String { call.privileged ? "CPL 0 only" : "any CPL" }
        let lost: [Change] = lists.lost.map {
            .breaking(.lost, subject($0), because: "a guest that makes the call gets -ENOSYS")
        }
        let gained: [Change] = lists.gained.map { call in
            if let owner = old.hypercalls.first(where: { $0.number == call.number }) {
                return .breaking(
                    .gained, subject(call), [rights(call)], because: "the number was that of \(owner.name)")
            }
            return .compatible(.gained, subject(call), [rights(call)], because: "the number was not answered before")
        }
        let changed: [Change] = lists.kept.compactMap { old, new in
            if old.number != new.number {
                return .breaking(
                    .changed, new.name, ["\(old.number) → \(new.number)"],
                    because: "guests make the call by its number")
            }
            if old.privileged == new.privileged { return nil }
            let details: [String] = ["\(rights(old)) → \(rights(new))"]
            return new.privileged
                ? .breaking(.changed, subject(new), details, because: "ring 3 gets -EPERM")
                : .compatible(.changed, subject(new), details, because: "whoever could make the call still can")
        }
        return lost + gained + changed
    }

    var state: [Change] {
        let lists = Matching(old.state, new.state) { "\($0.scope).\($0.name)" }
        func subject(_ state: Manifest.State) -> String { "\(state.scope).\(state.name)" }
        func shape(_ state: Manifest.State) -> String {
            state.count == 1 ? "\(state.bits) bits" : "\(state.count) of \(state.bits) bits"
        }
        let changed: [Change] = lists.kept.compactMap { old, new in
            shape(old) == shape(new) ? nil : Change(.changed, subject(new), ["\(shape(old)) → \(shape(new))"])
        }
        return lists.lost.map { Change(.lost, subject($0), [shape($0)]) }
            + lists.gained.map { Change(.gained, subject($0), [shape($0)]) } + changed + statistics
    }

    /// Programs look for them by name, and for their elements by index.
    private var statistics: [Change] {
        func exported(_ states: [Manifest.State]) -> [(name: String, count: Int)] {
            states.compactMap { state in state.exportedAs.map { (name: $0, count: state.count) } }
        }
        let lists = Matching(exported(old.state), exported(new.state), by: \.name)
        func subject(_ name: String) -> String { "statistic \"\(name)\"" }
        return lists.lost.map {
            .breaking(.lost, subject($0.name), because: "programs that read it by its name no longer find it")
        }
            + lists.gained.map {
                .compatible(.gained, subject($0.name), because: "statistics come with their names")
            }
            + lists.kept.filter { $0.old.count != $0.new.count }.map { old, new in
                let details: [String] = ["elements \(old.count) → \(new.count)"]
                return new.count < old.count
                    ? .breaking(.changed, subject(new.name), details, because: "elements that were there are gone")
                    : .compatible(.changed, subject(new.name), details, because: "elements come with their index")
            }
    }
}
