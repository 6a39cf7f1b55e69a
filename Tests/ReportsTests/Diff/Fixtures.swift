// SPDX-License-Identifier: GPL-2.0-only

@testable import Reports

/// A small manifest that has one of everything.
enum Sample {
    static let manifest: Manifest = Manifest(
        hypervisors: [watcher], dispositions: [Manifest.Routine(name: "advance", fingerprint: "1")], abi: interface)

    static let watcher: Manifest.Hypervisor = Manifest.Hypervisor(
        name: "watcher", summary: "watches", mode: "runningSystem", testOnly: false,
        controls: [
            control("secondary.1", "Enable EPT", "required"), control("secondary.5", "Enable VPID", "preferred"),
        ],
        ownedBits: ["cr4.VMXE"],
        msrIntercepts: [
            Manifest.Intercept(name: "MTRRs", first: "0x200", last: "0x20f", accesses: ["read", "write"])
        ],
        exceptionIntercepts: [14], possibleExits: ["10 CPUID", "18 VMCALL"], handlers: [cpuid, vmcall],
        setup: [
            Manifest.SetupWrite(field: "EXCEPTION_BITMAP", value: "0x0", when: nil),
            Manifest.SetupWrite(field: "SECONDARY", value: "0x2", when: "enabled(primary.31)"),
        ], setupFingerprint: "2",
        state: [
            Manifest.State(name: "exits", scope: "vcpu", bits: 64, count: 96, exportedAs: "exits"),
            Manifest.State(name: "hidden", scope: "vcpu", bits: 8, count: 1, exportedAs: nil),
        ],
        hypercalls: [Manifest.Call(number: "0x1", name: "ping", privileged: false)],
        stopReasons: ["exit without a handler"], processors: [PortabilityVerdict("new", .runs)])

    static let refused: PortabilityVerdict = PortabilityVerdict(
        "new", .refused,
        refusal: PortabilityVerdict.Refusal(
            code: "missing-control", text: "too new", control: nil, msr: nil, bit: nil))

    static func control(_ id: String, _ name: String, _ level: String) -> Manifest.Control {
        Manifest.Control(control: id, name: name, level: level)
    }

    // MARK: Handlers

    static let cpuid: Manifest.Handler = handler("CPUID", 10, form: "stub", cost: stubCost)
    static let vmcall: Manifest.Handler = handler("VMCALL", 18, form: "c", cost: cCost)

    static func handler(_ exit: String, _ number: Int, form: String, cost: HandlerCost) -> Manifest.Handler {
        Manifest.Handler(
            exit: exit, number: number, form: form, fieldsRead: ["GUEST_RIP"], fieldsWritten: ["GUEST_RIP"],
            dispositions: ["advance", "resume"], msrsRead: nil, msrsWritten: nil, registersWritten: ["rax"],
            stateWritten: ["exits"], natives: nil, events: nil, fingerprint: "3", cost: cost)
    }

    static let stubCost: HandlerCost = HandlerCost(
        comparisons: 1, dispatch: 2, call: nil, likely: PathCount(vmreads: 5, vmwrites: 1),
        worst: PathCount(vmreads: 8),
        registersSaved: 1, paths: [path("likely", 25), path("rare", 40)],
        worstPath: HandlerCost.WorstPath(instructions: 62, vmreads: 8, vmwrites: 3, msrAccesses: 0, registersSaved: 2))

    static let cCost: HandlerCost = HandlerCost(
        comparisons: nil, dispatch: nil, call: "dispatched", likely: PathCount(vmreads: 2),
        worst: PathCount(vmreads: 3, vmwrites: 3), registersSaved: 15, paths: nil, worstPath: nil)

    static func path(_ name: String, _ instructions: Int) -> HandlerCost.Path {
        HandlerCost.Path(
            name: name, end: "guest", instructions: instructions, vmreads: 5, vmwrites: 1, msrAccesses: 0,
            registersSaved: 1)
    }

    // MARK: The ABI

    static let interface: Manifest.Interface = Manifest.Interface(
        prefix: "hvcore", magic: "0xbd", constants: [number("NAME_LEN", 32)],
        enumerations: [
            Manifest.Interface.Enumeration(name: "state", cases: [number("STOPPED", 0), number("STARTED", 1)])
        ],
        structures: [
            Manifest.Interface.Structure(
                name: "stop", size: 16, sized: true,
                members: [
                    member("size", "u32", "input", 0, 4), member("pad", "u32", "reserved", 4, 4),
                    member("cpu", "u32", "input", 8, 4), member("state", "state", "output", 12, 4),
                ]),
            Manifest.Interface.Structure(
                name: "event", size: 16, sized: false,
                members: [member("kind", "u64", "plain", 0, 8), member("word", "u64", "plain", 8, 8)]),
        ],
        requests: [
            Manifest.Interface.Request(name: "STOP", code: "0x4010bd04", number: 4, access: "read", structure: "stop")
        ], retiredRequestNumbers: [9],
        events: [Manifest.Interface.Event(name: "MARK", number: 1, words: ["first"])])

    static func number(_ name: String, _ value: UInt32) -> Manifest.Interface.Number {
        Manifest.Interface.Number(name: name, value: value)
    }

    static func member(
        _ name: String, _ type: String, _ direction: String, _ offset: Int, _ size: Int
    ) -> Manifest.Interface.Member {
        Manifest.Interface.Member(name: name, type: type, direction: direction, offset: offset, size: size)
    }
}

/// A change of the sample, and what a report says of it, there and back.
struct DifferenceCase: Sendable, CustomStringConvertible {
    let description: String
    /// Lines of the report without their indentation, behind the name of their section.
    let there: [String]
    let back: [String]
    let edit: @Sendable (inout Manifest) -> Void

    init(
        _ description: String, _ there: [String], _ back: [String], _ edit: @escaping @Sendable (inout Manifest) -> Void
    ) {
        self.description = description
        self.there = there
        self.back = back
        self.edit = edit
    }

    var edited: Manifest {
        var manifest: Manifest = Sample.manifest
        edit(&manifest)
        return manifest
    }

    /// The lines of the report in text, with the section in front.
    static func lines(_ old: Manifest, _ new: Manifest) -> [String] {
        let difference = ManifestDifference(from: old, named: "old", to: new, named: "new")
        var section = ""
        return DifferenceText(difference).text.split(separator: "\n").compactMap { line in
            if line.hasPrefix("    ") { return "\(section): \(line.dropFirst(4))" }
            if line.hasPrefix("  ") { section = String(line.dropFirst(2)) }
            return nil
        }
    }
}
