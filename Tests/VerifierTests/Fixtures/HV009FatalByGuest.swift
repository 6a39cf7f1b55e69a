// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv009: FixtureFile = FixtureFile(
        FatalByGuest.self,
        wrong: [
            {
                let cpl = Variable<UInt8>("cpl")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "guests that end it") {
                        base(
                            except: exits.vmclear.declaration, exits.invd.declaration, exits.vmcall.declaration,
                            exits.vmread.declaration, exits.vmwrite.declaration, exits.taskSwitch.declaration,
                            exits.initSignal.declaration)
                        Require(controls.secondary.enableEPT)
                        On(exits.eptMisconfiguration) { Fatal("EPT misconfiguration") }
                        On(exits.eptViolation) {
                            Fatal("EPT violation")  // expect: HV009
                        }
                        On(exits.vmclear) {
                            Fatal("VMCLEAR")  // expect: HV009
                        }
                        On(exits.invd) {
                            // Ring 0 only, but a guest all the same.
                            If(guest.rax == 1) {
                                Fatal("INVD")  // expect: HV009
                            }
                            Advance()
                        }
                        On(exits.vmcall) {
                            AdvanceAndStop("VMCALL")  // expect: HV009
                        }
                        On(exits.vmread) {
                            // The wrong way round.
                            If(vmcs.guest.ssAccessRights.hasAny(0x60)) {
                                Stop("VMREAD")  // expect: HV009
                            }
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmwrite) {
                            // CPL 3 passes this test.
                            If(vmcs.guest.ssAccessRights.hasAny(0x20)) {
                                Stop("VMWRITE")  // expect: HV009
                            }
                            Inject(.invalidOpcode)
                        }
                        On(exits.taskSwitch) {
                            cpl <- vmcs.guest.ssAccessRights.bits(SegmentAccessRights().dpl)
                            If(cpl != 2) {
                                Stop("task switch")  // expect: HV009
                            }
                            Inject(.generalProtection(0))
                        }
                        On(exits.initSignal) {
                            // Another CPU of the same guest can send one.
                            Fatal("INIT")  // expect: HV009
                        }
                    }
                ]
            }
        ],
        right: [
            {
                let cpl = Variable<UInt8>("cpl")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "guests that cannot end it") {
                        base(
                            except: exits.tripleFault.declaration, exits.vmcall.declaration,
                            exits.initSignal.declaration,
                            exits.vmread.declaration, exits.vmwrite.declaration, exits.invd.declaration)
                        Require(controls.secondary.enableEPT)
                        On(exits.eptMisconfiguration) { Fatal("EPT misconfiguration") }
                        On(exits.eptViolation) { Resume() }
                        // A native machine resets too.
                        On(exits.tripleFault) { Fatal("triple fault") }
                        On(exits.initSignal) { Stop("INIT") }
                        On(exits.vmcall) {
                            If(vmcs.guest.ssAccessRights.hasNone(0x60)) {
                                AdvanceAndStop("asked to")
                            }
                            Advance()
                        }
                        On(exits.vmread) {
                            cpl <- vmcs.guest.ssAccessRights.bits(SegmentAccessRights().dpl)
                            If(cpl == 3) {
                                Inject(.invalidOpcode)
                            }
                            Stop("asked to")
                        }
                        On(exits.vmwrite) {
                            // Two bits have four values: nothing else is left.
                            Switch(vmcs.guest.ssAccessRights.bits(SegmentAccessRights().dpl)) {
                                Case(0) { Stop("asked to") }
                                Case(in: 1...3) { Inject(.invalidOpcode) }
                                Default { Fatal("no such level") }
                            }
                        }
                        // Ring 3 cannot execute it.
                        On(exits.invd) { AdvanceAndStop("INVD") }
                    }
                ]
            }
        ])
}
