// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// MSRs beside the capability MSRs that a hypervisor's policy names: `msrs.pat`.
///
/// SDM volume 4, "Architectural MSRs". The members of the parts are reached without the part.
public let msrs: ModelSpecificRegisters = ModelSpecificRegisters()

@dynamicMemberLookup
public struct ModelSpecificRegisters: Sendable {
    public let system: SystemMSRs = SystemMSRs()
    public let swapped: SwappedMSRs = SwappedMSRs()
    public let fixedMTRRs: FixedMTRRs = FixedMTRRs()
    public let variableMTRRs: VariableMTRRs = VariableMTRRs()

    public subscript(dynamicMember path: KeyPath<SystemMSRs, ModelSpecificRegister>) -> ModelSpecificRegister {
        system[keyPath: path]
    }

    public subscript(dynamicMember path: KeyPath<SwappedMSRs, ModelSpecificRegister>) -> ModelSpecificRegister {
        swapped[keyPath: path]
    }

    public subscript(dynamicMember path: KeyPath<FixedMTRRs, ModelSpecificRegister>) -> ModelSpecificRegister {
        fixedMTRRs[keyPath: path]
    }

    public subscript(dynamicMember path: KeyPath<VariableMTRRs, ModelSpecificRegister>) -> ModelSpecificRegister {
        variableMTRRs[keyPath: path]
    }

    /// Every MSR in the order of the addresses.
    public var all: [ModelSpecificRegister] {
        let found: [Leaf<ModelSpecificRegister>] = leaves(of: self, root: "msrs")
        return found.map(\.value).sorted { $0.address < $1.address }
    }
}

/// Runs of MSRs that a policy takes as a whole.
public enum MSRRanges {
    /// SDM volume 3, appendix "VMX Capability Reporting Facility".
    public static let vmxCapabilities: ClosedRange<UInt32> =
        capabilityMSRs.basic.address...capabilityMSRs.all.last!.address
    /// The two ranges of the MSR bitmaps: SDM volume 3, "MSR-Bitmap Address".
    public static let bitmapLow: ClosedRange<UInt32> = 0...0x1fff
    public static let bitmapHigh: ClosedRange<UInt32> = 0xc000_0000...0xc000_1fff
    /// SDM volume 3, "x2APIC Register Address Space".
    public static let x2apic: ClosedRange<UInt32> = 0x800...0x8ff
    /// As many as Linux and the SDM name; a processor may have fewer.
    public static let variableMTRRs: ClosedRange<UInt32> = 0x200...0x213
    public static let fixed16KMTRRs: ClosedRange<UInt32> = 0x258...0x259
    public static let fixed4KMTRRs: ClosedRange<UInt32> = 0x268...0x26f
    /// The MSR bitmaps cover only these two; an access outside of both always exits.
    ///
    /// SDM volume 3, "MSR-Bitmap Address".
    public static let lowBitmap: ClosedRange<UInt32> = 0...0x1fff
    public static let highBitmap: ClosedRange<UInt32> = 0xc000_0000...0xc000_1fff
}
