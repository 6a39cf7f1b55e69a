// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// Instructions that only the processor itself can execute: XSAVES and XRSTORS, ENCLS and ENCLV, PCONFIG and
/// LOADIWKEY. Their exit is turned off for one instruction, which the monitor trap flag ends.
///
/// The set-up calls ``armSteppedInstructions()`` and turns the monitor trap flag off.
public func steppedInstructions() -> [HypervisorPart] {
    [
        On(exits.xsaves) {
            vmcs.control.xssExitingBitmap <- 0
            letOneInstructionRun()
        },
        On(exits.xrstors) {
            vmcs.control.xssExitingBitmap <- 0
            letOneInstructionRun()
        },
        On(exits.encls) {
            vmcs.control.enclsExitingBitmap <- 0
            letOneInstructionRun()
        },
        On(exits.enclv) {
            vmcs.control.enclvExitingBitmap <- 0
            letOneInstructionRun()
        },
        On(exits.pconfig) {
            vmcs.control.pconfigExitingBitmap <- 0
            letOneInstructionRun()
        },
        On(exits.loadiwkey) {
            turnOff(controls.tertiary.loadiwkeyExiting)
            letOneInstructionRun()
        },
        // An event may have come first: then the instruction exits once more.
        On(exits.monitorTrapFlag) {
            turnOff(controls.primary.monitorTrapFlag)
            armSteppedInstructions()
            Resume()
        },
    ]
}

@HandlerBuilder
private func letOneInstructionRun() -> [Statement] {
    turnOn(controls.primary.monitorTrapFlag)
    Resume()
}

/// Makes the instructions of ``steppedInstructions()`` exit, where the monitor trap flag can end a step.
@HandlerBuilder
public func armSteppedInstructions() -> [Statement] {
    If(enabled(controls.secondary.enableXSAVES)) {
        vmcs.control.xssExitingBitmap <- whenSteppable
    }
    If(enabled(controls.secondary.enableENCLSExiting)) {
        vmcs.control.enclsExitingBitmap <- whenSteppable
    }
    If(enabled(controls.secondary.enableENCLVExiting)) {
        vmcs.control.enclvExitingBitmap <- whenSteppable
    }
    If(enabled(controls.secondary.enablePCONFIG)) {
        vmcs.control.pconfigExitingBitmap <- whenSteppable
    }
    If(enabled(controls.tertiary.loadiwkeyExiting) && !enabled(controls.primary.monitorTrapFlag)) {
        turnOff(controls.tertiary.loadiwkeyExiting)
    }
    If(enabled(controls.tertiary.loadiwkeyExiting) && enabled(controls.primary.monitorTrapFlag)) {
        turnOn(controls.tertiary.loadiwkeyExiting)
    }
}

/// Every bit, or none where a step could not be ended.
private var whenSteppable: Expr<UInt64> {
    choose(
        enabled(controls.primary.monitorTrapFlag), constant(0xffff_ffff_ffff_ffff), else: constant(UInt64(0)))
}
