// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The control words that negotiation ends with on one processor.
public struct NegotiatedControls: Hashable, Sendable {
    /// Why a control that a hypervisor prefers is 0.
    public enum Reason: Hashable, Sendable {
        /// Its bit of the capability MSR, by address, is 0, or the MSR is not there.
        case notAllowed(msr: UInt32, bit: Int)
        /// It needs that control to be 1, or 0, and was given up because it is not.
        case dependency(ControlID, toBe: Bool)
        /// Another control, which it must not be together with, stays.
        case excluded(by: ControlID)
        /// The control that makes its word count is 0.
        case inactiveWord(ControlID)
    }

    /// A control that a hypervisor prefers and does not get.
    public struct Withheld: Hashable, Sendable {
        public let control: ControlID
        public let reason: Reason
    }

    /// By the number of the word; 32-bit words have zeroes above.
    let words: [UInt64]
    /// What is preferred and 0, in the order of the controls.
    public let withheld: [Withheld]

    /// The value of a word; 0 when no control activates it, or the architecture does not have it.
    public subscript(word: ControlWordID) -> UInt64 { words.indices.contains(word.number) ? words[word.number] : 0 }

    /// The final value of a control.
    public func isSet(_ id: ControlID) -> Bool { self[id.word] >> UInt64(id.bit) & 1 != 0 }
}
