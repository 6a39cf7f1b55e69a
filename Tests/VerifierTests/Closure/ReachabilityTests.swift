// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import HandlerDSL
@testable import Verifier

/// What makes an exit possible is judged together.
@Suite struct ReachabilityTests {
    /// An exit that needs two controls which exclude each other.
    private func impossible() -> (ExitReason, ArchitectureDescription) {
        let reason = ExitReason(
            number: 90, name: "never", symbol: "NEVER",
            causes: [
                .all([
                    .control(controls.tertiary.apicTimerVirtualization.declaration.id),
                    .control(controls.primary.rdtscExiting.declaration.id),
                ])
            ], qualification: nil, instructionInformation: nil, instructionLengthIsValid: false, kind: .faultLike,
            duringEventDelivery: false, fromUserMode: false, nmiUnblocking: .never, guestLinearAddressIsValid: false,
            guestPhysicalAddressIsValid: false, existsWhen: .always, rate: 0, linux: .none,
            location: SourceLocation(#fileID, #line))
        let real: ArchitectureDescription = architecture
        return (
            reason,
            ArchitectureDescription(
                fields: real.fields, controlWords: real.controlWords, controls: real.controls,
                capabilityMSRs: real.capabilityMSRs, exitReasons: real.exitReasons + [reason], msrs: real.msrs,
                dispositions: real.dispositions)
        )
    }

    @Test func controlsThatExcludeEachOther() {
        let (reason, architecture) = impossible()
        let both: HypervisorDescription = Hypervisor("both", mode: .runningSystem, "prefers both") {
            Require(
                controls.primary.activateSecondaryControls, controls.primary.useTPRShadow,
                controls.pin.externalInterruptExiting, controls.secondary.virtualInterruptDelivery)
            Prefer(
                controls.primary.activateTertiaryControls, controls.tertiary.apicTimerVirtualization,
                controls.primary.rdtscExiting)
        }
        let reachability = ExitReachability(architecture: architecture, hypervisor: both)
        for case .all(let causes) in reason.causes {
            for case .control(let id) in causes { #expect(reachability.knowledge.mayBeSet(id)) }
        }
        #expect(!reachability.isPossible(reason))
        #expect(
            reachability.contradiction(in: reason)
                == "negotiation never ends with \"APIC-timer virtualization\" = 1 and \"RDTSC exiting\" = 1")
    }

    /// Only the registers whose bits are owned, and only the instructions that touch those bits.
    @Test func accessesOfControlRegisters() {
        typealias Access = ExitReachability.ControlRegisterAccess
        func accesses(cr0: UInt64, cr4: UInt64, _ parts: [HypervisorPart] = []) -> Set<Access> {
            let hypervisor: HypervisorDescription = Hypervisor("owner", mode: .guest, "owns bits") {
                Setup {
                    vmcs.control.cr0GuestHostMask <- cr0
                    vmcs.control.cr4GuestHostMask <- cr4
                }
                parts
            }
            return Set(
                ExitReachability(architecture: architecture, hypervisor: hypervisor).controlRegisterAccesses)
        }
        #expect(accesses(cr0: 0, cr4: 0).isEmpty)
        #expect(accesses(cr0: 0, cr4: 1 << 13) == [Access(register: 4, kind: .moveTo)])
        #expect(accesses(cr0: 1 << 31, cr4: 0) == [Access(register: 0, kind: .moveTo)])
        #expect(
            accesses(cr0: 2, cr4: 0) == [Access(register: 0, kind: .moveTo), Access(register: 0, kind: .lmsw)])
        #expect(
            accesses(cr0: 8, cr4: 0) == [
                Access(register: 0, kind: .moveTo), Access(register: 0, kind: .lmsw), Access(register: 0, kind: .clts),
            ])
        #expect(
            accesses(cr0: 0, cr4: 0, Prefer(controls.primary.cr3StoreExiting)) == [
                Access(register: 3, kind: .moveFrom)
            ])
    }

    /// Against every error code that a page fault may have.
    @Test func pageFaults() {
        let codes: [UInt64] = (0...0xffff).filter { $0 & ~0x80ff == 0 }
        for mask: UInt64 in [0, 1, 2, 5, 0x100, 0x8001] {
            for match: UInt64 in [0, 1, 2, 4, 5, 0x100, 0x8000] {
                for isSet: Bool in [false, true] {
                    let filter = PageFaultFilter(
                        bitMayBeSet: isSet, bitMayBeClear: !isSet, mask: .only(mask, .u32), match: .only(match, .u32))
                    let exits: Bool = codes.contains { ($0 & mask == match) == isSet }
                    #expect(filter.letsPageFaultsExit == exits, "\(mask) \(match) \(isSet)")
                }
            }
        }
    }
}
