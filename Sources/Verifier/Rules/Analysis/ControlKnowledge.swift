// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What follows from one control for others, in one architecture and one hypervisor.
final class ControlKnowledge: Sendable {
    struct CapabilityBit: Hashable, Sendable {
        let address: UInt32
        let bit: Int
    }

    /// Controls that the hypervisor requires.
    let required: [ControlID]
    /// What negotiation can end with; nil where nothing may be taken from one hypervisor's requests.
    let closure: NegotiationClosure?
    private let controls: [ControlID: ControlBit]
    private let words: [ControlWordID: ControlWord]

    /// For code that only this hypervisor runs.
    init(_ architecture: ArchitectureDescription, _ closure: NegotiationClosure) {
        self.closure = closure
        controls = Self.byID(architecture.controls)
        words = Self.byID(architecture.controlWords)
        required = closure.levels.surelySet.sorted()
    }

    /// For code that every hypervisor may run, whatever it asks for.
    init(controls: [ControlBit], words: [ControlWord]) {
        closure = nil
        self.controls = Self.byID(controls)
        self.words = Self.byID(words)
        required = []
    }

    private static func byID(_ controls: [ControlBit]) -> [ControlID: ControlBit] {
        Dictionary(controls.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func byID(_ words: [ControlWord]) -> [ControlWordID: ControlWord] {
        Dictionary(words.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Controls that are 1 whenever this one is.
    func needs(of id: ControlID) -> [ControlID] {
        let dependencies: [ControlID] = (controls[id]?.requires ?? []).compactMap { requirement in
            if case .set(let other) = requirement { other } else { nil }
        }
        return dependencies + (words[id.word]?.activatedBy.map { [$0] } ?? [])
    }

    /// The bits of capability MSRs of which each says that the control may be 1.
    func capabilityBits(of id: ControlID) -> [CapabilityBit] {
        guard let word = words[id.word] else { return [] }
        let bit: Int = word.rule == .allowedPair ? id.bit + 32 : id.bit
        return [word.capabilityMSR, word.trueMSR].compactMap { msr in
            msr.map { CapabilityBit(address: $0.address, bit: bit) }
        }
    }

    /// The value that a control has wherever all of this is so; nil when it may have either, or nobody can tell.
    func value(of id: ControlID, under facts: ProcessorFacts) -> Bool? {
        if facts.set.contains(id) { return true }
        if facts.clear.contains(id) { return false }
        guard let closure else { return nil }
        if let constant = closure.levels.constant(id) { return constant }
        let question: ClosureQuestion = facts.question
        if !closure.isPossible(question.and(id, true)) { return false }
        return closure.isPossible(question.and(id, false)) ? nil : true
    }

    /// Whether the control can be 1 on some processor that the hypervisor starts on.
    func mayBeSet(_ id: ControlID) -> Bool { closure?.isPossible(ClosureQuestion(id, true)) ?? true }

    func isAlwaysSet(_ id: ControlID) -> Bool { closure.map { !$0.isPossible(ClosureQuestion(id, false)) } ?? false }
}
