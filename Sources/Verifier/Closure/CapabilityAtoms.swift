// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A bit of CPUID, whatever a description calls it.
struct CPUIDBit: Hashable, Sendable, Comparable {
    let leaf: UInt32
    let subleaf: UInt32
    let register: CPUIDFeature.Register
    let bit: Int

    init(_ feature: CPUIDFeature) {
        leaf = feature.leaf
        subleaf = feature.subleaf
        register = feature.register
        bit = feature.bit
    }

    static func < (left: CPUIDBit, right: CPUIDBit) -> Bool {
        (left.leaf, left.subleaf, left.register.rawValue, left.bit)
            < (right.leaf, right.subleaf, right.register.rawValue, right.bit)
    }
}

/// A bit of a capability MSR that belongs to no control.
struct CapabilityBit: Hashable, Sendable, Comparable {
    let address: UInt32
    let bit: Int

    static func < (left: CapabilityBit, right: CapabilityBit) -> Bool {
        (left.address, left.bit) < (right.address, right.bit)
    }
}

/// One thing that differs between processors.
enum CapabilityAtom: Hashable, Sendable {
    case allowed(ControlID)
    case feature(CPUIDBit)
    case bit(CapabilityBit)
}

/// A condition on a processor over atoms.
indirect enum CapabilityFormula: Sendable {
    case constant(Bool)
    case atom(CapabilityAtom)
    case any([CapabilityFormula])
    case all([CapabilityFormula])

    func evaluate(_ value: (CapabilityAtom) -> Bool) -> Bool {
        switch self {
        case .constant(let constant): constant
        case .atom(let atom): value(atom)
        case .any(let parts): parts.contains { $0.evaluate(value) }
        case .all(let parts): parts.allSatisfy { $0.evaluate(value) }
        }
    }

    var atoms: [CapabilityAtom] {
        switch self {
        case .constant: []
        case .atom(let atom): [atom]
        case .any(let parts), .all(let parts): parts.flatMap(\.atoms)
        }
    }
}
