// SPDX-License-Identifier: GPL-2.0-only

/// The semantic difference of two manifests: what a reviewer wants to know of a pull request, and not which lines
/// of text it touches.
public struct ManifestDifference: Encodable, Sendable {
    public struct Section: Encodable, Hashable, Sendable {
        /// Nil for what all hypervisors share.
        public let hypervisor: String?
        public let category: Change.Category
        /// Never empty.
        public let changes: [Change]
    }

    /// Raised when a key changes its meaning.
    public let schema: Int = 1
    /// What was compared, in the words of whoever asked.
    public let from: String
    public let to: String
    /// How many changes break programs or guests that were built for `from`.
    public let breaking: Int
    /// By hypervisor in the order of the newer manifest, then what is shared.
    public let sections: [Section]

    public init(from old: Manifest, named from: String, to new: Manifest, named to: String) {
        self.from = from
        self.to = to
        let all: [Section] =
            Self.hypervisors(old, new)
            + [
                Self.section(nil, .dispositions, Self.dispositions(old, new)),
                Self.section(nil, .abi, InterfaceDifference.changes(old.abi, new.abi)),
            ].compactMap { $0 }
        sections = all
        breaking = all.reduce(0) { $0 + $1.changes.count { $0.compatibility == .breaking } }
    }

    public var changes: [Change] { sections.flatMap(\.changes) }
    public var isEmpty: Bool { sections.isEmpty }

    static func section(_ hypervisor: String?, _ category: Change.Category, _ changes: [Change]) -> Section? {
        changes.isEmpty ? nil : Section(hypervisor: hypervisor, category: category, changes: changes)
    }

    private static func hypervisors(_ old: Manifest, _ new: Manifest) -> [Section] {
        let lists = Matching(old.hypervisors, new.hypervisors, by: \.name)
        let lost: [Change] = lists.lost.map { hypervisor in
            .breaking(.lost, hypervisor.name, because: "`start \(hypervisor.name)` finds none")
        }
        let gained: [Change] = lists.gained.map { hypervisor in
            .compatible(.gained, hypervisor.name, [hypervisor.summary], because: "nobody has started it yet")
        }
        let kept: [Section] = lists.kept.flatMap { HypervisorDifference($0.old, $0.new).sections }
        return [section(nil, .hypervisors, lost + gained)].compactMap { $0 } + kept
    }

    private static func dispositions(_ old: Manifest, _ new: Manifest) -> [Change] {
        let lists = Matching(old.dispositions, new.dispositions, by: \.name)
        return lists.lost.map { Change(.lost, $0.name) } + lists.gained.map { Change(.gained, $0.name) }
            + lists.kept.filter { $0.old.fingerprint != $0.new.fingerprint }.map { pair in
                Change(.changed, pair.new.name, ["does something else, in every handler that ends in it"])
            }
    }
}
