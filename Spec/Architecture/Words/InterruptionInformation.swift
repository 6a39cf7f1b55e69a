// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, tables "Format of the Injected-Event Identification Field", "Format of the Exiting-Event
/// Identification Field" and "Format of the Original-Event Identification Field"; older editions have
/// "Interruption-Information" and "IDT-Vectoring Information" in their titles.
public struct InterruptionInformation: BitLayout {
    public static let name: String = "Interruption Information"
    public static let width: Int = 32
    public let vector: BitField<UInt8> = BitField("Vector", 7, 0)
    /// A raw value of ``InjectedEvent/Kind``.
    public let type: BitField<UInt8> = BitField("Interruption type", 10, 8)
    public let hasErrorCode: BitField<Bool> = BitField("Error code valid", 11)
    /// Exiting-event identification only; reserved or undefined in the others.
    public let nmiUnblocking: BitField<Bool> = BitField("NMI unblocking due to IRET", 12)
    /// With FRED: injected only where IA32_VMX_BASIC has bit 58.
    public let isNested: BitField<Bool> = BitField("Nested exception", 13)
    public let isValid: BitField<Bool> = BitField("Valid", 31)
    public init() {}
}
