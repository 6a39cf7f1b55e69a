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
        if let feature = knowledge.features[id] { capabilities.insert(.cpuid(feature)) }
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

/// What follows from one control for others, in one architecture and one hypervisor.
final class ControlKnowledge: Sendable {
    struct CapabilityBit: Hashable, Sendable {
        let address: UInt32
        let bit: Int
    }

    /// The CPUID feature that a processor has when an opt-in control is 1.
    let features: [ControlID: CPUIDFeature]
    /// Controls that the hypervisor requires.
    let required: [ControlID]
    private let controls: [ControlID: ControlBit]
    private let words: [ControlWordID: ControlWord]
    private let requested: Set<ControlID>

    convenience init(_ architecture: ArchitectureDescription, _ hypervisor: HypervisorDescription) {
        self.init(
            controls: architecture.controls, words: architecture.controlWords, requests: hypervisor.controls)
    }

    init(controls: [ControlBit], words: [ControlWord], requests: [ControlRequest]) {
        self.controls = Dictionary(controls.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.words = Dictionary(words.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        requested = Set(requests.map(\.control.id))
        required = requests.filter { $0.level == .required }.map(\.control.id)
        var features: [ControlID: CPUIDFeature] = [:]
        for request: ControlRequest in requests {
            if case .whenCPUID(let feature) = request.level { features[request.control.id] = feature }
        }
        self.features = features
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

    /// Whether the control can be 1 on some processor that the hypervisor starts on. One that a processor
    /// forces to 1 unasked is no other case: negotiation refuses such a processor.
    func mayBeSet(_ id: ControlID) -> Bool { requested.contains(id) }

    func isAlwaysSet(_ id: ControlID) -> Bool { required.contains(id) }
}
