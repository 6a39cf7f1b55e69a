// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import VMXModel
import Verifier

/// What a processor on which a dump may have been taken is capable of.
struct ProcessorVariant {
    let name: String
    let capabilities: [CapabilityMSR: Value]
    let machine: [MachineValue: Value]

    /// Every value beside fields and capabilities that some check looks at.
    static func inputs(_ architecture: ArchitectureDescription) -> [MachineValue] {
        var seen: Set<MachineValue> = []
        return architecture.entryChecks.flatMap(\.operands).compactMap { operand in
            if case .machine(let value) = operand, seen.insert(value).inserted { value } else { nil }
        }
    }

    init(_ processor: CapturedProcessor, _ architecture: ArchitectureDescription, _ inputs: [MachineValue]) {
        name = processor.name
        let answers = ProcessorCapabilities(processor)
        let values: [(CapabilityMSR, Value)] = architecture.capabilityMSRs.compactMap { msr in
            answers.msrs[msr.address].map { (msr, .known($0)) }
        }
        capabilities = Dictionary(values) { first, _ in first }
        var machine: [MachineValue: Value] = [:]
        if !processor.cpuid.isEmpty {
            for input: MachineValue in inputs {
                if case .cpuid(let feature) = input.source { machine[input] = .known(answers.shows(feature) ? 1 : 0) }
            }
        }
        if let width = processor.cpuid.first(where: { $0.leaf == 0x8000_0008 }).map({ $0.eax & 0xff }), width < 64 {
            let beyond: UInt64 = ~0 << UInt64(width)
            for input: MachineValue in inputs {
                switch input.name {
                case "enumerated-physical-address-reserved": machine[input] = .known(beyond)
                // Key identifiers of TME may take more.
                case "physical-address-reserved": machine[input] = Value(bits: beyond, unknown: ~beyond)
                default: break
                }
            }
        }
        self.machine = machine
    }

    /// What is so whenever Linux enters a guest.
    static func linux(_ inputs: [MachineValue]) -> [MachineValue: Value] {
        let facts: [String: UInt64] = [
            "cpl": 0, "in-smm": 0, "in-seam": 0, "virtual-8086-or-compatibility-mode": 0, "has-current-vmcs": 1,
            "current-vmcs-is-shadow": 0,
        ]
        let values: [(MachineValue, Value)] = inputs.compactMap { input in
            facts[input.name].map { (input, .known($0)) }
        }
        return Dictionary(values) { first, _ in first }
    }
}
