// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import Testing
import VMXModel

@testable import Verifier

/// Events that were delivered wrong, or not at all.
@Suite struct EventBugs {
    @Test("the exit's error code is read from the IDT-vectoring field")
    func otherErrorCode() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "hands #GP on") {
                quietRunningSystem()
                cpuidHandler()
                InterceptException(13)
                Setup { vmcs.control.exceptionBitmap <- 1 << 13 }
                On(exits.exceptionOrNMI) {
                    Inject(.generalProtection(errorCode: vmcs.exit.idtVectoringErrorCode))  // HV045
                }
            }, "HV045")
    }

    @Test("an event is lost because IDT-vectoring was ignored")
    func lostEvent() throws {
        // Whoever injects by hand overwrites what was to be delivered again.
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "injects by hand") {
                quietRunningSystem()
                cpuidHandler()
                Require(controls.primary.hltExiting)
                On(exits.hlt) {
                    vmcs.control.entryInterruptionInformation <- 0x8000_0306  // HV046
                    Resume()
                }
            }, "HV046")
        // Whoever does not think of it at all gets it from the disposition.
        var looked = 0
        for reason: ExitReason in architecture.exitReasons where reason.duringEventDelivery {
            for end: Disposition in [.resume, .inject(.invalidOpcode)] {
                let here = SourceLocation(#fileID, #line)
                let handler = Handler(reason: reason, form: .c, body: [Statement(.end(end), at: here)], location: here)
                let routines: Set<String> = ["reinject", "injectDuringDelivery", "reflect"]
                var carriedOut = false
                Lowering(architecture: architecture).body(of: handler).forEachStatement { statement in
                    if case .perform(let routine, _) = statement.kind, routines.contains(routine.name) {
                        carriedOut = true
                    }
                }
                #expect(carriedOut, "\(reason.name), \(end)")
                looked += 1
            }
        }
        #expect(looked >= 10)
        #expect(try Repository.labRuns("delivery"))
    }

    /// Root mode's NMI handler and what it counts, under storms: the emulator ends on a triple fault.
    @Test("an NMI in root mode becomes a triple fault")
    func nmiInRootMode() throws {
        #expect(try Repository.labRuns("nmi"))
        #expect(try Repository.text("Tests/Lab/scenarios/nmi.sh").contains("and into root mode"))
    }
}
