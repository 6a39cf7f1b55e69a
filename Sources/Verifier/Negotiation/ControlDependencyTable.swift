// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What controls need of each other, in the order in which negotiation looks at them: that of the generated table.
struct ControlDependencyTable: Sendable {
    /// When `control` is 1, `other` must have the value.
    struct Entry: Hashable, Sendable {
        let control: ControlID
        let other: ControlID
        let value: Bool
    }

    let entries: [Entry]

    init(_ architecture: ArchitectureDescription) {
        entries = architecture.controlWords.flatMap { word in
            architecture.controls.filter { $0.id.word == word.id }.flatMap { control in
                control.requires.map { requirement in
                    switch requirement {
                    case .set(let other): Entry(control: control.id, other: other, value: true)
                    case .clear(let other): Entry(control: control.id, other: other, value: false)
                    }
                }
            }
        }
    }

    init(_ entries: [Entry]) { self.entries = entries }
}
