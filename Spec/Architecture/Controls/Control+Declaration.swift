// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension Control {
    /// One line declares a control: its word and bit, the SDM's name, Linux's name, what it needs.
    static func bit(
        _ word: ControlWordID, _ bit: Int, _ name: String, _ symbol: String,
        requires: [ControlRequirement] = [], linux: LinuxName = .all,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> Control {
        Control(
            ControlBit(
                id: ControlID(word, bit), name: name, symbol: symbol, requires: requires, linux: linux,
                location: SourceLocation(fileID, line)))
    }
}
