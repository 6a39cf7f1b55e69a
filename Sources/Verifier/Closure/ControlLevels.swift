// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What a hypervisor asks for of each control, all of its requests together.
struct ControlLevels: Sendable {
    struct Level: Sendable {
        var isRequired: Bool = false
        var isPreferred: Bool = false
        /// Features of CPUID with any of which it is required.
        var features: [CPUIDBit] = []
    }

    private let levels: [ControlID: Level]
    /// The control that makes a word count, where one does.
    let activators: [ControlWordID: ControlID]
    /// Words of which a processor may force bits to 1.
    let forcible: Set<ControlWordID>
    /// What is 1 on every processor that has what is required.
    let surelySet: Set<ControlID>
    /// What is asked for in any way, in the order of the controls.
    let requested: [ControlID]
    /// What may be 1: requested, or made 1 by negotiation because a word of something requested needs it.
    private let maybeSet: Set<ControlID>

    init(_ architecture: ArchitectureDescription, _ requests: [ControlRequest]) {
        var levels: [ControlID: Level] = [:]
        for request: ControlRequest in requests {
            switch request.level {
            case .required: levels[request.control.id, default: Level()].isRequired = true
            case .preferred: levels[request.control.id, default: Level()].isPreferred = true
            case .whenCPUID(let feature):
                levels[request.control.id, default: Level()].features.append(CPUIDBit(feature))
            }
        }
        var activators: [ControlWordID: ControlID] = [:]
        for word: ControlWord in architecture.controlWords { activators[word.id] = word.activatedBy }
        var set: Set<ControlID> = Set(levels.filter(\.value.isRequired).keys)
        for id: ControlID in set { if let activator = activators[id.word] { set.insert(activator) } }
        self.levels = levels
        self.activators = activators
        forcible = Set(architecture.controlWords.filter { $0.rule == .allowedPair }.map(\.id))
        surelySet = set
        requested = levels.keys.sorted()
        maybeSet = Set(levels.keys).union(levels.keys.compactMap { activators[$0.word] })
    }

    subscript(id: ControlID) -> Level { levels[id] ?? Level() }

    func isRequested(_ id: ControlID) -> Bool { levels[id] != nil }

    /// The value that a control has everywhere; nil when that depends on the processor.
    func constant(_ id: ControlID) -> Bool? {
        if surelySet.contains(id) { return true }
        return maybeSet.contains(id) ? nil : false
    }
}
