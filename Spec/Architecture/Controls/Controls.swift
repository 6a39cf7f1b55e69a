// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Every control bit, by the word that holds it: `controls.primary.useMSRBitmaps`.
public let controls: Controls = Controls()

/// The line here is what makes a word known; the file of the word has everything else.
public struct Controls: Sendable {
    public let pin: PinControls = PinControls()
    public let primary: PrimaryControls = PrimaryControls()
    public let secondary: SecondaryControls = SecondaryControls()
    public let tertiary: TertiaryControls = TertiaryControls()
    public let exit: ExitControls = ExitControls()
    public let secondaryExit: SecondaryExitControls = SecondaryExitControls()
    public let entry: EntryControls = EntryControls()

    /// The words whose bits are members of `whole`, in the order of their numbers.
    static func words(of whole: Any) -> [ControlWord] {
        Mirror(reflecting: whole).children.compactMap { ($0.value as? any ControlBits).map { type(of: $0).word } }
            .sorted { $0.id < $1.id }
    }

    /// Every control with the Swift name it is declared under, in the order of the words and their bits.
    public var all: [(label: String, control: Control)] {
        leaves(of: self, root: "controls").sorted { $0.value.declaration.id < $1.value.declaration.id }
            .map { (label: $0.label, control: $0.value) }
    }
}
