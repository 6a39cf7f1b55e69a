// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, tables "Format of the VM-Entry Interruption-Information Field", "Format of the VM-Exit
/// Interruption-Information Field" and "Format of the IDT-Vectoring Information Field".
public struct InterruptionInformation: BitLayout {
    public static let name: String = "Interruption Information"
    public let vector: BitField<UInt8> = BitField("Vector", 7, 0)
    /// A raw value of ``InjectedEvent/Kind``.
    public let type: BitField<UInt8> = BitField("Interruption type", 10, 8)
    public let hasErrorCode: BitField<Bool> = BitField("Error code valid", 11)
    /// VM-exit interruption information only; reserved or undefined in the others.
    public let nmiUnblocking: BitField<Bool> = BitField("NMI unblocking due to IRET", 12)
    public let isValid: BitField<Bool> = BitField("Valid", 31)
    public init() {}
}
