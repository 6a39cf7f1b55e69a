// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

@testable import HandlerDSL
@testable import Verifier

// The smallest hypervisors that break no rule, so that a fixture shows only what it is about.

/// One for the running system: everything that can exit has a handler that refuses it.
///
/// - Parameter replaced: reasons for which the fixture has a handler of its own.
func base(except replaced: ExitReason...) -> [HypervisorPart] {
    baseControls() + [OwnCR4(CR4.vmxe, "VMXE", showing: .zero), setup(owning: CR4.vmxe)]
        + baseHandlers(except: replaced, owning: true)
}

/// One for a guest of a process.
func guestBase(except replaced: ExitReason...) -> [HypervisorPart] {
    baseControls() + [setup(owning: 0)] + baseHandlers(except: replaced, owning: false)
}

/// All fields of a VMCS, with bits of CR4 in the mask; VMXE is shown as 0.
func setup(owning mask: UInt64) -> HypervisorPart {
    Setup {
        writeControls()
        writeGuestState()
        writeHostState()
        vmcs.control.cr0GuestHostMask <- 0
        vmcs.control.cr0ReadShadow <- 0
        vmcs.control.cr4GuestHostMask <- mask
        vmcs.control.cr4ReadShadow <- environment("guest.cr4", as: UInt64.self) & ~CR4.vmxe
    }
}

/// The controls of ``base(except:)``.
func baseControls() -> [HypervisorPart] {
    Require(
        controls.entry.loadDebugControls, controls.exit.saveDebugControls, controls.entry.ia32eModeGuest,
        controls.exit.hostAddressSpaceSize, controls.primary.useMSRBitmaps,
        controls.primary.activateSecondaryControls)
}

/// A handler for each exit that ``baseControls()`` can cause.
///
/// - Parameter isOwning: whether a bit of CR4 is owned too.
func baseHandlers(except replaced: [ExitReason], owning isOwning: Bool) -> [HypervisorPart] {
    let empty: HypervisorDescription = Hypervisor("empty", mode: .runningSystem, "for its exits") {
        baseControls()
    }
    let owned: [ExitReason] = isOwning ? [exits.controlRegisterAccess.declaration] : []
    return (ExitReachability(architecture: architecture, hypervisor: empty).possibleExits + owned)
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
    return HypervisorPart(
        .handler(Handler(reason: reason, form: .c, body: [Statement(.end(end), at: here)], location: here)))
}

/// A step of the IR that the authoring surface would not make.
func raw(_ kind: Statement.Kind, fileID: StaticString = #fileID, line: UInt = #line) -> [Statement] {
    [Statement(kind, at: SourceLocation(fileID, line))]
}

/// A declaration of state that the authoring surface would not make.
func stateDeclaration(_ variable: StateVariable) -> HypervisorPart { HypervisorPart(.state(variable)) }
