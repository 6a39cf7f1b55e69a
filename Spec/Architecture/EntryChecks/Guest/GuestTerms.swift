// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// What the sections on the guest's state say of the guest that the entry makes.
///
/// SDM volume 3, "Checks on Guest Segment Registers".
enum GuestTerms {
    static let willBeVirtual8086: Expr<Bool> = vmcs.guest.rflags.hasAny(RFLAGS.vm)
    static let willNotBeVirtual8086: Expr<Bool> = vmcs.guest.rflags.hasNone(RFLAGS.vm)
    static let willBeIA32e: Expr<Bool> = isOn(controls.entry.ia32eModeGuest)
    static let willNotBeIA32e: Expr<Bool> = isOff(controls.entry.ia32eModeGuest)
    static let willUseFRED: Expr<Bool> = vmcs.guest.cr4.hasAny(CR4.fred)
    static let isUnrestricted: Expr<Bool> = isOn(controls.secondary.unrestrictedGuest)
    static let isRestricted: Expr<Bool> = isOff(controls.secondary.unrestrictedGuest)
    /// The guest will page with four page-directory pointers.
    static let willUsePAE: Expr<Bool> = allOf(
        vmcs.guest.cr0.hasAny(CR0.pg), vmcs.guest.cr4.hasAny(CR4.pae), willNotBeIA32e)
    static let blocksBySTI: Expr<Bool> = vmcs.guest.interruptibilityInfo.hasAny(InterruptibilityState.sti)
    static let blocksByMovSS: Expr<Bool> = vmcs.guest.interruptibilityInfo.hasAny(InterruptibilityState.movSS)

    static func injects(_ kind: InjectedEventTerms.Kind) -> Expr<Bool> {
        allOf(InjectedEventTerms.isValid, InjectedEventTerms.isOf(kind))
    }
}
