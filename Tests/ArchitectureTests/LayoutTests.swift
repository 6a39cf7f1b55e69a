// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@Suite("Layouts")
struct LayoutTests {
    /// The parts of a layout that share bits or come in the wrong order.
    static func faults(_ layout: BitLayoutDescription) -> [String] {
        zip(layout.fields, layout.fields.dropFirst()).filter { $0.bits.high >= $1.bits.low }
            .map { "\(layout.name): \($0.label) and \($1.label)" }
    }

    static let general: [any BitLayout.Type] = [
        InterruptionInformation.self, ExitReasonWord.self, InterruptibilityState.self, SegmentAccessRights.self,
        PendingDebugExceptions.self, EPTPointer.self,
    ]

    static var all: [BitLayoutDescription] {
        architecture.exitReasons.compactMap(\.qualification)
            + architecture.exitReasons.compactMap(\.instructionInformation)
            + general.compactMap { BitLayoutDescription(of: $0) }
    }

    private struct Doctored: BitLayout {
        static let name: String = "doctored"
        let first: BitField<UInt8> = BitField("first", 3, 0)
        let second: BitField<UInt8> = BitField("second", 7, 3)
        init() {}
    }

    @Test("no two parts share a bit")
    func overlap() throws {
        #expect(Self.all.flatMap(Self.faults) == [])
        #expect(try Self.faults(#require(BitLayoutDescription(of: Doctored.self))) == ["doctored: first and second"])
    }

    @Test("instruction information ends at bit 31")
    func width() {
        for exit in architecture.exitReasons {
            for field in exit.instructionInformation?.fields ?? [] { #expect(field.bits.high < 32, "\(exit.name)") }
        }
    }

    @Test("masks beside the layouts are those of the layouts")
    func masks() {
        #expect(UInt64(InterruptibilityState.nmi) == InterruptibilityState().blockingByNMI.declaration.mask)
        #expect(UInt64(SegmentAccessRights.unusable) == SegmentAccessRights().isUnusable.declaration.mask)
        #expect(UInt64(SegmentAccessRights.present) == SegmentAccessRights().isPresent.declaration.mask)
        #expect(UInt64(SegmentAccessRights.long) == SegmentAccessRights().isLong.declaration.mask)
        #expect(PendingDebugExceptions.bs == PendingDebugExceptions().singleStep.declaration.mask)
        let enabled: UInt64 = PendingDebugExceptions().enabledBreakpoint.declaration.mask
        #expect(PendingDebugExceptions.enabledBreakpointMask == enabled)
    }

    @Test("a reason that reports NMI unblocking in its qualification has bit 12 for it")
    func unblocking() {
        for exit in architecture.exitReasons {
            let bit: BitRange? = exit.qualification?.fields.first { $0.label == "nmiUnblocking" }?.bits
            #expect((exit.nmiUnblocking == .exitQualification) == (bit != nil), "\(exit.name)")
            #expect(bit == nil || bit?.mask == 1 << 12)
        }
    }
}
