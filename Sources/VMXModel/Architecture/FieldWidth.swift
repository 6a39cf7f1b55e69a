// SPDX-License-Identifier: GPL-2.0-only

/// Width of a VMCS field, as bits 14:13 of its encoding have it.
///
/// SDM volume 3, appendix "Field Encoding in VMCS".
public enum FieldWidth: UInt32, Hashable, Sendable, CaseIterable {
    case bits16 = 0
    case bits64 = 1
    case bits32 = 2
    case natural = 3

    /// The type a value of this field has on a 64-bit processor.
    public var valueType: ValueType {
        switch self {
        case .bits16: .u16
        case .bits32: .u32
        case .bits64, .natural: .u64
        }
    }

    /// The SDM's words.
    public var name: String {
        switch self {
        case .bits16: "16-bit"
        case .bits32: "32-bit"
        case .bits64: "64-bit"
        case .natural: "natural-width"
        }
    }
}

/// Type of a VMCS field, as bits 11:10 of its encoding have it.
///
/// SDM volume 3, appendix "Field Encoding in VMCS".
public enum FieldGroup: UInt32, Hashable, Sendable, CaseIterable {
    case control = 0
    case exitInformation = 1
    case guestState = 2
    case hostState = 3

    /// The SDM's words.
    public var name: String {
        switch self {
        case .control: "control"
        case .exitInformation: "read-only data"
        case .guestState: "guest-state"
        case .hostState: "host-state"
        }
    }
}
