// SPDX-License-Identifier: GPL-2.0-only

import Architecture
@testable import HandlerDSL
import VMXModel

@testable import Verifier

// The smallest hypervisors that break no rule, so that a fixture shows only what it is about.

/// One for the running system: everything that can exit has a handler that refuses it.
///
/// - Parameter replaced: reasons for which the fixture has a handler of its own.
func base(except replaced: ExitReason...) -> [HypervisorPart] {
    baseControls() + [OwnCR4(CR4.vmxe, "VMXE", showing: .zero), Setup { writeAllThatControlsNeed() }]
        + baseHandlers(except: replaced)
}

/// One for a guest of a process.
func guestBase(except replaced: ExitReason...) -> [HypervisorPart] {
    baseControls() + [Setup { writeAllThatControlsNeed() }] + baseHandlers(except: replaced)
}

/// The controls of ``base(except:)``.
func baseControls() -> [HypervisorPart] {
    Require(
        controls.entry.loadDebugControls, controls.exit.saveDebugControls, controls.entry.ia32eModeGuest,
        controls.exit.hostAddressSpaceSize, controls.primary.useMSRBitmaps,
        controls.primary.activateSecondaryControls)
}

@HandlerBuilder
func writeAllThatControlsNeed() -> [Statement] {
    writeControls()
    writeGuestState()
    writeHostState()
}

/// A handler for each exit that ``baseControls()`` can cause.
func baseHandlers(except replaced: [ExitReason]) -> [HypervisorPart] {
    let empty: HypervisorDescription = Hypervisor("empty", mode: .runningSystem, "for its exits") {
        baseControls()
        OwnCR4(CR4.vmxe, "VMXE", showing: .zero)
    }
    return ExitReachability(architecture: architecture, hypervisor: empty).possibleExits
        .filter { !replaced.contains($0) }
        .map(refusal)
}

/// A handler that ends the exit in the way that fits its kind.
func refusal(_ reason: ExitReason) -> HypervisorPart {
    let here = SourceLocation(#fileID, #line)
    let end: Disposition =
        switch reason.kind {
        case .faultLike where reason.isCausedByGuest: .inject(.invalidOpcode)
        case .faultLike, .entryFailure: .fatal(StopReason("not caused by the guest"))
        case .trapLike, .asynchronous: .resume
        }
    return HypervisorPart(.handler(Handler(reason: reason, form: .c, body: [Statement(.end(end), at: here)], location: here)))
}

/// A step of the IR that the authoring surface would not make.
func raw(_ kind: Statement.Kind, fileID: StaticString = #fileID, line: UInt = #line) -> [Statement] {
    [Statement(kind, at: SourceLocation(fileID, line))]
}

/// A declaration of state that the authoring surface would not make.
func stateDeclaration(_ variable: StateVariable) -> HypervisorPart { HypervisorPart(.state(variable)) }
