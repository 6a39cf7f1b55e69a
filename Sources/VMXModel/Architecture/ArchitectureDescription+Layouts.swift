// SPDX-License-Identifier: GPL-2.0-only

extension ArchitectureDescription {
    /// Every layout once: words, registers, what exits leave in qualification and instruction information,
    /// capability MSRs.
    public var layouts: [BitLayoutDescription] {
        var found: [BitLayoutDescription] = []
        var names: Set<String> = []
        let all: [BitLayoutDescription] =
            words + registers + exitReasons.compactMap(\.qualification)
            + exitReasons.compactMap(\.instructionInformation) + capabilityMSRs.compactMap(\.layout)
            + fieldLayouts.map(\.layout)
        for layout: BitLayoutDescription in all where names.insert(layout.name).inserted { found.append(layout) }
        return found
    }

    /// The layout of a field that holds more than one value, but for the control words and what depends on the exit.
    public func layout(of field: VMCSField) -> BitLayoutDescription? {
        fieldLayouts.first { $0.field == field }?.layout
    }

    /// What the numbers mean that bits of a layout hold.
    public func values(in layout: BitLayoutDescription, _ label: String) -> NamedValues? {
        namedValues.first { set in set.uses.contains { $0.layout == layout.name && $0.label == label } }
    }

    /// What the numbers mean that a field holds.
    public func values(of field: VMCSField) -> NamedValues? {
        namedValues.first { $0.fields.contains(field) }
    }

    /// The word of a control.
    public func word(_ id: ControlWordID) -> ControlWord? { controlWords.first { $0.id == id } }
}
