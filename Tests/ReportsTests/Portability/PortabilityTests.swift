// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import Reports

/// Processors that are made up, and what a hypervisor that wants little is told of each.
@Suite struct PortabilityTests {
    /// A processor that has all that the runtime needs; everything may be 1, and what was always 1 still is.
    static let good: [UInt32: UInt64?] = [
        0x480: 1 << 55 | 6 << 50 | 0x400 << 32 | 1, 0x481: 0xffff_ffff_0000_0016, 0x482: 0xffff_ffff_0401_e172,
        0x483: 0xffff_ffff_0003_6dff, 0x484: 0xffff_ffff_0000_11ff, 0x485: 0, 0x486: 0x8000_0021, 0x487: 0xffff_ffff,
        0x488: 0x2000, 0x489: 0x7f_ffff, 0x48a: 0, 0x48b: 0xffff_ffff_0000_0000, 0x48c: 0xf01_0633_4141,
        0x48d: 0xffff_ffff_0000_0016, 0x48e: 0xffff_ffff_0400_6172, 0x48f: 0xffff_ffff_0003_6dfb,
        0x490: 0xffff_ffff_0000_11fb, 0x491: 1, 0x492: UInt64.max, 0x493: UInt64.max,
    ]

    /// - Parameter changes: nil in them takes an MSR from what was captured; a value of nil says that it faulted.
    static func processor(
        _ changes: [UInt32: UInt64??] = [:], cpuid: [CapturedProcessor.Leaf] = []
    ) -> CapturedProcessor {
        var msrs: [UInt32: UInt64?] = good
        for (address, change) in changes {
            if let value = change { msrs[address] = .some(value) } else { msrs[address] = nil }
        }
        return CapturedProcessor(
            "sample", brand: "", source: "",
            msrs: msrs.sorted { $0.key < $1.key }.map { CapturedProcessor.MSR($0.key, $0.value) }, cpuid: cpuid)
    }

    private static let place = SourceLocation(#fileID, #line)

    private static func request(_ id: ControlID, _ level: ControlRequest.Level) throws -> ControlRequest {
        ControlRequest(try #require(architecture.control(id)), level, at: place)
    }

    /// A hypervisor that requires EPT and prefers VPID, with the debug controls that old processors force.
    private static func hypervisor(_ more: [ControlRequest] = []) throws -> HypervisorDescription {
        let required: [ControlID] = [
            ControlID(.secondary, 1), ControlID(.primary, 31), ControlID(.exit, 2), ControlID(.exit, 9),
            ControlID(.entry, 2), ControlID(.entry, 9),
        ]
        let controls: [ControlRequest] =
            try required.map { try request($0, .required) } + [try request(ControlID(.secondary, 5), .preferred)] + more
        return HypervisorDescription(
            name: "small", summary: "", mode: .runningSystem, isTestOnly: true, controls: controls, ownedBits: [],
            msrRules: [], interceptedExceptions: [], states: [], hypercalls: [], handlers: [], setup: [],
            location: place)
    }

    private func verdict(
        _ processor: CapturedProcessor, _ more: [ControlRequest] = []
    ) throws -> PortabilityVerdict {
        Portability(of: try Self.hypervisor(more), architecture).verdict(on: processor)
    }

    @Test("it runs where everything is there")
    func runs() throws {
        let verdict: PortabilityVerdict = try verdict(Self.processor())
        #expect(verdict.answer == .runs && verdict.without == nil && verdict.refusal == nil && verdict.isGood)
        #expect(verdict.summary == "runs")
    }

    @Test("it runs without what it prefers")
    func without() throws {
        let verdict: PortabilityVerdict = try verdict(Self.processor([0x48b: .some(0xffff_ffdf_0000_0000)]))
        #expect(verdict.answer == .runsWithout && verdict.isGood)
        #expect(
            verdict.without == [
                PortabilityVerdict.Withheld(
                    control: "secondary.5", name: "Enable VPID",
                    because: "bit 37 of IA32_VMX_PROCBASED_CTLS2 (0x48b) is 0")
            ])
        #expect(verdict.summary == "runs without \"Enable VPID\"")
        // Where the whole MSR is missing, no bit of it is to blame.
        let tertiary: [ControlRequest] = [try Self.request(ControlID(.tertiary, 0), .preferred)]
        let other = try self.verdict(
            Self.processor([0x492: .some(nil), 0x48e: .some(0xfffd_ffff_0400_6172)]), tertiary)
        #expect(other.without?.map(\.because) == ["IA32_VMX_PROCBASED_CTLS3 (0x492) is not there"])
    }

    struct Refused: Sendable {
        let changes: [UInt32: UInt64??]
        let code: String
        let msr: String?
        let bit: Int?
        let text: String
    }

    static let refused: [Refused] = [
        Refused(
            changes: [0x48b: .some(0xffff_fffd_0000_0000)], code: "missing-control",
            msr: "IA32_VMX_PROCBASED_CTLS2 (0x48b)", bit: 33,
            text:
                "secondary processor-based control 1 \"Enable EPT\" is required and IA32_VMX_PROCBASED_CTLS2 (0x48b) = "
                + "0xfffffffd00000000 does not allow it"),
        Refused(
            changes: [0x48e: .some(0xffff_ffff_0400_e172)], code: "forced-control",
            msr: "IA32_VMX_TRUE_PROCBASED_CTLS (0x48e)", bit: 15,
            text: "primary processor-based control 15 \"CR3-load exiting\" is not wanted and "
                + "IA32_VMX_TRUE_PROCBASED_CTLS (0x48e) = 0xffffffff0400e172 forces it to 1"),
        Refused(
            changes: [0x48c: .some(0xf01_0623_4141)], code: "missing-capability", msr: "IA32_VMX_EPT_VPID_CAP (0x48c)",
            bit: 20, text: "IA32_VMX_EPT_VPID_CAP (0x48c) lacks bit 20: INVEPT"),
        Refused(
            changes: [0x48c: .some(0xb01_0633_4141)], code: "missing-capability", msr: "IA32_VMX_EPT_VPID_CAP (0x48c)",
            bit: nil, text: "IA32_VMX_EPT_VPID_CAP (0x48c) lacks INVVPID (bit 32) or its all-context type (bit 42)"),
        Refused(
            changes: [0x480: .some(1 << 55 | 0 << 50 | 0x400 << 32 | 1)], code: "missing-capability",
            msr: "IA32_VMX_BASIC (0x480)", bit: nil,
            text: "IA32_VMX_BASIC (0x480) wants VMX regions that are larger than 4 KiB, not write-back or below 4 GiB"),
        Refused(
            changes: [0x480: .some(1 << 55 | 6 << 50 | 1 << 48 | 0x400 << 32 | 1)], code: "missing-capability",
            msr: "IA32_VMX_BASIC (0x480)", bit: nil,
            text: "IA32_VMX_BASIC (0x480) wants VMX regions that are larger than 4 KiB, not write-back or below 4 GiB"),
        Refused(
            changes: [0x486: .some(0xa000_0021)], code: "missing-capability", msr: "IA32_VMX_CR0_FIXED0 (0x486)",
            bit: nil,
            text: "CR0 is 0x80050033, but in VMX operation 0xa0000021 must be 1 and only 0xffffffff may be (MSR 0x486)"),
        Refused(
            changes: [0x489: .some(0x3fff)], code: "runs", msr: nil, bit: nil, text: ""),
        Refused(
            changes: [0x489: .some(0x1fff)], code: "missing-capability", msr: "IA32_VMX_CR4_FIXED0 (0x488)", bit: nil,
            text: "CR4 is 0x2020 or more, but in VMX operation 0x2000 must be 1 and only 0x1fff may be (MSR 0x488)"),
        Refused(
            changes: [0x3a: .some(0x1)], code: "locked-off", msr: "IA32_FEATURE_CONTROL (0x3a)", bit: 2,
            text:
                "firmware turned VT-x off and locked it (IA32_FEATURE_CONTROL, 0x3a); turn it on in the firmware's set-up"
        ),
        Refused(changes: [0x3a: .some(0x5)], code: "runs", msr: nil, bit: nil, text: ""),
        Refused(
            changes: [0x480: .some(nil)], code: "missing-capability", msr: "IA32_VMX_BASIC (0x480)", bit: nil,
            text: "IA32_VMX_BASIC (0x480) cannot be read"),
        Refused(
            changes: [0x48d: .some(nil)], code: "missing-capability", msr: "IA32_VMX_TRUE_PINBASED_CTLS (0x48d)",
            bit: nil, text: "the VMX capability MSR IA32_VMX_TRUE_PINBASED_CTLS (0x48d) cannot be read"),
    ]

    @Test("it does not run, for the reason that the module gives", arguments: refused)
    func refuses(example: Refused) throws {
        let verdict: PortabilityVerdict = try verdict(Self.processor(example.changes))
        if example.code == "runs" {
            #expect(verdict.answer == .runs)
            return
        }
        #expect(verdict.answer == .refused && !verdict.isGood)
        #expect(verdict.refusal?.code == example.code && verdict.refusal?.text == example.text)
        #expect(verdict.refusal?.msr == example.msr && verdict.refusal?.bit == example.bit)
    }

    @Test("a control that the module cannot take back")
    func leaving() throws {
        // With its counterpart, without which negotiation would refuse it first.
        let more: [ControlRequest] = [
            try Self.request(ControlID(.exit, 12), .required), try Self.request(ControlID(.entry, 13), .required),
        ]
        let verdict: PortabilityVerdict = try verdict(Self.processor(), more)
        #expect(verdict.refusal?.code == "forced-control")
        #expect(verdict.refusal?.text.contains("VM-exit control whose effect this module cannot take back") == true)
    }

    @Test(
        "what was not captured is unknown where the answer depends on it, and never runs",
        arguments: [0x480, 0x486, 0x487, 0x488, 0x489, 0x48b, 0x48c, 0x48d, 0x48e, 0x48f, 0x490] as [UInt32])
    func unknown(address: UInt32) throws {
        let verdict: PortabilityVerdict = try verdict(Self.processor([address: nil]))
        #expect(verdict.answer == .unknown && !verdict.isGood)
        #expect(verdict.notCaptured?.count == 1)
        #expect(verdict.notCaptured?.first?.hasSuffix("(0x\(String(address, radix: 16)))") == true)
        #expect(verdict.summary.hasSuffix(" not captured"))
    }

    @Test(
        "what was not captured and does not matter is not missed",
        arguments: [0x481, 0x482, 0x483, 0x484, 0x485, 0x48a, 0x491, 0x492, 0x493] as [UInt32])
    func irrelevant(address: UInt32) throws {
        #expect(try verdict(Self.processor([address: nil])).answer == .runs)
    }

    @Test("what is missing does not hide what is refused for sure")
    func surelyRefused() throws {
        let verdict = try verdict(Self.processor([0x48d: nil, 0x48b: .some(0xffff_fffd_0000_0000)]))
        #expect(verdict.refusal?.control == "secondary.1")
        // No control activates the words, so nothing that was not captured can be there.
        let tertiary: [ControlRequest] = [try Self.request(ControlID(.tertiary, 0), .required)]
        #expect(try self.verdict(Self.processor([0x492: nil]), tertiary).answer == .unknown)
        #expect(
            try self.verdict(Self.processor([0x492: nil, 0x48e: .some(0xfffd_ffff_0400_6172)]), tertiary).answer
                == .refused)
    }

    @Test("what CPUID shows decides, and is said where it was not captured")
    func features() throws {
        let feature: CPUIDFeature = CPUIDFeatures.invpcid
        let more: [ControlRequest] = [try Self.request(ControlID(.secondary, 12), .whenCPUID(feature))]
        let lacking: [UInt32: UInt64??] = [0x48b: .some(0xffff_efff_0000_0000)]
        func leaves(_ ebx: UInt32) -> [CapturedProcessor.Leaf] {
            [
                CapturedProcessor.Leaf(0, 0, eax: 7, ebx: 0, ecx: 0, edx: 0),
                CapturedProcessor.Leaf(7, 0, eax: 0, ebx: ebx, ecx: 0, edx: 0),
            ]
        }
        let assumed: PortabilityVerdict = try verdict(Self.processor(lacking), more)
        #expect(assumed.answer == .runs && assumed.assuming == ["CPUID does not show INVPCID"])
        #expect(try verdict(Self.processor(), more).assuming == nil)
        let shown: PortabilityVerdict = try verdict(Self.processor(lacking, cpuid: leaves(1 << 10)), more)
        #expect(shown.answer == .refused && shown.refusal?.control == "secondary.12")
        let hidden: PortabilityVerdict = try verdict(Self.processor(lacking, cpuid: leaves(0)), more)
        #expect(hidden.answer == .runs && hidden.assuming == nil)
    }
}
