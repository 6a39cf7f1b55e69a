// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Things that differ between processors and that the answer to one question may depend on together.
struct ClosurePart: Sendable {
    var controls: Set<ControlID> = []
    var features: Set<CPUIDBit> = []
    var bits: Set<CapabilityBit> = []

    func isDisjoint(with other: ClosurePart) -> Bool {
        controls.isDisjoint(with: other.controls) && features.isDisjoint(with: other.features)
            && bits.isDisjoint(with: other.bits)
    }

    mutating func formUnion(_ other: ClosurePart) {
        controls.formUnion(other.controls)
        features.formUnion(other.features)
        bits.formUnion(other.bits)
    }
}

/// Which controls decide about the value of another, under `kmod/negotiate.c`'s way of negotiating.
struct ControlCones: Sendable {
    let levels: ControlLevels
    let dependencies: ControlDependencyTable
    private let byControl: [ControlID: [ControlDependencyTable.Entry]]
    private let excludedBy: [ControlID: [ControlID]]

    init(_ levels: ControlLevels, _ dependencies: ControlDependencyTable) {
        self.levels = levels
        self.dependencies = dependencies
        byControl = Dictionary(grouping: dependencies.entries, by: \.control)
        excludedBy = Dictionary(grouping: dependencies.entries.filter { !$0.value }, by: \.other)
            .mapValues { $0.map(\.control) }
    }

    func part(of atom: CapabilityAtom) -> ClosurePart {
        var part = ClosurePart()
        switch atom {
        case .allowed(let id): add(id, to: &part)
        case .feature(let feature): add(feature, to: &part)
        case .bit(let bit): part.bits.insert(bit)
        }
        return part
    }

    func part(of id: ControlID) -> ClosurePart {
        var part = ClosurePart()
        add(id, to: &part)
        return part
    }

    /// One that is required everywhere needs nothing else, but stays as what may be asked about. So does one that is
    /// never wanted, with what it needs: no processor forces to 1 what lacks that.
    private func add(_ id: ControlID, to part: inout ClosurePart) {
        let constant: Bool? = levels.constant(id)
        guard part.controls.insert(id).inserted, constant != true else { return }
        // Whether it is dropped goes by what it needs, and by what excludes it.
        for entry: ControlDependencyTable.Entry in byControl[id] ?? [] {
            if entry.value { addUnlessRequired(entry.other, to: &part) } else { addVariable(entry.other, to: &part) }
        }
        guard constant == nil else { return }
        for other: ControlID in excludedBy[id] ?? [] { addVariable(other, to: &part) }
        for feature: CPUIDBit in levels[id].features { add(feature, to: &part) }
        if let activator = levels.activators[id.word] {
            addVariable(activator, to: &part)
            addWord(id.word, of: activator, to: &part)
        }
        for (word, activator) in levels.activators where activator == id { addWord(word, of: id, to: &part) }
    }

    private func addUnlessRequired(_ id: ControlID, to part: inout ClosurePart) {
        if levels.constant(id) != true { add(id, to: &part) }
    }

    private func addVariable(_ id: ControlID, to part: inout ClosurePart) {
        if levels.constant(id) == nil { add(id, to: &part) }
    }

    private func add(_ feature: CPUIDBit, to part: inout ClosurePart) {
        guard part.features.insert(feature).inserted else { return }
        for id: ControlID in levels.requested where levels[id].features.contains(feature) {
            addVariable(id, to: &part)
        }
    }

    /// A control that makes a word count and is preferred is 1 wherever it may be. Any other goes by what is left of
    /// the word.
    private func addWord(_ word: ControlWordID, of activator: ControlID, to part: inout ClosurePart) {
        if levels.surelySet.contains(activator) { return }
        let isSteady: Bool =
            levels[activator].isPreferred && byControl[activator] == nil && excludedBy[activator] == nil
        guard !isSteady else { return }
        for id: ControlID in levels.requested where id.word == word { addVariable(id, to: &part) }
    }
}
