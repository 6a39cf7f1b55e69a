// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A processor for which something holds, as far as it matters for that.
struct ProcessorExample: Hashable, Sendable {
    /// What a processor says about a control.
    enum Setting: Hashable, Sendable {
        case allowed
        case notAllowed
        case forced
    }

    var settings: [ControlID: Setting] = [:]
    var features: [CPUIDBit: Bool] = [:]
    var bits: [CapabilityBit: Bool] = [:]
    /// What negotiation ends with.
    var values: [ControlID: Bool] = [:]

    /// How unusual it is: examples shall differ little from a processor that allows all and forces nothing.
    var cost: Int {
        settings.values.reduce(0) { sum, setting in
            switch setting {
            case .allowed: sum
            case .notAllowed: sum + 2
            case .forced: sum + 3
            }
        } + features.values.count { $0 } + bits.values.count { $0 }
    }

    mutating func merge(_ other: ProcessorExample) {
        settings.merge(other.settings) { first, _ in first }
        features.merge(other.features) { first, _ in first }
        bits.merge(other.bits) { first, _ in first }
        values.merge(other.values) { first, _ in first }
    }
}
