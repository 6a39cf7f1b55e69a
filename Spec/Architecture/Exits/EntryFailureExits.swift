// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// VM entries that fail after the host state was checked: they load the host state as an exit does.
///
/// SDM volume 3, "VM-Entry Failures During or After Loading Guest State".
public struct EntryFailureExits: Sendable {
    public let entryFailureGuestState: Exit<GuestStateFailureQualification, NoLayout> = .declare(
        33, "VM-entry failure due to invalid guest state", "EXIT_REASON_INVALID_STATE", [.always],
        kind: .entryFailure, user: false)
    public let entryFailureMSRLoading: Exit<MSRLoadFailureQualification, NoLayout> = .declare(
        34, "VM-entry failure due to MSR loading", "EXIT_REASON_MSR_LOAD_FAIL", [.always], kind: .entryFailure,
        user: false)
    public let entryFailureMachineCheck: Exit<NoLayout, NoLayout> = .declare(
        41, "VM-entry failure due to machine-check event", "EXIT_REASON_MCE_DURING_VMENTRY", [.always],
        kind: .entryFailure, user: false)
}
