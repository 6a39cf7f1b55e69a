// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension Control {
    /// One line declares a control: its word and bit, the SDM's name, Linux's name, what it needs.
    static func bit(
        _ word: ControlWordID, _ bit: Int, _ name: String, _ symbol: String,
        requires: [ControlRequirement] = [], counterparts: [ControlCounterpart] = [], linux: LinuxName = .all,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> Control {
        Control(
            ControlBit(
                id: ControlID(word, bit), name: name, symbol: symbol, requires: requires,
                counterparts: counterparts, linux: linux, location: SourceLocation(fileID, line)))
    }
}

// SDM volume 3, "Saving Guest State" and "Loading Host State": what VM entry loads of the guest, VM exit must save and
// replace, and what VM exit loads of the host, VM entry must bring back.
extension ControlCounterpart {
    /// VM exit saves what the guest has made of it.
    static func saved(by bit: Int, _ state: String) -> ControlCounterpart {
        ControlCounterpart(
            ControlID(.exit, bit), otherwise: "what the guest writes to \(state) is lost at the next VM entry")
    }

    /// VM exit loads the host's value, or clears it.
    static func replaced(by bit: Int, _ state: String) -> ControlCounterpart {
        ControlCounterpart(ControlID(.exit, bit), otherwise: "root mode runs with the guest's value of \(state)")
    }

    /// VM entry loads the guest's value again.
    static func broughtBack(by bit: Int, _ state: String) -> ControlCounterpart {
        ControlCounterpart(
            ControlID(.entry, bit), otherwise: "the guest goes on with root mode's value of \(state)")
    }
}
