// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The MSRs that say what VT-x can do: `capabilityMSRs.basic`.
///
/// SDM volume 3, appendix "VMX Capability Reporting Facility".
public let capabilityMSRs: CapabilityMSRs = CapabilityMSRs()

public struct CapabilityMSRs: Sendable {
    // Beside the reporting facility proper: firmware turns VT-x on or off here, and locks it.
    public let featureControl: CapabilityMSR = .declare(
        0x3a, "IA32_FEATURE_CONTROL", "MSR_IA32_FEAT_CTL", FeatureControlLayout.self)
    public let basic: CapabilityMSR = .declare(0x480, "IA32_VMX_BASIC", "MSR_IA32_VMX_BASIC", VMXBasicLayout.self)
    public let pinBasedControls: CapabilityMSR = .declare(
        0x481, "IA32_VMX_PINBASED_CTLS", "MSR_IA32_VMX_PINBASED_CTLS", AllowedSettingsLayout.self)
    public let processorBasedControls: CapabilityMSR = .declare(
        0x482, "IA32_VMX_PROCBASED_CTLS", "MSR_IA32_VMX_PROCBASED_CTLS", AllowedSettingsLayout.self)
    public let exitControls: CapabilityMSR = .declare(
        0x483, "IA32_VMX_EXIT_CTLS", "MSR_IA32_VMX_EXIT_CTLS", AllowedSettingsLayout.self)
    public let entryControls: CapabilityMSR = .declare(
        0x484, "IA32_VMX_ENTRY_CTLS", "MSR_IA32_VMX_ENTRY_CTLS", AllowedSettingsLayout.self)
    public let misc: CapabilityMSR = .declare(0x485, "IA32_VMX_MISC", "MSR_IA32_VMX_MISC", VMXMiscLayout.self)
    public let cr0Fixed0: CapabilityMSR = .declare(
        0x486, "IA32_VMX_CR0_FIXED0", "MSR_IA32_VMX_CR0_FIXED0", FixedTo1Layout.self)
    public let cr0Fixed1: CapabilityMSR = .declare(
        0x487, "IA32_VMX_CR0_FIXED1", "MSR_IA32_VMX_CR0_FIXED1", MayBe1Layout.self)
    public let cr4Fixed0: CapabilityMSR = .declare(
        0x488, "IA32_VMX_CR4_FIXED0", "MSR_IA32_VMX_CR4_FIXED0", FixedTo1Layout.self)
    public let cr4Fixed1: CapabilityMSR = .declare(
        0x489, "IA32_VMX_CR4_FIXED1", "MSR_IA32_VMX_CR4_FIXED1", MayBe1Layout.self)
    public let vmcsEnumeration: CapabilityMSR = .declare(
        0x48a, "IA32_VMX_VMCS_ENUM", "MSR_IA32_VMX_VMCS_ENUM", VMCSEnumerationLayout.self)
    public let processorBasedControls2: CapabilityMSR = .declare(
        0x48b, "IA32_VMX_PROCBASED_CTLS2", "MSR_IA32_VMX_PROCBASED_CTLS2", AllowedSettingsLayout.self,
        existsWhen: .supports(controls.primary.activateSecondaryControls))
    public let eptVPIDCapabilities: CapabilityMSR = .declare(
        0x48c, "IA32_VMX_EPT_VPID_CAP", "MSR_IA32_VMX_EPT_VPID_CAP", EPTVPIDCapabilitiesLayout.self,
        existsWhen: .supportsAny(controls.secondary.enableEPT, controls.secondary.enableVPID))
    public let truePinBasedControls: CapabilityMSR = .declare(
        0x48d, "IA32_VMX_TRUE_PINBASED_CTLS", "MSR_IA32_VMX_TRUE_PINBASED_CTLS", AllowedSettingsLayout.self,
        existsWhen: .msrBit(0x480, 55))
    public let trueProcessorBasedControls: CapabilityMSR = .declare(
        0x48e, "IA32_VMX_TRUE_PROCBASED_CTLS", "MSR_IA32_VMX_TRUE_PROCBASED_CTLS", AllowedSettingsLayout.self,
        existsWhen: .msrBit(0x480, 55))
    public let trueExitControls: CapabilityMSR = .declare(
        0x48f, "IA32_VMX_TRUE_EXIT_CTLS", "MSR_IA32_VMX_TRUE_EXIT_CTLS", AllowedSettingsLayout.self,
        existsWhen: .msrBit(0x480, 55))
    public let trueEntryControls: CapabilityMSR = .declare(
        0x490, "IA32_VMX_TRUE_ENTRY_CTLS", "MSR_IA32_VMX_TRUE_ENTRY_CTLS", AllowedSettingsLayout.self,
        existsWhen: .msrBit(0x480, 55))
    public let vmFunctions: CapabilityMSR = .declare(
        0x491, "IA32_VMX_VMFUNC", "MSR_IA32_VMX_VMFUNC", VMFunctionControls.self,
        existsWhen: .supports(controls.secondary.enableVMFunctions))
    public let processorBasedControls3: CapabilityMSR = .declare(
        0x492, "IA32_VMX_PROCBASED_CTLS3", "MSR_IA32_VMX_PROCBASED_CTLS3", MayBe1Layout.self,
        existsWhen: .supports(controls.primary.activateTertiaryControls))
    public let exitControls2: CapabilityMSR = .declare(
        0x493, "IA32_VMX_EXIT_CTLS2", "MSR_IA32_VMX_EXIT_CTLS2", MayBe1Layout.self,
        existsWhen: .supports(controls.exit.activateSecondaryControls), linux: .none)

    /// Every capability MSR in the order of the addresses.
    public var all: [CapabilityMSR] {
        Mirror(reflecting: self).children.compactMap { $0.value as? CapabilityMSR }.sorted { $0.address < $1.address }
    }
}

extension CapabilityMSR {
    static func declare<Layout: BitLayout>(
        _ address: UInt32, _ name: String, _ symbol: String, _ layout: Layout.Type,
        existsWhen: CapabilityPredicate = .always,
        linux: LinuxName = .all, fileID: StaticString = #fileID, line: UInt = #line
    ) -> CapabilityMSR {
        CapabilityMSR(
            name: name, symbol: symbol, address: address, existsWhen: existsWhen,
            layout: BitLayoutDescription(of: layout), linux: linux,
            location: SourceLocation(fileID, line))
    }
}
