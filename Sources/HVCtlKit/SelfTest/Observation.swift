// SPDX-License-Identifier: GPL-2.0-only

/// What ring 3 sees of a CPU and must see again, under a hypervisor and after it.
struct Observation: Hashable {
    struct Leaf: Hashable {
        let leaf: UInt32
        let subleaf: UInt32
    }

    let leaves: [Leaf: CPUIDResult]
    let attempts: [Instruction: Attempt]
    let port: PortAccess
    /// Taken last.
    let timeStamp: UInt64

    /// Looks at the CPU on which the thread is.
    init(on system: any SystemInterface) {
        var leaves: [Leaf: CPUIDResult] = [:]
        for leaf in Self.leaves(of: system) {
            leaves[leaf] = system.cpuid(leaf: leaf.leaf, subleaf: leaf.subleaf)
        }
        self.leaves = leaves
        attempts = Dictionary(
            Instruction.all.map { ($0, system.processor.attempt($0)) }, uniquingKeysWith: { $1 })
        port = system.processor.portAccess
        timeStamp = system.processor.timeStamp
    }

    /// All that there are, those of a hypervisor left out.
    private static func leaves(of system: any SystemInterface) -> [Leaf] {
        let basic = min(system.cpuid(leaf: 0, subleaf: 0).eax, 0x40)
        let highest = system.cpuid(leaf: 0x8000_0000, subleaf: 0).eax
        let extended = highest < 0x8000_0000 ? 0x8000_0000 : min(highest, 0x8000_0040)
        return (Array(0...basic) + Array(0x8000_0000...extended)).flatMap { leaf in
            (0..<subleaves(of: leaf)).map { Leaf(leaf: leaf, subleaf: $0) }
        }
    }

    /// SDM volume 2, "CPUID—CPU Identification". More than a leaf has are no fault: they too must stay the same.
    private static func subleaves(of leaf: UInt32) -> UInt32 {
        switch leaf {
        case 4, 7, 0xB, 0xF, 0x10, 0x12, 0x14, 0x17, 0x18, 0x1D, 0x1E, 0x1F, 0x20, 0x23, 0x24: 8
        case 0xD: 64
        default: 1
        }
    }

    /// CPUID as it must be under a hypervisor that hides VT-x and says that it is there.
    func underHypervisor(_ leaf: Leaf) -> CPUIDResult? {
        guard let native = leaves[leaf] else { return nil }
        guard leaf.leaf == 1 else { return native }
        return CPUIDResult(
            eax: native.eax, ebx: native.ebx, ecx: native.ecx & ~Self.showsVTx | Self.hypervisorPresent,
            edx: native.edx)
    }

    private static let showsVTx: UInt32 = 1 << 5
    private static let hypervisorPresent: UInt32 = 1 << 31

    /// The leaves that are not as wanted, a line each.
    func differences(wanted: (Leaf) -> CPUIDResult?) -> [String] {
        leaves.keys.sorted { ($0.leaf, $0.subleaf) < ($1.leaf, $1.subleaf) }.compactMap { leaf in
            guard let found = leaves[leaf] else { return nil }
            let expected = wanted(leaf)
            if found == expected { return nil }
            return "CPUID \(hex(UInt64(leaf.leaf))).\(leaf.subleaf): \(text(found)), "
                + "wanted \(expected.map(text) ?? "none")"
        }
    }

    /// The instructions of some groups that came to something else than natively, a line each.
    func differences(from native: Observation, in groups: Set<Instruction.Group>) -> [String] {
        Instruction.all.filter { groups.contains($0.group) }.compactMap { instruction in
            guard let found = attempts[instruction], let expected = native.attempts[instruction], found != expected
            else { return nil }
            return "\(instruction.name): \(found.text), natively \(expected.text)"
        }
    }

    /// All that is not as it was natively.
    func differences(from native: Observation) -> [String] {
        var lines = differences { native.leaves[$0] }
        lines += differences(from: native, in: [.vmx, .vmcall, .privileged, .state, .exception])
        if port != native.port { lines.append("a port that ioperm(2) allows: \(port), natively \(native.port)") }
        return lines
    }
}

extension Attempt {
    /// For a person.
    var text: String {
        if signal == 0 { return "no signal, " + values.map { hex($0) }.joined(separator: " ") }
        return "signal \(signal), code \(code), RIP at byte \(offset)"
    }
}

private func text(_ result: CPUIDResult) -> String {
    [result.eax, result.ebx, result.ecx, result.edx].map { hex(UInt64($0)) }.joined(separator: " ")
}

private func hex(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
