// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import Reports

@Suite("The difference of two manifests: handlers, cost, what guests and programs call")
struct HandlerDifferenceTests {
    @Test("each kind of difference, both ways round", arguments: handlers + costs + shown)
    func kinds(example: DifferenceCase) {
        #expect(DifferenceCase.lines(Sample.manifest, example.edited) == example.there)
        #expect(DifferenceCase.lines(example.edited, Sample.manifest) == example.back)
    }

    static let handlers: [DifferenceCase] = [
        DifferenceCase("a handler more", ["handlers: + 40 PAUSE: ends: advance, resume"], ["handlers: - 40 PAUSE"]) {
            $0.hypervisors[0].handlers.append(Sample.handler("PAUSE", 40, form: "c", cost: Sample.cCost))
        },
        DifferenceCase(
            "effects of each kind",
            [
                "handlers: ~ 18 VMCALL: form c → stub; newly reads GUEST_RFLAGS; no longer writes GUEST_RIP; "
                    + "newly reads MSR 0x1b; newly writes MSR register rcx; newly sets guest register rdx; "
                    + "no longer sets guest register rax; no longer changes state exits; newly calls readGuestMemory; "
                    + "newly records event 1; newly ends in inject; no longer ends in advance"
            ],
            [
                "handlers: ~ 18 VMCALL: form stub → c; no longer reads GUEST_RFLAGS; newly writes GUEST_RIP; "
                    + "no longer reads MSR 0x1b; no longer writes MSR register rcx; newly sets guest register rax; "
                    + "no longer sets guest register rdx; newly changes state exits; no longer calls readGuestMemory; "
                    + "no longer records event 1; newly ends in advance; no longer ends in inject"
            ]
        ) {
            $0.hypervisors[0].handlers[1].form = "stub"
            $0.hypervisors[0].handlers[1].fieldsRead.append("GUEST_RFLAGS")
            $0.hypervisors[0].handlers[1].fieldsWritten = []
            $0.hypervisors[0].handlers[1].msrsRead = ["0x1b"]
            $0.hypervisors[0].handlers[1].msrsWritten = ["register rcx"]
            $0.hypervisors[0].handlers[1].registersWritten = ["rdx"]
            $0.hypervisors[0].handlers[1].stateWritten = nil
            $0.hypervisors[0].handlers[1].natives = ["readGuestMemory"]
            $0.hypervisors[0].handlers[1].events = [1]
            $0.hypervisors[0].handlers[1].dispositions = ["inject", "resume"]
        },
        DifferenceCase(
            "a body that touches the same",
            ["handlers: ~ 10 CPUID: touches the same, with other values or under other conditions"],
            ["handlers: ~ 10 CPUID: touches the same, with other values or under other conditions"]
        ) { $0.hypervisors[0].handlers[0].fingerprint = "8" },
    ]

    static let costs: [DifferenceCase] = [
        DifferenceCase(
            "a path of a stub",
            ["cost of exit paths: ~ 10 CPUID, path rare: instructions 40 → 43 (+3); VMREADs 5 → 4 (-1)"],
            ["cost of exit paths: ~ 10 CPUID, path rare: instructions 43 → 40 (-3); VMREADs 4 → 5 (+1)"]
        ) {
            $0.hypervisors[0].handlers[0].cost.paths?[1].instructions = 43
            $0.hypervisors[0].handlers[0].cost.paths?[1].vmreads = 4
        },
        DifferenceCase(
            "a path more",
            ["cost of exit paths: + 10 CPUID, path new: 7 instructions, 5 VMREADs, 1 VMWRITEs, 0 MSR accesses"],
            ["cost of exit paths: - 10 CPUID, path new: had 7 instructions, 5 VMREADs, 1 VMWRITEs, 0 MSR accesses"]
        ) { $0.hypervisors[0].handlers[0].cost.paths?.append(Sample.path("new", 7)) },
        DifferenceCase(
            "where a path ends", ["cost of exit paths: ~ 10 CPUID, path likely: to guest → to c"],
            ["cost of exit paths: ~ 10 CPUID, path likely: to c → to guest"]
        ) { $0.hypervisors[0].handlers[0].cost.paths?[0].end = "c" },
        DifferenceCase(
            "the worst path", ["cost of exit paths: ~ 10 CPUID, worst: MSR accesses 0 → 1 (+1)"],
            ["cost of exit paths: ~ 10 CPUID, worst: MSR accesses 1 → 0 (-1)"]
        ) { $0.hypervisors[0].handlers[0].cost.worstPath?.msrAccesses = 1 },
        DifferenceCase(
            "the dispatch",
            ["cost of exit paths: ~ 10 CPUID, way there: comparisons 1 → 3 (+2); instructions 2 → 6 (+4)"],
            ["cost of exit paths: ~ 10 CPUID, way there: comparisons 3 → 1 (-2); instructions 6 → 2 (-4)"]
        ) {
            $0.hypervisors[0].handlers[0].cost.comparisons = 3
            $0.hypervisors[0].handlers[0].cost.dispatch = 6
        },
        DifferenceCase(
            "a handler in C",
            [
                "cost of exit paths: ~ 18 VMCALL, way there: C, dispatched → C, light",
                "cost of exit paths: ~ 18 VMCALL, likely: VMREADs 2 → 3 (+1); registers saved 15 → 9 (-6)",
                "cost of exit paths: ~ 18 VMCALL, worst: calls 0 → 1 (+1)",
            ],
            [
                "cost of exit paths: ~ 18 VMCALL, way there: C, light → C, dispatched",
                "cost of exit paths: ~ 18 VMCALL, likely: VMREADs 3 → 2 (-1); registers saved 9 → 15 (+6)",
                "cost of exit paths: ~ 18 VMCALL, worst: calls 1 → 0 (-1)",
            ]
        ) {
            $0.hypervisors[0].handlers[1].cost.call = "light"
            $0.hypervisors[0].handlers[1].cost.likely.vmreads = 3
            $0.hypervisors[0].handlers[1].cost.registersSaved = 9
            $0.hypervisors[0].handlers[1].cost.worst.natives = 1
        },
        DifferenceCase(
            "from C to a stub",
            [
                "cost of exit paths: ~ 18 VMCALL, way there: C, dispatched → stub; comparisons 0 → 1 (+1); "
                    + "instructions 0 → 2 (+2)",
                "cost of exit paths: ~ 18 VMCALL, likely: VMREADs 2 → 5 (+3); VMWRITEs 0 → 1 (+1); "
                    + "registers saved 15 → 1 (-14)",
                "cost of exit paths: ~ 18 VMCALL, worst: VMREADs 3 → 8 (+5); VMWRITEs 3 → 0 (-3)",
            ],
            [
                "cost of exit paths: ~ 18 VMCALL, way there: stub → C, dispatched; comparisons 1 → 0 (-1); "
                    + "instructions 2 → 0 (-2)",
                "cost of exit paths: ~ 18 VMCALL, likely: VMREADs 5 → 2 (-3); VMWRITEs 1 → 0 (-1); "
                    + "registers saved 1 → 15 (+14)",
                "cost of exit paths: ~ 18 VMCALL, worst: VMREADs 8 → 3 (-5); VMWRITEs 0 → 3 (+3)",
            ]
        ) { $0.hypervisors[0].handlers[1].cost = Sample.stubCost },
    ]

    static let shown: [DifferenceCase] = [
        DifferenceCase(
            "a hypercall more", ["hypercalls: + mark (0x2): any CPL [compatible: the number was not answered before]"],
            ["hypercalls: - mark (0x2) [breaking: a guest that makes the call gets -ENOSYS]"]
        ) { $0.hypervisors[0].hypercalls.append(Manifest.Call(number: "0x2", name: "mark", privileged: false)) },
        DifferenceCase(
            "a hypercall with another number",
            ["hypercalls: ~ ping: 0x1 → 0x7 [breaking: guests make the call by its number]"],
            ["hypercalls: ~ ping: 0x7 → 0x1 [breaking: guests make the call by its number]"]
        ) { $0.hypervisors[0].hypercalls[0].number = "0x7" },
        DifferenceCase(
            "a hypercall for the kernel only",
            ["hypercalls: ~ ping (0x1): any CPL → CPL 0 only [breaking: ring 3 gets -EPERM]"],
            ["hypercalls: ~ ping (0x1): CPL 0 only → any CPL [compatible: whoever could make the call still can]"]
        ) { $0.hypervisors[0].hypercalls[0].privileged = true },
        DifferenceCase(
            "a number for another call",
            [
                "hypercalls: - ping (0x1) [breaking: a guest that makes the call gets -ENOSYS]",
                "hypercalls: + pong (0x1): any CPL [breaking: the number was that of ping]",
            ],
            [
                "hypercalls: - pong (0x1) [breaking: a guest that makes the call gets -ENOSYS]",
                "hypercalls: + ping (0x1): any CPL [breaking: the number was that of pong]",
            ]
        ) { $0.hypervisors[0].hypercalls[0].name = "pong" },
        DifferenceCase(
            "a statistic more",
            [
                "declared state: + cpu.seen: 4 of 32 bits",
                "declared state: + statistic \"seen\" [compatible: statistics come with their names]",
            ],
            [
                "declared state: - cpu.seen: 4 of 32 bits",
                "declared state: - statistic \"seen\" [breaking: programs that read it by its name no longer find it]",
            ]
        ) {
            $0.hypervisors[0].state.append(
                Manifest.State(name: "seen", scope: "cpu", bits: 32, count: 4, exportedAs: "seen"))
        },
        DifferenceCase(
            "more elements",
            [
                "declared state: ~ vcpu.exits: 96 of 64 bits → 128 of 64 bits",
                "declared state: ~ statistic \"exits\": elements 96 → 128 [compatible: elements come with their index]",
            ],
            [
                "declared state: ~ vcpu.exits: 128 of 64 bits → 96 of 64 bits",
                "declared state: ~ statistic \"exits\": elements 128 → 96 [breaking: elements that were there are gone]",
            ]
        ) { $0.hypervisors[0].state[0].count = 128 },
        DifferenceCase(
            "state that nobody is shown", ["declared state: ~ vcpu.hidden: 8 bits → 16 bits"],
            ["declared state: ~ vcpu.hidden: 16 bits → 8 bits"]
        ) { $0.hypervisors[0].state[1].bits = 16 },
    ]
}
