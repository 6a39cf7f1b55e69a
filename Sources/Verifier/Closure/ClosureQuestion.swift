// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Whether some processor that a hypervisor starts on is such that all of this holds at once.
struct ClosureQuestion: Hashable, Sendable {
    /// Controls and the value that negotiation ends with.
    var controls: [ControlID: Bool] = [:]
    /// What the processor has, or has not.
    var capabilities: [CapabilityPredicate: Bool] = [:]
    /// Something was asked to be both so and not so.
    private(set) var contradictsItself: Bool = false

    init() {}

    init(_ id: ControlID, _ value: Bool) { controls[id] = value }

    func and(_ id: ControlID, _ value: Bool) -> ClosureQuestion {
        var result: ClosureQuestion = self
        if let other = result.controls.updateValue(value, forKey: id), other != value {
            result.contradictsItself = true
        }
        return result
    }

    func and(_ predicate: CapabilityPredicate, _ value: Bool) -> ClosureQuestion {
        var result: ClosureQuestion = self
        if let other = result.capabilities.updateValue(value, forKey: predicate), other != value {
            result.contradictsItself = true
        }
        return result
    }

    func and(_ other: ClosureQuestion) -> ClosureQuestion {
        var result: ClosureQuestion = self
        for (id, value) in other.controls { result = result.and(id, value) }
        for (predicate, value) in other.capabilities { result = result.and(predicate, value) }
        if other.contradictsItself { result.contradictsItself = true }
        return result
    }
}
