// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let ept: Control = controls.secondary.enableEPT
private let vpid: Control = controls.secondary.enableVPID
private let pat: Control = controls.entry.loadIA32PAT

extension Fixtures {
    static let hv006: FixtureFile = FixtureFile(
        FieldExistence.self,
        wrong: [
            {
                let value = Variable<UInt16>("value")
                let flushing: Native = Native(
                    name: "flushing", summary: "reads the VPID", parameters: [], results: [],
                    effects: Native.Effects(readsFields: [vmcs.control.vpid.declaration]),
                    location: SourceLocation(#fileID, #line))
                return [
                    Hypervisor("fixture", mode: .runningSystem, "touches fields that may not be there") {
                        base(
                            except: exits.invd.declaration, exits.vmclear.declaration, exits.vmptrld.declaration,
                            exits.vmread.declaration, exits.vmwrite.declaration, exits.vmptrst.declaration)
                        Prefer(vpid, ept)
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                        Setup {
                            vmcs.control.vpid <- 1  // expect: HV006
                        }
                        On(exits.invd) {
                            value <- vmcs.control.vpid  // expect: HV006
                            Advance()
                        }
                        On(exits.vmclear) {
                            // The field is read before the condition is decided.
                            If(enabled(vpid) && vmcs.control.vpid == 1) {  // expect: HV006
                                Inject(.invalidOpcode)
                            }
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmptrld) {
                            If(enabled(vpid) || enabled(ept)) {
                                vmcs.control.vpid <- 1  // expect: HV006
                            }
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmread) {
                            If(enabled(vpid)) {
                                Inject(.invalidOpcode)
                            }
                            // What is left is where the control is 0.
                            vmcs.control.vpid <- 1  // expect: HV006
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmwrite) {
                            Call(flushing)  // expect: HV006
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmptrst) {
                            If(!enabled(vpid)) {
                                Inject(.invalidOpcode)
                            }
                            If(guest.rax == 0) {
                                vmcs.control.vpid <- 1
                            }
                            vmcs.guest.ia32Pat <- 0  // expect: HV006
                            Inject(.invalidOpcode)
                        }
                    }
                ]
            }
        ],
        right: [
            {
                let both = Variable<Bool>("both")
                let value = Variable<UInt16>("value")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "asks first") {
                        base(
                            except: exits.invd.declaration, exits.vmclear.declaration, exits.vmptrld.declaration,
                            exits.vmwrite.declaration, exits.vmread.declaration)
                        Require(ept)
                        Prefer(vpid, pat, controls.exit.loadIA32PAT, controls.exit.saveIA32PAT)
                        Prefer(controls.entry.loadIA32EFER, controls.exit.loadIA32EFER, controls.exit.saveIA32EFER)
                        Setup {
                            // What VM entry loads VM exit replaces: negotiation ends with both or neither.
                            If(enabled(controls.entry.loadIA32EFER)) {
                                vmcs.host.ia32Efer <- environment("host.efer", as: UInt64.self)
                            }
                        }
                        // The exit itself says that EPT is on.
                        On(exits.eptViolation) {
                            If(vmcs.exit.guestPhysicalAddress == 0) {
                                Inject(.generalProtection(0))
                            }
                            vmcs.control.eptPointer <- vmcs.control.eptPointer
                            Resume()
                        }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                        On(exits.invd) {
                            If(enabled(vpid)) {
                                vmcs.control.vpid <- 1
                            }
                            Advance()
                        }
                        On(exits.vmclear) {
                            If(!enabled(vpid) || guest.rax == 0) {
                                Inject(.invalidOpcode)
                            }
                            vmcs.control.vpid <- 1
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmptrld) {
                            both <- enabled(vpid) && enabled(pat)
                            If(both) {
                                vmcs.control.vpid <- 1
                                vmcs.guest.ia32Pat <- 0
                            }
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmread) {
                            // Both reads are behind the test, and none may move before it.
                            If(enabled(vpid)) {
                                value <- vmcs.control.vpid
                            } else: {
                                Inject(.invalidOpcode)
                            }
                            value <- value + vmcs.control.vpid
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmwrite) {
                            // Bit 33 of the capability MSR is the allowed 1-setting of "enable EPT".
                            If(Expr<UInt64>(.capability(capabilityMSRs.processorBasedControls2)).hasAny(1 << 33)) {
                                vmcs.control.eptPointer <- 0
                            }
                            Inject(.invalidOpcode)
                        }
                    }
                ]
            }
        ])
}
