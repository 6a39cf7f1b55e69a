// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// A whole hypervisor for the running kernel that wants nothing but to be there:
/// everything except CPUID, which is the caller's to handle.
public func quietRunningSystem() -> [HypervisorPart] {
    runningSystemControls() + [runningSystemSetup()] + ownedControlRegisterBits()
        + msrPolicy(whenMTRRChanges: stopForMTRR) + commonHypercalls(version: 1) + refusedInstructions()
        + unconditionalInstructions() + systemEvents()
}

/// The identity map has the memory types of the MTRRs as they were at start.
@HandlerBuilder
public func stopForMTRR() -> [Statement] {
    AdvanceAndStop("an MTRR was changed")
}
