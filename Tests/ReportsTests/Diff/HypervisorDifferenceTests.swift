// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import Reports

@Suite("The difference of two manifests: hypervisors")
struct HypervisorDifferenceTests {
    @Test("what is the same has no difference")
    func identical() {
        let difference = ManifestDifference(from: Sample.manifest, named: "a", to: Sample.manifest, named: "b")
        #expect(difference.isEmpty && difference.breaking == 0)
        #expect(DifferenceText(difference).text == "no semantic difference\n")
        #expect(DifferenceMarkdown(difference).text.hasSuffix("\n\nNo semantic difference.\n"))
    }

    @Test("each kind of difference, both ways round", arguments: cases + intercepts + processors)
    func kinds(example: DifferenceCase) {
        #expect(DifferenceCase.lines(Sample.manifest, example.edited) == example.there)
        #expect(DifferenceCase.lines(example.edited, Sample.manifest) == example.back)
    }

    static let cases: [DifferenceCase] = [
        DifferenceCase(
            "a hypervisor more",
            ["hypervisors: + second: sees [compatible: nobody has started it yet]"],
            ["hypervisors: - second [breaking: `start second` finds none]"]
        ) {
            var second: Manifest.Hypervisor = Sample.watcher
            second.name = "second"
            second.summary = "sees"
            $0.hypervisors.append(second)
        },
        DifferenceCase(
            "for tests only",
            ["hypervisors: ~ offered to: users → tests only [breaking: users cannot start it]"],
            ["hypervisors: ~ offered to: tests only → users [compatible: whoever started it still can]"]
        ) { $0.hypervisors[0].testOnly = true },
        DifferenceCase(
            "another mode",
            ["hypervisors: ~ mode: runningSystem → guest [breaking: it is started in another way]"],
            ["hypervisors: ~ mode: guest → runningSystem [breaking: it is started in another way]"]
        ) { $0.hypervisors[0].mode = "guest" },
        DifferenceCase(
            "a control more", ["controls: + pin.3 \"NMI exiting\": required"],
            ["controls: - pin.3 \"NMI exiting\": was required"]
        ) { $0.hypervisors[0].controls.insert(Sample.control("pin.3", "NMI exiting", "required"), at: 0) },
        DifferenceCase(
            "a control that becomes required", ["controls: ~ secondary.5 \"Enable VPID\": preferred → required"],
            ["controls: ~ secondary.5 \"Enable VPID\": required → preferred"]
        ) { $0.hypervisors[0].controls[1].level = "required" },
        DifferenceCase(
            "the order of controls", [], []
        ) { $0.hypervisors[0].controls.swapAt(0, 1) },
        DifferenceCase(
            "an exit more", ["possible exits: + 52 VMX-preemption timer expired: newly possible"],
            ["possible exits: - 52 VMX-preemption timer expired: no longer possible"]
        ) { $0.hypervisors[0].possibleExits.append("52 VMX-preemption timer expired") },
        DifferenceCase(
            "a reason to stop more", ["reasons to stop: + tired"], ["reasons to stop: - tired"]
        ) { $0.hypervisors[0].stopReasons.append("tired") },
        DifferenceCase(
            "a field more in the set-up", ["set-up of the VMCS: + TSC_OFFSET where enabled(primary.3): 0x5"],
            ["set-up of the VMCS: - TSC_OFFSET where enabled(primary.3): was 0x5"]
        ) {
            $0.hypervisors[0].setup.append(
                Manifest.SetupWrite(field: "TSC_OFFSET", value: "0x5", when: "enabled(primary.3)"))
        },
        DifferenceCase(
            "another value in the set-up", ["set-up of the VMCS: ~ EXCEPTION_BITMAP: 0x0 → 0x4000"],
            ["set-up of the VMCS: ~ EXCEPTION_BITMAP: 0x4000 → 0x0"]
        ) { $0.hypervisors[0].setup[0].value = "0x4000" },
        DifferenceCase(
            "another step of the set-up",
            ["set-up of the VMCS: ~ order or steps between: the same fields get the same values"],
            ["set-up of the VMCS: ~ order or steps between: the same fields get the same values"]
        ) { $0.hypervisors[0].setupFingerprint = "9" },
        DifferenceCase(
            "a field that is written twice", ["set-up of the VMCS: + EXCEPTION_BITMAP: 0x1"],
            ["set-up of the VMCS: - EXCEPTION_BITMAP: was 0x1"]
        ) {
            $0.hypervisors[0].setup.append(Manifest.SetupWrite(field: "EXCEPTION_BITMAP", value: "0x1", when: nil))
        },
        DifferenceCase(
            "a shared routine", ["shared routines: ~ advance: does something else, in every handler that ends in it"],
            ["shared routines: ~ advance: does something else, in every handler that ends in it"]
        ) { $0.dispositions[0].fingerprint = "7" },
    ]

    static let processors: [DifferenceCase] = [
        DifferenceCase(
            "a processor that is lost", ["processors: - new: runs → does not run: too new"],
            ["processors: + new: does not run: too new → runs"]
        ) { $0.hypervisors[0].processors[0] = Sample.refused },
        DifferenceCase(
            "a processor of which nothing is known any more",
            ["processors: - new: runs → unknown: IA32_VMX_BASIC (0x480) not captured"],
            ["processors: + new: unknown: IA32_VMX_BASIC (0x480) not captured → runs"]
        ) {
            $0.hypervisors[0].processors[0] = PortabilityVerdict(
                "new", .unknown, notCaptured: ["IA32_VMX_BASIC (0x480)"])
        },
        DifferenceCase(
            "a processor that lacks what is preferred",
            ["processors: ~ new: runs → runs without \"Enable VPID\""],
            ["processors: ~ new: runs without \"Enable VPID\" → runs"]
        ) {
            $0.hypervisors[0].processors[0] = PortabilityVerdict(
                "new", .runsWithout,
                without: [PortabilityVerdict.Withheld(control: "secondary.5", name: "Enable VPID", because: "x")])
        },
        DifferenceCase(
            "a processor that is captured", ["processors: ~ other: not captured before → runs"],
            ["processors: ~ other: runs → no longer captured"]
        ) { $0.hypervisors[0].processors.append(PortabilityVerdict("other", .runs)) },
    ]

    static let intercepts: [DifferenceCase] = [
        DifferenceCase(
            "an owned bit", ["intercepts: + CR0.TS: MOV exits when it changes"],
            ["intercepts: - CR0.TS: MOV no longer exits when it changes"]
        ) { $0.hypervisors[0].ownedBits.append("cr0.TS") },
        DifferenceCase(
            "an exception", ["intercepts: + exception 6: vector 6 exits"],
            ["intercepts: - exception 6: vector 6 reaches the guest directly"]
        ) { $0.hypervisors[0].exceptionIntercepts = [6, 14] },
        DifferenceCase(
            "the only exception", ["intercepts: - exception 14: vector 14 reaches the guest directly"],
            ["intercepts: + exception 14: vector 14 exits"]
        ) { $0.hypervisors[0].exceptionIntercepts = nil },
        DifferenceCase(
            "an MSR", ["intercepts: + MSR 0x3a, write: exits: FEATURE_CONTROL"],
            ["intercepts: - MSR 0x3a, write: goes to the processor: FEATURE_CONTROL"]
        ) {
            $0.hypervisors[0].msrIntercepts.append(
                Manifest.Intercept(name: "FEATURE_CONTROL", first: "0x3a", last: "0x3a", accesses: ["write"]))
        },
        DifferenceCase(
            "a hole in the middle of a range",
            [
                "intercepts: - MSR 0x204-0x205, read: goes to the processor: MTRRs",
                "intercepts: - MSR 0x204-0x205, write: goes to the processor: MTRRs",
            ],
            [
                "intercepts: + MSR 0x204-0x205, read: exits: MTRRs",
                "intercepts: + MSR 0x204-0x205, write: exits: MTRRs",
            ]
        ) {
            $0.hypervisors[0].msrIntercepts = [
                Manifest.Intercept(name: "low", first: "0x200", last: "0x203", accesses: ["read", "write"]),
                Manifest.Intercept(name: "high", first: "0x206", last: "0x20f", accesses: ["write", "read"]),
            ]
        },
        DifferenceCase(
            "a range that reads pass", ["intercepts: - MSR 0x200-0x20f, read: goes to the processor: MTRRs"],
            ["intercepts: + MSR 0x200-0x20f, read: exits: MTRRs"]
        ) { $0.hypervisors[0].msrIntercepts[0].accesses = ["write"] },
        DifferenceCase("rules that overlap and say the same", [], []) {
            $0.hypervisors[0].msrIntercepts = [
                Manifest.Intercept(name: "b", first: "0x204", last: "0x20f", accesses: ["read", "write"]),
                Manifest.Intercept(name: "a", first: "0x200", last: "0x207", accesses: ["read", "write"]),
            ]
        },
    ]
}
