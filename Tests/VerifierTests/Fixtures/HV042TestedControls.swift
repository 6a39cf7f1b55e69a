// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let entryBit = UInt32(controls.entry.loadIA32EFER.declaration.mask)

extension Fixtures {
    static let hv042: FixtureFile = FixtureFile(
        TestedControls.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "a bit of the entry word in the exit word") {
                        base()
                        Require(controls.primary.hltExiting)
                        Require(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER, controls.exit.loadIA32EFER)
                        On(exits.hlt) {
                            If(vmcs.control.exit.hasAny(entryBit)) {  // expect: HV042
                                guest.rbx <- 0
                            }
                            If(guest.rcx == 0 && vmcs.control.pinBased.hasNone(1 << 3)) {  // expect: HV042
                                guest.rbx <- 1
                            }
                            Advance()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "each bit in its word") {
                        base()
                        Require(controls.primary.hltExiting)
                        Require(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER, controls.exit.loadIA32EFER)
                        On(exits.hlt) {
                            If(vmcs.control.entry.hasAny(entryBit)) {
                                guest.rbx <- 0
                            }
                            If(enabled(controls.exit.saveIA32EFER)) {
                                guest.rbx <- 1
                            }
                            // Neither a bit that nobody knows nor a change of the word is a test of a control.
                            If(vmcs.control.exit.hasAny(1 << 11)) {
                                vmcs.control.exit <- vmcs.control.exit & ~entryBit
                            }
                            Advance()
                        }
                    }
                ]
            }
        ])
}
