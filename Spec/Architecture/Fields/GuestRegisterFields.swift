// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// The guest's control and instruction registers, and the state that is in no register.
///
/// SDM volume 3, "Guest Register State" and "Guest Non-Register State".
public struct GuestRegisterFields: Sendable {
    public let cr0: Field<UInt64> = .natural(.guestState, 0, "Guest CR0", "GUEST_CR0")
    public let cr3: Field<UInt64> = .natural(.guestState, 1, "Guest CR3", "GUEST_CR3")
    public let cr4: Field<UInt64> = .natural(.guestState, 2, "Guest CR4", "GUEST_CR4")
    public let dr7: Field<UInt64> = .natural(.guestState, 13, "Guest DR7", "GUEST_DR7")
    public let rsp: Field<UInt64> = .natural(.guestState, 14, "Guest RSP", "GUEST_RSP")
    public let rip: Field<UInt64> = .natural(.guestState, 15, "Guest RIP", "GUEST_RIP")
    public let rflags: Field<UInt64> = .natural(.guestState, 16, "Guest RFLAGS", "GUEST_RFLAGS")
    public let pendingDebugExceptions: Field<UInt64> = .natural(
        .guestState, 17, "Guest pending debug exceptions", "GUEST_PENDING_DBG_EXCEPTIONS")
    public let ssp: Field<UInt64> = .natural(
        .guestState, 21, "Guest SSP", "GUEST_SSP",
        existsWhen: .supports(controls.entry.loadCETState), linux: .since("6.18"), sources: .notXen)
    public let interruptibilityInfo: Field<UInt32> = .bits32(
        .guestState, 18, "Guest interruptibility state", "GUEST_INTERRUPTIBILITY_INFO")
    public let activityState: Field<UInt32> = .bits32(.guestState, 19, "Guest activity state", "GUEST_ACTIVITY_STATE")
    public let smbase: Field<UInt32> = .bits32(
        .guestState, 20, "Guest SMBASE", "GUEST_SMBASE", linux: .none, sources: .notLinux)
    /// Index 23, not 22: Ymir counts on from IA32_SYSENTER_CS, but the manual, like the rest, leaves 22 free.
    public let preemptionTimerValue: Field<UInt32> = .bits32(
        .guestState, 23, "VMX-preemption timer value", "VMX_PREEMPTION_TIMER_VALUE",
        existsWhen: .supports(controls.pin.activatePreemptionTimer))
    /// The TDX module keeps a place for it, and says no more than "reserved".
    public let reserved24: Field<UInt32> = .bits32(
        .guestState, 24, "Reserved 32-bit guest state", "GUEST_RESERVED_24", existsWhen: .undocumented,
        linux: .none, sources: .tdxModule)
    public let vmcsLinkPointer: Field<UInt64> = .bits64(.guestState, 0, "VMCS link pointer", "VMCS_LINK_POINTER")
    public let interruptStatus: Field<UInt16> = .bits16(
        .guestState, 8, "Guest interrupt status", "GUEST_INTR_STATUS",
        existsWhen: .supports(controls.secondary.virtualInterruptDelivery))
    public let pmlIndex: Field<UInt16> = .bits16(
        .guestState, 9, "PML index", "GUEST_PML_INDEX", existsWhen: .supports(controls.secondary.enablePML))
    public let uinv: Field<UInt16> = .bits16(
        .guestState, 10, "Guest UINV", "GUEST_UINV",
        existsWhen: .supportsAny(controls.entry.loadUINV, controls.exit.clearUINV), linux: .none,
        sources: .notLinuxOrXen)
    public let pdpte0: Field<UInt64> = .bits64(
        .guestState, 5, "Guest PDPTE0", "GUEST_PDPTR0", existsWhen: .supports(controls.secondary.enableEPT))
    public let pdpte1: Field<UInt64> = .bits64(
        .guestState, 6, "Guest PDPTE1", "GUEST_PDPTR1", existsWhen: .supports(controls.secondary.enableEPT),
        sources: .notXen)
    public let pdpte2: Field<UInt64> = .bits64(
        .guestState, 7, "Guest PDPTE2", "GUEST_PDPTR2", existsWhen: .supports(controls.secondary.enableEPT),
        sources: .notXen)
    public let pdpte3: Field<UInt64> = .bits64(
        .guestState, 8, "Guest PDPTE3", "GUEST_PDPTR3", existsWhen: .supports(controls.secondary.enableEPT),
        sources: .notXen)
    public let deadline: Field<UInt64> = .bits64(
        .guestState, 24, "Guest deadline", "GUEST_DEADLINE_PHY",
        existsWhen: .supports(controls.tertiary.apicTimerVirtualization), linux: .none, sources: [.kvmPatches, .bochs])
}

extension GuestFields {
    public subscript<Value: Word>(dynamicMember path: KeyPath<GuestRegisterFields, Field<Value>>) -> Field<Value> {
        registers[keyPath: path]
    }
}
