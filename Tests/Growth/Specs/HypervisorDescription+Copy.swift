// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension HypervisorDescription {
    /// The same hypervisor with another name, and with more of what is given.
    func copy(
        named name: String, msrRules: [MSRRule] = [], states: [StateVariable] = [],
        handlers change: ([Handler]) -> [Handler] = { $0 }
    ) -> HypervisorDescription {
        HypervisorDescription(
            name: name, summary: summary, mode: mode, isTestOnly: isTestOnly, controls: controls, ownedBits: ownedBits,
            msrRules: self.msrRules + msrRules, interceptedExceptions: interceptedExceptions,
            states: self.states + states, hypercalls: hypercalls, handlers: change(handlers), setup: setup,
            location: location)
    }
}

extension Handler {
    /// The same handler, which first does something else.
    func after(_ statements: [Statement]) -> Handler {
        Handler(reason: reason, form: form, rate: rate, body: statements + body, location: location)
    }
}

extension HypervisorDescription {
    /// The same hypervisor with more rules for MSRs.
    public func adding(_ rules: [MSRRule]) -> HypervisorDescription { copy(named: name, msrRules: rules) }
}
