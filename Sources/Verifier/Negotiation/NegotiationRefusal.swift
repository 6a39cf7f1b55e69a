// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Why a hypervisor does not start on a processor.
public enum NegotiationRefusal: Error, Hashable, Sendable {
    /// A capability MSR, by address, cannot be read.
    case unreadable(msr: UInt32)
    /// The control is required, and the MSR, which has that value, does not allow it to be 1.
    case missing(ControlID, msr: UInt32, value: UInt64)
    /// The MSR says that the control must be 1, and nobody has asked for it.
    case forced(ControlID, msr: UInt32, value: UInt64)
    /// The first control is 1 and cannot be given up, and another is not what it needs it to be.
    case dependency(ControlID, needs: ControlID, toBe: Bool)

    /// The control in the way; of a dependency the one that is not as needed.
    public var control: ControlID? {
        switch self {
        case .unreadable: nil
        case .missing(let id, _, _), .forced(let id, _, _), .dependency(_, let id, _): id
        }
    }

    /// The address of the capability MSR that is in the way; a dependency has none.
    public var msr: UInt32? {
        switch self {
        case .unreadable(let msr), .missing(_, let msr, _), .forced(_, let msr, _): msr
        case .dependency: nil
        }
    }

    /// The bit of ``msr`` that is not as it should be.
    public func capabilityBit(in architecture: ArchitectureDescription) -> Int? {
        switch self {
        case .missing(let id, _, _): architecture.allowedBit(of: id)
        case .forced(let id, _, _): id.bit
        case .unreadable, .dependency: nil
        }
    }

    /// In one line, without a full stop, as the module says it behind `CPU n: `.
    public func words(in architecture: ArchitectureDescription) -> String {
        switch self {
        case .unreadable(let msr):
            "the VMX capability MSR \(architecture.words(forMSR: msr)) cannot be read"
        case .missing(let id, let msr, let value):
            "\(architecture.words(for: id)) is required and \(architecture.words(forMSR: msr)) = \(hex(value)) "
                + "does not allow it"
        case .forced(let id, let msr, let value):
            "\(architecture.words(for: id)) is not wanted and \(architecture.words(forMSR: msr)) = \(hex(value)) "
                + "forces it to 1"
        case .dependency(let id, let other, let value):
            "\(architecture.words(for: id)) needs \(architecture.words(for: other)) to be \(value ? 1 : 0)"
        }
    }
}

extension ArchitectureDescription {
    /// The bit of a word's capability MSR that says whether the control may be 1.
    func allowedBit(of id: ControlID) -> Int {
        word(id.word)?.rule == .allowedOnesOnly ? id.bit : id.bit + 32
    }

    /// For example `primary processor-based control 28 "Use MSR bitmaps"`.
    fileprivate func words(for id: ControlID) -> String {
        "\(word(id.word)?.controlName ?? id.word.name) \(id.bit) \"\(control(id)?.name ?? "reserved")\""
    }

    /// For example `IA32_VMX_PROCBASED_CTLS2 (0x48b)`.
    fileprivate func words(forMSR address: UInt32) -> String {
        let name: String = capabilityMSRs.first { $0.address == address }?.name ?? "MSR"
        return "\(name) (\(hex(UInt64(address))))"
    }
}
