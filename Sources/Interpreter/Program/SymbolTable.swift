// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Numbers for what programs name: VMCS fields, state, controls, natives, events.
///
/// All programs that run on one machine share one table, so that the machine can
/// keep its state in arrays.
public final class SymbolTable {
    public private(set) var fields: [VMCSField] = []
    public private(set) var states: [StateVariable] = []
    public private(set) var controls: [ControlBit] = []
    public private(set) var environment: [EnvironmentValue] = []
    public private(set) var capabilities: [CapabilityMSR] = []
    public private(set) var natives: [Native] = []
    public private(set) var events: [EventKind] = []

    private var fieldNumbers: [VMCSField: Int] = [:]
    private var stateNumbers: [StateVariable: Int] = [:]

    /// - Parameters:
    ///   - fields: those of the architecture; `GUEST_RSP` must be among them if a handler
    ///     names a register by number.
    ///   - states: in the order of their numbers in traces and results.
    public init(fields: [VMCSField], states: [StateVariable] = []) {
        for field: VMCSField in fields { _ = number(of: field) }
        for state: StateVariable in states { _ = number(of: state) }
    }

    public func number(of field: VMCSField) -> Int {
        if let known = fieldNumbers[field] { return known }
        fieldNumbers[field] = fields.count
        fields.append(field)
        return fields.count - 1
    }

    public func number(of state: StateVariable) -> Int {
        if let known = stateNumbers[state] { return known }
        stateNumbers[state] = states.count
        states.append(state)
        return states.count - 1
    }

    public func number(of control: ControlBit) -> Int { Self.number(of: control, in: &controls) }
    public func number(of value: EnvironmentValue) -> Int { Self.number(of: value, in: &environment) }
    public func number(of msr: CapabilityMSR) -> Int { Self.number(of: msr, in: &capabilities) }
    public func number(of native: Native) -> Int { Self.number(of: native, in: &natives) }
    public func number(of event: EventKind) -> Int { Self.number(of: event, in: &events) }

    /// The field with Linux's name `symbol`.
    public func field(named symbol: String) -> VMCSField? { fields.first { $0.symbol == symbol } }

    private static func number<Element: Equatable>(of element: Element, in list: inout [Element]) -> Int {
        if let known = list.firstIndex(of: element) { return known }
        list.append(element)
        return list.count - 1
    }
}
