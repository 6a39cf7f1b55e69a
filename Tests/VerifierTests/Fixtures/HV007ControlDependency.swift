// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let executeControl: Control = controls.secondary.modeBasedExecuteControl

extension Fixtures {
    static let hv007: FixtureFile = FixtureFile(
        ControlDependencies.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "controls without what they need") {
                        base()
                        // The dependency is not requested, or only preferred, or goes by a feature.
                        Require(controls.secondary.unrestrictedGuest)  // expect: HV007
                        Require(controls.pin.virtualNMIs)  // expect: HV007
                        Prefer(controls.pin.nmiExiting)
                        On(exits.exceptionOrNMI) { Resume() }
                    }
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "controls that exclude each other") {
                        base()
                        Require(controls.primary.useTPRShadow)
                        Require(controls.secondary.virtualizeAPICAccesses)
                        // Given up everywhere.
                        Prefer(controls.secondary.virtualizeX2APICMode)  // expect: HV007
                        Setup {
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0
                            If(enabled(controls.secondary.virtualizeAPICAccesses)) {
                                vmcs.control.apicAccessAddress <- environment("apic_access", as: UInt64.self)
                            }
                        }
                        On(exits.apicAccess) { Resume() }
                        On(exits.tprBelowThreshold) { Resume() }
                    }
                ]
            },
            {
                [
                    Hypervisor("both", mode: .runningSystem, "both of two that exclude each other") {
                        base()
                        Require(controls.entry.deactivateDualMonitorTreatment)  // expect: HV007
                        Require(controls.entry.entryToSMM)  // expect: HV007
                        inSMM()
                    },
                    Hypervisor("forced", mode: .runningSystem, "a processor forces what is to be given up") {
                        base()
                        Require(controls.entry.deactivateDualMonitorTreatment)  // expect: HV007
                        Prefer(controls.entry.entryToSMM)  // expect: HV007
                        inSMM()
                    },
                    Hypervisor("feature", mode: .runningSystem, "a feature that needs what is only preferred") {
                        base()
                        Require(executeControl, whenGuestSees: CPUIDFeatures.rdpid)  // expect: HV007
                        Prefer(controls.secondary.enableEPT)
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                    },
                    Hypervisor("transitive", mode: .runningSystem, "a control that needs what is given up") {
                        base()
                        Prefer(controls.pin.virtualNMIs)  // expect: HV007
                        Prefer(controls.primary.nmiWindowExiting)  // expect: HV007
                        On(exits.nmiWindow) { Resume() }
                    },
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "levels that contradict each other") {
                        base()
                        Require(controls.primary.hltExiting)
                        Prefer(controls.primary.hltExiting)  // expect: HV007
                        On(exits.hlt) { Advance() }
                        Require(controls.secondary.enableRDTSCP, whenGuestSees: CPUIDFeatures.rdtscp)
                        Require(controls.secondary.enableRDTSCP, whenGuestSees: CPUIDFeatures.rdpid)  // expect: HV007
                    }
                ]
            },
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "words that are not activated") {
                        base()
                        Prefer(controls.primary.activateTertiaryControls)
                        Require(controls.tertiary.eptPagingWriteControl)  // expect: HV007, HV007
                        Require(controls.secondaryExit.saveIA32FRED)  // expect: HV007
                        Setup {
                            If(enabled(controls.primary.activateTertiaryControls)) {
                                vmcs.control.tertiary <- environment("controls.tertiary", as: UInt64.self)
                            }
                        }
                    }
                ]
            },
            {
                let invented = Control(
                    ControlBit(
                        id: ControlID(.primary, 0), name: "Invented", symbol: "INVENTED", requires: [], linux: .none,
                        location: SourceLocation(#fileID, #line)))
                return [
                    Hypervisor("fixture", mode: .runningSystem, "a control that nobody has") {
                        base()
                        Require(invented)  // expect: HV007
                    }
                ]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "controls with what they need") {
                        base()
                        Require(controls.pin.nmiExiting)
                        Prefer(controls.pin.virtualNMIs)
                        Prefer(controls.secondary.enableEPT, controls.secondary.unrestrictedGuest)
                        // The same twice is what libraries of parts do.
                        Require(controls.pin.nmiExiting)
                        On(exits.exceptionOrNMI) { Resume() }
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) { Fatal("EPT") }
                    },
                    Hypervisor("either", mode: .runningSystem, "one of two that exclude each other") {
                        base()
                        Require(controls.primary.useTPRShadow)
                        // Negotiation takes the second where there is not the first.
                        Prefer(controls.secondary.virtualizeAPICAccesses, controls.secondary.virtualizeX2APICMode)
                        Setup {
                            vmcs.control.virtualAPICAddress <- environment("virtual_apic", as: UInt64.self)
                            vmcs.control.tprThreshold <- 0
                            If(enabled(controls.secondary.virtualizeAPICAccesses)) {
                                vmcs.control.apicAccessAddress <- environment("apic_access", as: UInt64.self)
                            }
                        }
                        On(exits.apicAccess) { Resume() }
                        On(exits.tprBelowThreshold) { Resume() }
                    },
                ]
            }
        ])
}

/// Blocking by SMI, which the control wants to be so.
private func inSMM() -> HypervisorPart {
    Setup {
        If(enabled(controls.entry.entryToSMM)) { vmcs.guest.interruptibilityInfo <- 4 }
    }
}
