// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let primary: PrimaryControls = controls.primary
private let secondary: SecondaryControls = controls.secondary

/// Addresses of pages among the VM-execution control fields.
///
/// SDM volume 3, "VM-Execution Control Fields" among the checks; the width of addresses is in "Checks on VMX Controls".
public struct ExecutionAddressChecks: Sendable {
    public let ioBitmapA: [EntryCheck] = .page(
        2101, "control.io-bitmap-a", vmcs.control.ioBitmapA, given: isOn(primary.useIOBitmaps))
    public let ioBitmapB: [EntryCheck] = .page(
        2103, "control.io-bitmap-b", vmcs.control.ioBitmapB, given: isOn(primary.useIOBitmaps))
    public let msrBitmap: [EntryCheck] = .page(
        2105, "control.msr-bitmap", vmcs.control.msrBitmap, given: isOn(primary.useMSRBitmaps))
    public let virtualAPIC: [EntryCheck] = .page(
        2107, "control.virtual-apic", vmcs.control.virtualAPICAddress, given: isOn(primary.useTPRShadow))
    public let apicAccess: [EntryCheck] = .page(
        2109, "control.apic-access", vmcs.control.apicAccessAddress, given: isOn(secondary.virtualizeAPICAccesses))
    public let pml: [EntryCheck] = .page(
        2111, "control.pml", vmcs.control.pmlAddress, given: isOn(secondary.enablePML))
    public let subPagePermissions: [EntryCheck] = .page(
        2113, "control.sub-page-permission-table", vmcs.control.subPagePermissionTable,
        given: isOn(secondary.subPageWritePermissions), sources: [.manual, .bochs])
    public let eptpList: [EntryCheck] = .page(
        2115, "control.eptp-list", vmcs.control.eptpListAddress,
        given: allOf(
            isOn(secondary.enableVMFunctions),
            vmcs.control.vmFunctionControls.bits(VMFunctionControls().eptpSwitching)))
    public let vmreadBitmap: [EntryCheck] = .page(
        2117, "control.vmread-bitmap", vmcs.control.vmreadBitmap, given: isOn(secondary.vmcsShadowing))
    public let vmwriteBitmap: [EntryCheck] = .page(
        2119, "control.vmwrite-bitmap", vmcs.control.vmwriteBitmap, given: isOn(secondary.vmcsShadowing))
    public let virtualizationException: [EntryCheck] = .page(
        2121, "control.virtualization-exception", vmcs.control.virtualizationExceptionInformation,
        given: isOn(secondary.eptViolationVE), sources: [.manual, .bochs])
    public let lowPASIDDirectory: [EntryCheck] = .page(
        2123, "control.low-pasid-directory", vmcs.control.lowPASIDDirectory,
        given: isOn(secondary.enablePASIDTranslation), sources: .manual)
    public let highPASIDDirectory: [EntryCheck] = .page(
        2125, "control.high-pasid-directory", vmcs.control.highPASIDDirectory,
        given: isOn(secondary.enablePASIDTranslation), sources: .manual)
}

extension [EntryCheck] {
    /// Two rules on the address of a page: its alignment, with the number, and its width, with the next one.
    static func page(
        _ number: Int, _ name: String, _ field: Field<UInt64>, given: Expr<Bool>,
        sources: FactSources = .manualBochsLinux, fileID: StaticString = #fileID, line: UInt = #line
    ) -> [EntryCheck] {
        let what: String = field.declaration.name
        return [
            .rule(
                number, "\(name).alignment", .executionControls, "\(what): bits 11:0 are 0, it is a page's address.",
                given: given, holds: field.isPageAligned, sources: sources, fileID: fileID, line: line),
            .rule(
                number + 1, "\(name).width", .executionControls,
                "\(what): the address is not wider than the processor's physical addresses.", given: given,
                holds: field.fitsPhysicalAddressWidth, sources: sources, fileID: fileID, line: line),
        ]
    }
}
