// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Turns conditions on a processor into formulas over what can differ.
struct CapabilityVocabulary: Sendable {
    private let controls: [CapabilityBit: ControlID]
    private let existence: [UInt32: CapabilityPredicate]

    init(_ architecture: ArchitectureDescription) {
        var controls: [CapabilityBit: ControlID] = [:]
        for control: ControlBit in architecture.controls {
            guard let word = architecture.controlWords.first(where: { $0.id == control.id.word }) else { continue }
            for msr: CapabilityMSR? in [word.capabilityMSR, word.trueMSR] {
                guard let msr else { continue }
                let bit: Int = word.rule == .allowedPair ? control.id.bit + 32 : control.id.bit
                controls[CapabilityBit(address: msr.address, bit: bit)] = control.id
            }
        }
        self.controls = controls
        existence = Dictionary(architecture.capabilityMSRs.map { ($0.address, $0.existsWhen) }) { first, _ in first }
    }

    func formula(_ predicate: CapabilityPredicate) -> CapabilityFormula {
        switch predicate {
        case .always: return .constant(true)
        case .allowed(let id): return .atom(.allowed(id))
        case .cpuid(let feature): return .atom(.feature(CPUIDBit(feature)))
        case .any(let parts): return .any(parts.map(formula))
        case .all(let parts): return .all(parts.map(formula))
        case .msrBit(let address, let bit):
            let place = CapabilityBit(address: address, bit: bit)
            if let id = controls[place] { return .atom(.allowed(id)) }
            // A bit that is 1 is one of an MSR that is there.
            let exists: CapabilityPredicate = existence[address] ?? .always
            return exists == .always ? .atom(.bit(place)) : .all([.atom(.bit(place)), formula(exists)])
        }
    }
}
