// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import Testing
import VMXModel

/// Controls that do not go together, are missing, or are looked for in another word.
@Suite struct ControlBugs {
    @Test("posted interrupts without virtual-interrupt delivery")
    func postedInterrupts() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "posts interrupts") {
                quietRunningSystem()
                cpuidHandler()
                Require(controls.pin.externalInterruptExiting, controls.exit.acknowledgeInterruptOnExit)
                Require(controls.pin.processPostedInterrupts)  // HV007
                Setup {
                    vmcs.control.postedInterruptVector <- 0xf2
                    vmcs.control.postedInterruptDescriptor <- 0
                }
                On(exits.externalInterrupt) { Resume() }
            }, "HV007")
    }

    @Test("CET state is loaded with no CET field initialised")
    func cetState() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "loads CET state") {
                quietRunningSystem()
                cpuidHandler()
                Require(controls.entry.loadCETState, controls.exit.loadCETState)  // HV022
            }, "HV022")
    }

    @Test("a bit of the entry controls is tested in the exit word")
    func wrongWord() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "looks in the exit controls") {
                quietRunningSystem()
                cpuidHandler()
                Require(controls.primary.hltExiting)
                Require(controls.entry.loadIA32EFER, controls.exit.saveIA32EFER, controls.exit.loadIA32EFER)
                On(exits.hlt) {
                    If(vmcs.control.exit.hasAny(UInt32(controls.entry.loadIA32EFER.declaration.mask))) {  // HV042
                        guest.rbx <- vmcs.guest.ia32Efer
                    }
                    Advance()
                }
            }, "HV042")
    }

    @Test("XSETBV, which always exits, has no handler")
    func xsetbv() throws {
        try expectRefused(
            Hypervisor("bug", mode: .runningSystem, "forgets XSETBV") {  // HV001
                quietParts(xsetbv: false)
                cpuidHandler()
            }, "HV001")
    }

    @Test(
        "RDTSCP, INVPCID, XSAVES or TPAUSE is not enabled, so that programs get #UD",
        arguments: ["RDTSCP", "INVPCID", "XSAVES", "WAITPKG"])
    func notEnabled(_ forgotten: String) throws {
        let each: [(name: String, request: [HypervisorPart])] = [
            ("RDTSCP", Require(controls.secondary.enableRDTSCP, whenGuestSees: CPUIDFeatures.rdtscp)),
            ("INVPCID", Require(controls.secondary.enableINVPCID, whenGuestSees: CPUIDFeatures.invpcid)),
            ("XSAVES", Require(controls.secondary.enableXSAVES, whenGuestSees: CPUIDFeatures.xsaves)),
            ("WAITPKG", Require(controls.secondary.enableUserWaitAndPause, whenGuestSees: CPUIDFeatures.waitpkg)),
            ("PCONFIG", Require(controls.secondary.enablePCONFIG, whenGuestSees: CPUIDFeatures.pconfig)),
        ]
        func hypervisor(without name: String?) -> HypervisorDescription {
            Hypervisor("bug", mode: .runningSystem, "forgets a control") {  // HV024
                quietParts(controls: false)
                cpuidHandler()
                Require(
                    controls.entry.loadDebugControls, controls.exit.saveDebugControls, controls.entry.ia32eModeGuest,
                    controls.exit.hostAddressSpaceSize, controls.primary.activateSecondaryControls,
                    controls.primary.useMSRBitmaps, controls.secondary.enableEPT)
                each.filter { $0.name != name }.flatMap(\.request)
            }
        }
        try expectRefused(hypervisor(without: forgotten), "HV024")
        expectPasses(hypervisor(without: nil))
    }
}
