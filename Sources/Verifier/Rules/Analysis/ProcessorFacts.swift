// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What a path knows of the processor that it runs on: controls that negotiation
/// has set or left clear there, and capabilities.
struct ProcessorFacts: Hashable, Sendable {
    private(set) var set: Set<ControlID> = []
    private(set) var clear: Set<ControlID> = []
    private(set) var capabilities: Set<CapabilityPredicate> = []

    /// Learns that a control is 1, and with it everything that must then be so.
    mutating func learn(set id: ControlID, _ knowledge: ControlKnowledge) {
        guard set.insert(id).inserted else { return }
        for other: ControlID in knowledge.needs(of: id) { learn(set: other, knowledge) }
    }

    mutating func learn(clear id: ControlID) { clear.insert(id) }

    mutating func learn(_ predicate: CapabilityPredicate) {
        switch predicate {
        case .always: break
        case .all(let parts): for part: CapabilityPredicate in parts { learn(part) }
        case .any(let parts) where parts.count == 1: learn(parts[0])
        default: capabilities.insert(predicate)
        }
    }

    /// All of it, as a question to ``NegotiationClosure``.
    var question: ClosureQuestion {
        var question = ClosureQuestion()
        for id: ControlID in set { question = question.and(id, true) }
        for id: ControlID in clear { question = question.and(id, false) }
        for capability: CapabilityPredicate in capabilities { question = question.and(capability, true) }
        return question
    }

    /// What is known on both of two paths.
    func intersection(_ other: ProcessorFacts) -> ProcessorFacts {
        if self == other { return self }
        var result = ProcessorFacts()
        result.set = set.intersection(other.set)
        result.clear = clear.intersection(other.clear)
        result.capabilities = capabilities.intersection(other.capabilities)
        return result
    }

    /// Whether a condition on the processor follows.
    ///
    /// - Parameter isBitSet: whether a bit of a capability MSR, by address, is known to be 1.
    func imply(
        _ predicate: CapabilityPredicate, _ knowledge: ControlKnowledge, isBitSet: (UInt32, Int) -> Bool
    ) -> Bool {
        if predicate == .always || capabilities.contains(predicate) { return true }
        switch predicate {
        case .always:
            return true
        case .allowed(let id):
            if set.contains(id) { return true }
            return knowledge.capabilityBits(of: id).contains {
                isBitSet($0.address, $0.bit) || capabilities.contains(.msrBit($0.address, $0.bit))
            }
        case .msrBit(let address, let bit):
            return isBitSet(address, bit)
                || set.contains { id in
                    knowledge.capabilityBits(of: id).contains { $0.address == address && $0.bit == bit }
                }
        case .cpuid:
            return false
        case .all(let parts):
            return parts.allSatisfy { imply($0, knowledge, isBitSet: isBitSet) }
        case .any(let parts):
            if parts.contains(where: { imply($0, knowledge, isBitSet: isBitSet) }) { return true }
            // One of several is known to hold, and each of those would do.
            return capabilities.contains { known in
                guard case .any(let alternatives) = known else { return false }
                return alternatives.allSatisfy { parts.contains($0) }
            }
        }
    }
}
