// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What a processor checks on VM entry, by the sections of the manual: `entryChecks.hostSegments.csIsNotNull`.
///
/// SDM volume 3, chapter "VM Entries". Fields of natural width have 32 bits on processors without Intel 64
/// architecture; zero-extended they satisfy what the manual wants of bits 63:32 and of canonical addresses "on
/// processors that support Intel 64 architecture", so that no check here asks whether they do.
public let entryChecks: EntryChecks = EntryChecks()

public struct EntryChecks: Sendable {
    public let basic: BasicChecks = BasicChecks()
    public let controls: ControlChecks = ControlChecks()
    public let host: HostChecks = HostChecks()
    public let addressSpaceSize: AddressSpaceSizeChecks = AddressSpaceSizeChecks()
    public let guest: GuestChecks = GuestChecks()
    public let msrLoading: MSRLoadingChecks = MSRLoadingChecks()
    public let machineChecks: MachineCheckChecks = MachineCheckChecks()

    // Written out, since to derive it the compiler goes through every check first.
    init() {}

    /// Every check, in the order of the declarations, which is the manual's.
    public var all: [EntryCheck] { checks(below: self) }
}

/// Checks that are stored alone or in lists, at any depth.
private func checks(below whole: Any) -> [EntryCheck] {
    Mirror(reflecting: whole).children.flatMap { child -> [EntryCheck] in
        if let check = child.value as? EntryCheck { return [check] }
        if let list = child.value as? [EntryCheck] { return list }
        return checks(below: child.value)
    }
}

/// SDM volume 3, "Checks on VMX Controls".
public struct ControlChecks: Sendable {
    public let reserved: ReservedControlChecks = ReservedControlChecks()
    public let addresses: ExecutionAddressChecks = ExecutionAddressChecks()
    public let execution: ExecutionControlChecks = ExecutionControlChecks()
    public let apic: APICVirtualizationChecks = APICVirtualizationChecks()
    public let ept: EPTChecks = EPTChecks()
    public let exit: ExitControlChecks = ExitControlChecks()
    public let entry: EntryControlChecks = EntryControlChecks()
    public let injection: InjectionChecks = InjectionChecks()

    init() {}
}

/// SDM volume 3, "Checks on Host Control Registers, MSRs, and SSP" and "Checks on Host Segment and Descriptor-Table
/// Registers".
public struct HostChecks: Sendable {
    public let registers: HostRegisterChecks = HostRegisterChecks()
    public let msrs: HostMSRChecks = HostMSRChecks()
    public let segments: HostSegmentChecks = HostSegmentChecks()

    init() {}
}

/// SDM volume 3, "Checks on the Guest State Area".
public struct GuestChecks: Sendable {
    public let registers: GuestRegisterChecks = GuestRegisterChecks()
    public let msrs: GuestMSRChecks = GuestMSRChecks()
    public let segments: GuestSegmentChecks = GuestSegmentChecks()
    public let descriptorTables: GuestDescriptorTableChecks = GuestDescriptorTableChecks()
    public let flow: GuestFlowChecks = GuestFlowChecks()
    public let activity: ActivityStateChecks = ActivityStateChecks()
    public let interruptibility: InterruptibilityChecks = InterruptibilityChecks()
    public let pendingDebug: PendingDebugChecks = PendingDebugChecks()
    public let linkPointer: LinkPointerChecks = LinkPointerChecks()
    public let pdptes: PDPTEChecks = PDPTEChecks()

    init() {}
}
