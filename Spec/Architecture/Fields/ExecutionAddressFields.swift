// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM-execution control fields that point to memory, and the exiting bitmaps held in the VMCS itself.
///
/// SDM volume 3, "VM-Execution Control Fields".
public struct ExecutionAddressFields: Sendable {
    public let ioBitmapA: Field<UInt64> = .bits64(.control, 0, "Address of I/O bitmap A", "IO_BITMAP_A")
    public let ioBitmapB: Field<UInt64> = .bits64(.control, 1, "Address of I/O bitmap B", "IO_BITMAP_B")
    public let msrBitmap: Field<UInt64> = .bits64(
        .control, 2, "Address of MSR bitmaps", "MSR_BITMAP", existsWhen: .supports(controls.primary.useMSRBitmaps))
    public let executiveVMCSPointer: Field<UInt64> = .bits64(
        .control, 6, "Executive-VMCS pointer", "EXECUTIVE_VMCS_POINTER", linux: .none, sources: .notLinuxOrXen)
    public let pmlAddress: Field<UInt64> = .bits64(
        .control, 7, "PML address", "PML_ADDRESS", existsWhen: .supports(controls.secondary.enablePML))
    public let eptPointer: Field<UInt64> = .bits64(
        .control, 13, "EPT pointer (EPTP)", "EPT_POINTER", existsWhen: .supports(controls.secondary.enableEPT))
    // "Exists only on processors that support the 1-setting of the "EPTP switching" VM-function control."
    public let eptpListAddress: Field<UInt64> = .bits64(
        .control, 18, "EPTP-list address", "EPTP_LIST_ADDRESS",
        existsWhen: .all([.supports(controls.secondary.enableVMFunctions), .msrBit(0x491, 0)]))
    public let vmreadBitmap: Field<UInt64> = .bits64(
        .control, 19, "VMREAD-bitmap address", "VMREAD_BITMAP",
        existsWhen: .supports(controls.secondary.vmcsShadowing))
    public let vmwriteBitmap: Field<UInt64> = .bits64(
        .control, 20, "VMWRITE-bitmap address", "VMWRITE_BITMAP",
        existsWhen: .supports(controls.secondary.vmcsShadowing))
    public let virtualizationExceptionInformation: Field<UInt64> = .bits64(
        .control, 21, "Virtualization-exception information address", "VE_INFORMATION_ADDRESS",
        existsWhen: .supports(controls.secondary.eptViolationVE), linux: .since("6.10"))
    public let xssExitingBitmap: Field<UInt64> = .bits64(
        .control, 22, "XSS-exiting bitmap", "XSS_EXIT_BITMAP", existsWhen: .supports(controls.secondary.enableXSAVES))
    public let enclsExitingBitmap: Field<UInt64> = .bits64(
        .control, 23, "ENCLS-exiting bitmap", "ENCLS_EXITING_BITMAP",
        existsWhen: .supports(controls.secondary.enableENCLSExiting), sources: .notXen)
    public let subPagePermissionTable: Field<UInt64> = .bits64(
        .control, 24, "Sub-page-permission-table pointer (SPPTP)", "SPP_TABLE_POINTER",
        existsWhen: .supports(controls.secondary.subPageWritePermissions), linux: .none, sources: .notLinuxOrXen)
    public let enclvExitingBitmap: Field<UInt64> = .bits64(
        .control, 27, "ENCLV-exiting bitmap", "ENCLV_EXITING_BITMAP",
        existsWhen: .supports(controls.secondary.enableENCLVExiting), linux: .none,
        sources: [.bochs, .nova, .ia32Doc, .tdxModule])
    public let lowPASIDDirectory: Field<UInt64> = .bits64(
        .control, 28, "Low PASID directory address", "LOW_PASID_DIRECTORY_ADDRESS",
        existsWhen: .supports(controls.secondary.enablePASIDTranslation), linux: .none, sources: .notLinuxOrXen)
    public let highPASIDDirectory: Field<UInt64> = .bits64(
        .control, 29, "High PASID directory address", "HIGH_PASID_DIRECTORY_ADDRESS",
        existsWhen: .supports(controls.secondary.enablePASIDTranslation), linux: .none, sources: .notLinuxOrXen)
    public let sharedEPTPointer: Field<UInt64> = .bits64(
        .control, 30, "SEAM shared EPT pointer", "SHARED_EPT_POINTER",
        existsWhen: .supports(controls.tertiary.seamGuestPhysicalAddressWidth), linux: .since("6.16"), sources: .notXen)
    public let pconfigExitingBitmap: Field<UInt64> = .bits64(
        .control, 31, "PCONFIG-exiting bitmap", "PCONFIG_EXITING_BITMAP",
        existsWhen: .supports(controls.secondary.enablePCONFIG), linux: .none, sources: .notLinuxOrXen)
    public let hlatPointer: Field<UInt64> = .bits64(
        .control, 32, "Hypervisor-managed linear-address translation pointer (HLATP)", "HLAT_POINTER",
        existsWhen: .supports(controls.tertiary.enableHLAT), linux: .none,
        sources: .notLinuxOrXen)
}

extension ControlFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<ExecutionAddressFields, Field<Value>>) -> Field<Value> {
        addresses[keyPath: path]
    }
}
