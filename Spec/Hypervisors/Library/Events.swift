// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// Exits that no instruction asks for.
///
/// - Parameter startup: what answers INIT and start-up IPIs.
public func systemEvents(startup: [HypervisorPart] = stopForStartup()) -> [HypervisorPart] {
    let filled = Variable<Bool>("filled")
    return startup + [
        // Natively the processor resets here; outside VMX operation it does.
        On(exits.tripleFault) { Fatal("triple fault of the guest") },
        // IA-32e mode has no task switches: the processor raises #GP before it would exit.
        On(exits.taskSwitch) { Inject(.generalProtection(0)) },
        On(exits.eptViolation) {
            fillEPT(vmcs.exit.guestPhysicalAddress, filled: filled)
            If(filled) {
                Resume()
            }
            // Above the limit of 4-level EPT there is nothing to map; any program with such a mapping gets here.
            Inject(.generalProtection(0))
        },
        On(exits.eptMisconfiguration) { Fatal("EPT misconfiguration") },
        On(exits.entryFailureGuestState) { Fatal("VM entry failed: invalid guest state") },
        On(exits.entryFailureMSRLoading) { Fatal("VM entry failed: MSR loading") },
        On(exits.entryFailureMachineCheck) { Fatal("VM entry failed: machine-check event") },
    ]
}

/// INIT is how another CPU takes this one over: give it back first.
public func stopForStartup() -> [HypervisorPart] {
    [
        On(exits.initSignal) { Stop("INIT signal") },
        On(exits.startupIPI) { Stop("start-up IPI") },
    ]
}
