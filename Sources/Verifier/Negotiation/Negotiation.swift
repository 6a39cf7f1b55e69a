// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Choosing the control words for a processor: the same function as `kmod/negotiate.c`, which does it at start.
///
/// What is required must be allowed; what a processor forces to 1 and the manual names must have been asked for; what
/// is preferred is given up where it is not allowed or lacks what it depends on. SDM volume 3, appendix "VMX
/// Capability Reporting Facility".
public struct Negotiation: Sendable {
    /// What the architecture says of a word, beside its dependencies.
    struct Word: Sendable {
        let declaration: ControlWord
        /// Bits that the manual names.
        var named: UInt64 = 0
        /// The control that makes the word count.
        let activatedBy: ControlID?
    }

    /// By the number of the word; nil where the architecture has none.
    let words: [Word?]
    /// By the number of the word; those that are only named are here too.
    let ids: [ControlWordID?]
    let dependencies: ControlDependencyTable
    let requests: [ControlRequest]

    public init(_ architecture: ArchitectureDescription, _ hypervisor: HypervisorDescription) {
        self.init(architecture, requests: hypervisor.controls)
    }

    public init(_ architecture: ArchitectureDescription, requests: [ControlRequest]) {
        var known: [ControlWordID] = architecture.controlWords.map(\.id)
        known += architecture.controlWords.compactMap(\.activatedBy?.word)
        known += architecture.controls.map(\.id.word)
        known += requests.map(\.control.id.word)
        var ids: [ControlWordID?] = Array(repeating: nil, count: 1 + (known.map(\.number).max() ?? -1))
        for id: ControlWordID in known { ids[id.number] = id }
        self.ids = ids
        var words: [Word?] = Array(repeating: nil, count: ids.count)
        for declaration: ControlWord in architecture.controlWords where words[declaration.id.number] == nil {
            words[declaration.id.number] = Word(declaration: declaration, activatedBy: declaration.activatedBy)
        }
        for control: ControlBit in architecture.controls { words[control.id.word.number]?.named |= control.mask }
        self.words = words
        self.requests = requests
        dependencies = ControlDependencyTable(architecture)
    }

    /// The control words for a processor.
    ///
    /// - Throws: why the hypervisor does not start there.
    public func negotiate(
        on processor: ProcessorCapabilities
    ) throws(NegotiationRefusal) -> NegotiatedControls {
        let state: NegotiationState = try outcome(on: processor)
        try state.checkDependencies(dependencies)
        return NegotiatedControls(words: state.chosen, withheld: withheld(state))
    }

    /// The words before the last check, that of the dependencies.
    ///
    /// - Throws: when the processor lacks what is required or forces what nobody wants.
    func outcome(on processor: ProcessorCapabilities) throws(NegotiationRefusal) -> NegotiationState {
        var state = NegotiationState(words: words, ids: ids)
        try read(processor, into: &state)
        for request: ControlRequest in requests {
            if case .whenCPUID(let feature) = request.level {
                state.request(request.control.id, isShown: processor.shows(feature))
            } else {
                state.request(request.control.id, isRequired: request.level == .required)
            }
        }
        state.requestActivation()
        try state.checkRequired()
        try state.checkForced()
        state.dropUnmet(dependencies)
        return state
    }

    /// What the processor says about the words. One that can be switched off and whose MSR is missing allows
    /// nothing; one that always counts must have it.
    private func read(
        _ processor: ProcessorCapabilities, into state: inout NegotiationState
    ) throws(NegotiationRefusal) {
        guard processor.msrs[ProcessorCapabilities.basic] != nil else {
            throw .unreadable(msr: ProcessorCapabilities.basic)
        }
        for (index, word) in words.enumerated() {
            guard let word else { continue }
            let plain: UInt32 = word.declaration.capabilityMSR.address
            let address: UInt32 = processor.hasTrueControls ? word.declaration.trueMSR?.address ?? plain : plain
            let value: UInt64? = processor.msrs[address]
            if value == nil, word.activatedBy == nil { throw .unreadable(msr: address) }
            state.read(
                index, msr: address, value: value ?? 0, plain: processor.msrs[plain] ?? 0,
                isPair: word.declaration.rule == .allowedPair)
        }
    }

    private func withheld(_ state: NegotiationState) -> [NegotiatedControls.Withheld] {
        let preferred: [ControlID] = requests.filter { $0.level == .preferred }.map(\.control.id)
        return Set(preferred).sorted().filter { !state.isSet($0) }.map { id in
            NegotiatedControls.Withheld(control: id, reason: reason(id, state))
        }
    }

    private func reason(_ id: ControlID, _ state: NegotiationState) -> NegotiatedControls.Reason {
        if !state.isAllowed(id) {
            let isPair: Bool = words[id.word.number]?.declaration.rule != .allowedOnesOnly
            return .notAllowed(msr: state.words[id.word.number].msr, bit: isPair ? id.bit + 32 : id.bit)
        }
        if let dropped = state.dropped.first(where: { $0.control == id }) {
            let cause: ControlDependencyTable.Entry = dependencies.entries[dropped.entry]
            return cause.control == id
                ? .dependency(cause.other, toBe: cause.value) : .excluded(by: cause.control)
        }
        // Allowed, kept and 0: a word that counts has each optional control that is left.
        return .inactiveWord(words[id.word.number]?.activatedBy ?? id)
    }
}
