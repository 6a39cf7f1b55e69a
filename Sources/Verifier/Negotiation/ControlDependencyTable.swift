// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What controls need of each other, in the order in which negotiation looks at them: that of the generated table.
struct ControlDependencyTable: Sendable {
    /// When `control` is 1, `other` must have the value.
    struct Entry: Hashable, Sendable {
        let control: ControlID
        let other: ControlID
        let value: Bool
        /// What goes wrong where it is not so, for a counterpart; nil where VM entry fails.
        var otherwise: String?
    }

    let entries: [Entry]

    init(_ architecture: ArchitectureDescription) {
        entries = architecture.controlWords.flatMap { word in
            architecture.controls.filter { $0.id.word == word.id }.flatMap(Self.entries)
        }
    }

    init(_ entries: [Entry]) { self.entries = entries }

    private static func entries(_ control: ControlBit) -> [Entry] {
        control.requires.map { requirement in
            switch requirement {
            case .set(let other): Entry(control: control.id, other: other, value: true)
            case .clear(let other): Entry(control: control.id, other: other, value: false)
            }
        }
            + control.counterparts.map { counterpart in
                Entry(
                    control: control.id, other: counterpart.control, value: true, otherwise: counterpart.otherwise)
            }
    }
}
