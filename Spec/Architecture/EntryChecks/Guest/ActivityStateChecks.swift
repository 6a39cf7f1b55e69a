// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

private let state: Field<UInt32> = vmcs.guest.activityState
private let misc: Expr<UInt64> = capability(capabilityMSRs.misc)
private let valid: Expr<Bool> = InjectedEventTerms.isValid
private let vector: Expr<UInt32> = InjectedEventTerms.vector
private let exception: Expr<Bool> = InjectedEventTerms.isOf(.hardwareException)
private let nmi: Expr<Bool> = InjectedEventTerms.isOf(.nonMaskableInterrupt)

/// SDM volume 3, "Checks on Guest Non-Register State": the activity state.
public struct ActivityStateChecks: Sendable {
    public let range: EntryCheck = .rule(
        9101, "guest.activity.range", .guestNonRegisterState,
        "Guest activity state: 0 (active), 1 (HLT), 2 (shutdown) or 3 (wait-for-SIPI).", holds: state.atMost(3),
        sources: .manualBochsLinux)
    public let supported: EntryCheck = .rule(
        9102, "guest.activity.supported", .guestNonRegisterState,
        "Guest activity state: the processor supports it (IA32_VMX_MISC[8:6] for wait-for-SIPI, shutdown and HLT).",
        holds: allOf(
            anyOf(state.differs(from: ActivityState.hlt), misc.hasAny(MSRBits.VMXMisc.activityHLT)),
            anyOf(state.differs(from: ActivityState.shutdown), misc.hasAny(MSRBits.VMXMisc.activityShutdown)),
            anyOf(
                state.differs(from: ActivityState.waitForSIPI), misc.hasAny(MSRBits.VMXMisc.activityWaitForSIPI))),
        sources: .manualLinux)
    public let hltAtLevel0: EntryCheck = .rule(
        9103, "guest.activity.hlt-dpl", .guestNonRegisterState,
        "Guest activity state: HLT wants an SS DPL of 0, as only CPL 0 can halt.",
        given: state.equals(ActivityState.hlt), holds: GuestSegment.ss.dpl.equals(0),
        mending: .changing(vmcs.guest.activityState.declaration))
    public let shadow: EntryCheck = .rule(
        9104, "guest.activity.blocking", .guestNonRegisterState,
        "Guest activity state: it is active while STI or MOV SS blocks events.",
        given: anyOf(GuestTerms.blocksBySTI, GuestTerms.blocksByMovSS), holds: state.equals(ActivityState.active))
    public let eventsInHLT: EntryCheck = .rule(
        9105, "guest.activity.event-in-hlt", .guestNonRegisterState,
        "Injected event in HLT: only an external interrupt, an NMI, a #DB, a #MC or an MTF exit.",
        given: allOf(valid, state.equals(ActivityState.hlt)),
        holds: anyOf(
            InjectedEventTerms.isOf(.externalInterrupt), nmi,
            allOf(exception, anyOf(vector.equals(1), vector.equals(18))),
            allOf(InjectedEventTerms.isOf(.otherEvent), vector.equals(0))),
        sources: .manual)
    /// Bochs lets any event pass that is an NMI or has the vector of #MC.
    public let eventsInShutdown: EntryCheck = .rule(
        9106, "guest.activity.event-in-shutdown", .guestNonRegisterState,
        "Injected event in shutdown: only an NMI or a #MC.",
        given: allOf(valid, state.equals(ActivityState.shutdown)),
        holds: anyOf(nmi, allOf(exception, vector.equals(18))))
    public let eventsInWait: EntryCheck = .rule(
        9107, "guest.activity.event-in-wait-for-sipi", .guestNonRegisterState,
        "No event is injected in wait-for-SIPI.", given: state.equals(ActivityState.waitForSIPI),
        holds: not(valid))
    public let waitInSMM: EntryCheck = .rule(
        9108, "guest.activity.entry-to-smm", .guestNonRegisterState,
        "Guest activity state: it is not wait-for-SIPI when \"Entry to SMM\" is 1.",
        given: isOn(controls.entry.entryToSMM), holds: state.differs(from: ActivityState.waitForSIPI))
}
