// SPDX-License-Identifier: GPL-2.0-only

import Synchronization
import VMXModel

/// Everything that negotiation can end with for one hypervisor, on every processor that has what is required.
///
/// It decides, and does not sample. Processors differ without end, but for one question only in few ways:
///
/// * What a control ends as is the same on all of these processors when it is required, and when it is not asked for:
///   one that lacks the first or forces the second is refused.
/// * For any other control, negotiation looks at what it depends on and at what excludes it, at the control that makes
///   its word count, and at the CPUID feature it is asked for with. What these look at in turn, and no more, is the
///   control's ``ClosurePart``. A step of negotiation gives up one control because of one broken dependency. If
///   that control is in the part, the dependency's controls are too; so leaving out all others leaves out only
///   steps that change nothing in the part, and those that remain come in the same order.
/// * Within a part each control is allowed, not allowed or forced, each feature shown or not, each further bit 1 or 0.
///   All of these combinations are tried, with the negotiation that the module has. Parts without a common member do
///   not know of each other, so a question holds somewhere when it holds in each part.
///
/// One thing is taken as given of a processor: a control that it forces to 1 can be 1, and so can what that needs, and
/// it forces nothing at the same time that excludes the other. No VM entry could succeed on one that is not so.
final class NegotiationClosure: Sendable {
    let levels: ControlLevels
    let cones: ControlCones
    private let vocabulary: CapabilityVocabulary
    /// Negotiation for the hypervisor with all that is required and nothing else.
    private let start: NegotiationState
    private let answers: Mutex<[ClosureQuestion: Bool]> = Mutex([:])

    init(_ architecture: ArchitectureDescription, _ requests: [ControlRequest]) {
        let negotiation = Negotiation(architecture, requests: requests)
        levels = ControlLevels(architecture, requests)
        cones = ControlCones(levels, negotiation.dependencies)
        vocabulary = CapabilityVocabulary(architecture)
        var start = NegotiationState(words: negotiation.words, ids: negotiation.ids)
        for id: ControlID in levels.requested where levels[id].isRequired { start.request(id, isRequired: true) }
        for id: ControlID in levels.surelySet { start.words[id.word.number].allowed |= id.mask }
        self.start = start
    }

    var dependencies: ControlDependencyTable { cones.dependencies }

    /// Whether it is so on some processor.
    func isPossible(_ question: ClosureQuestion) -> Bool {
        if let known = answers.withLock({ $0[question] }) { return known }
        let answer: Bool = solve(question, wantsBest: false) != nil
        answers.withLock { $0[question] = answer }
        return answer
    }

    /// The most usual processor on which it is so; nil when there is none.
    func example(of question: ClosureQuestion) -> ProcessorExample? { solve(question, wantsBest: true) }

    private struct Condition {
        let part: ClosurePart
        let control: (id: ControlID, value: Bool)?
        let formula: (formula: CapabilityFormula, value: Bool)?
    }

    private func solve(_ question: ClosureQuestion, wantsBest: Bool) -> ProcessorExample? {
        if question.contradictsItself { return nil }
        var conditions: [Condition] = []
        var result = ProcessorExample()
        for (id, value) in question.controls {
            result.values[id] = value
            if let constant = levels.constant(id) {
                if constant != value { return nil }
                continue
            }
            conditions.append(Condition(part: cones.part(of: id), control: (id, value), formula: nil))
        }
        for (predicate, value) in question.capabilities {
            let formula: CapabilityFormula = vocabulary.formula(predicate)
            var part = ClosurePart()
            for atom: CapabilityAtom in formula.atoms { part.formUnion(cones.part(of: atom)) }
            conditions.append(Condition(part: part, control: nil, formula: (formula, value)))
        }
        for group: [Condition] in Self.groups(conditions) {
            let search = ClosureSearch(
                levels: levels, dependencies: dependencies, start: start,
                part: group.reduce(into: ClosurePart()) { $0.formUnion($1.part) },
                controls: group.compactMap(\.control), formulas: group.compactMap(\.formula))
            guard let found = search.run(wantsBest: wantsBest) else { return nil }
            result.merge(found)
        }
        return result
    }

    /// Conditions that have something in common, directly or by others.
    private static func groups(_ conditions: [Condition]) -> [[Condition]] {
        var groups: [(part: ClosurePart, conditions: [Condition])] = []
        for condition: Condition in conditions {
            var merged: (part: ClosurePart, conditions: [Condition]) = (condition.part, [condition])
            var apart: [(part: ClosurePart, conditions: [Condition])] = []
            for group in groups {
                if group.part.isDisjoint(with: condition.part) {
                    apart.append(group)
                } else {
                    merged.part.formUnion(group.part)
                    merged.conditions += group.conditions
                }
            }
            groups = apart + [merged]
        }
        return groups.map(\.conditions)
    }
}
