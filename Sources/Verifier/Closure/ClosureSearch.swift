// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Tries every processor that differs in one part.
struct ClosureSearch {
    private let levels: ControlLevels
    private let start: NegotiationState
    /// What negotiation may look at in this part, in its order.
    private let dependencies: ControlDependencyTable
    /// All of them: what a processor is goes by more than what negotiation looks at.
    private let everyDependency: ControlDependencyTable
    private let controls: [(id: ControlID, value: Bool)]
    private let formulas: [(formula: CapabilityFormula, value: Bool)]
    private let variables: [Variable]
    private let members: [ControlID]

    private enum Variable {
        case control(ControlID, [ProcessorExample.Setting])
        case feature(CPUIDBit)
        case bit(CapabilityBit)

        var choices: Int {
            switch self {
            case .control(_, let settings): settings.count
            case .feature, .bit: 2
            }
        }
    }

    init(
        levels: ControlLevels, dependencies: ControlDependencyTable, start: NegotiationState, part: ClosurePart,
        controls: [(id: ControlID, value: Bool)], formulas: [(formula: CapabilityFormula, value: Bool)]
    ) {
        self.levels = levels
        self.start = start
        self.controls = controls
        self.formulas = formulas
        everyDependency = dependencies
        members = part.controls.filter { levels.constant($0) == nil }.sorted()
        self.dependencies = ControlDependencyTable(
            dependencies.entries.filter { entry in
                part.controls.contains(entry.control) && levels.constant(entry.control) == nil
                    || levels.constant(entry.control) == true && part.controls.contains(entry.other)
            })
        let wanted: [ControlID] = controls.filter(\.value).map(\.id)
        variables =
            part.controls.sorted().compactMap { id -> Variable? in
                switch levels.constant(id) {
                case true?: nil
                case false?: .control(id, [.allowed, .notAllowed])
                case nil:
                    .control(id, Self.settings(of: id, levels, isOne: wanted.contains(id)))
                }
            } + part.features.sorted().map { .feature($0) } + part.bits.sorted().map { .bit($0) }
    }

    /// - Parameter isOne: whether it is to end as 1, which takes that it may be.
    private static func settings(
        of id: ControlID, _ levels: ControlLevels, isOne: Bool
    ) -> [ProcessorExample.Setting] {
        var settings: [ProcessorExample.Setting] = isOne ? [.allowed] : [.allowed, .notAllowed]
        if levels.forcible.contains(id.word) { settings.append(.forced) }
        return settings
    }

    func run(wantsBest: Bool) -> ProcessorExample? {
        var best: ProcessorExample?
        var choice: [Int] = Array(repeating: 0, count: variables.count)
        while true {
            if let found = example(choice), best.map({ found.cost < $0.cost }) ?? true {
                if !wantsBest { return found }
                best = found
            }
            var position: Int = variables.count - 1
            while position >= 0, choice[position] + 1 == variables[position].choices {
                choice[position] = 0
                position -= 1
            }
            if position < 0 { return best }
            choice[position] += 1
        }
    }

    /// The processor, if it is one, the hypervisor starts on it, and it is as asked.
    private func example(_ choice: [Int]) -> ProcessorExample? {
        var example = ProcessorExample()
        var state: NegotiationState = start
        for (variable, chosen) in zip(variables, choice) {
            switch variable {
            case .control(let id, let settings):
                example.settings[id] = settings[chosen]
                if settings[chosen] != .notAllowed { state.words[id.word.number].allowed |= id.mask }
                if settings[chosen] == .forced { state.words[id.word.number].forced |= id.mask }
            case .feature(let feature): example.features[feature] = chosen == 1
            case .bit(let bit): example.bits[bit] = chosen == 1
            }
        }
        guard isProcessor(example), negotiate(example, &state) else { return nil }
        for (id, value) in controls where state.isSet(id) != value { return nil }
        for (formula, value) in formulas where formula.evaluate({ Self.value(of: $0, in: example, levels) }) != value {
            return nil
        }
        for id: ControlID in members { example.values[id] = state.isSet(id) }
        return example
    }

    private func negotiate(_ example: ProcessorExample, _ state: inout NegotiationState) -> Bool {
        for id: ControlID in members {
            let level: ControlLevels.Level = levels[id]
            if level.isPreferred { state.request(id, isRequired: false) }
            for feature: CPUIDBit in level.features { state.request(id, isShown: example.features[feature] ?? false) }
        }
        state.requestActivation()
        do throws(NegotiationRefusal) {
            try state.checkRequired()
            try state.checkForced()
        } catch { return false }
        state.dropUnmet(dependencies)
        return true
    }

    /// What it forces to 1 can be 1, with all that needs.
    private func isProcessor(_ example: ProcessorExample) -> Bool {
        var ones: [ControlID] = example.settings.filter { $0.value == .forced }.keys.sorted()
        guard !ones.isEmpty else { return true }
        var position = 0
        while position < ones.count {
            let id: ControlID = ones[position]
            position += 1
            if example.settings[id] == .notAllowed { return false }
            let needed: [ControlID] = everyDependency.entries.filter { $0.control == id && $0.value }.map(\.other)
            for other: ControlID in needed + [levels.activators[id.word]].compactMap({ $0 })
            where !ones.contains(other) { ones.append(other) }
        }
        return !everyDependency.entries.contains { !$0.value && ones.contains($0.control) && ones.contains($0.other) }
    }

    private static func value(
        of atom: CapabilityAtom, in example: ProcessorExample, _ levels: ControlLevels
    ) -> Bool {
        switch atom {
        // What is required is allowed, or the hypervisor would not start.
        case .allowed(let id): example.settings[id].map { $0 != .notAllowed } ?? (levels.constant(id) == true)
        case .feature(let feature): example.features[feature] ?? false
        case .bit(let bit): example.bits[bit] ?? false
        }
    }
}
