// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The bits of a control word as members, and what the word is.
///
/// A new word is one file with such a structure and the word's ``ControlWordID``, and one line in ``Controls``. Its
/// number is part of the ABI: take the next free one, and never change it.
public protocol ControlBits: Sendable {
    static var word: ControlWord { get }
}

/// The words of control bits, each with the MSRs that say which bits a processor has: `controlWords.primary`.
///
/// SDM volume 3, appendix "VMX Capability Reporting Facility"; the default1 bits are in its sections on
/// each kind of controls.
public let controlWords: ControlWords = ControlWords()

@dynamicMemberLookup
public struct ControlWords: Sendable {
    /// Every word in the order of ``ControlWordID``.
    public let all: [ControlWord] = Controls.words(of: controls)

    public subscript<Bits: ControlBits>(dynamicMember path: KeyPath<Controls, Bits>) -> ControlWord { Bits.word }
}

extension ControlWord {
    /// - Parameters:
    ///   - symbol: in C, for example `SECONDARY_EXIT`.
    ///   - one: what messages call one of the controls.
    static func declare<Value: Word>(
        _ id: ControlWordID, _ name: String, _ symbol: String, one: String, _ part: Part, _ field: Field<Value>,
        _ capabilityMSR: CapabilityMSR, trueMSR: CapabilityMSR? = nil, rule: Rule = .allowedPair, default1: UInt64 = 0,
        activatedBy: Control? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) -> ControlWord {
        ControlWord(
            id: id, name: name, symbol: symbol, controlName: one, part: part, field: field.declaration,
            capabilityMSR: capabilityMSR, trueMSR: trueMSR, rule: rule, default1: default1,
            activatedBy: activatedBy?.declaration.id, location: SourceLocation(fileID, line))
    }
}
