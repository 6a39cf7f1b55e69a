// SPDX-License-Identifier: GPL-2.0-only

import VMXModel
import Verifier

/// What is known of a processor: three answers to every question, nil being "that was not captured".
struct CapturedCapabilities {
    let architecture: ArchitectureDescription
    let processor: CapturedProcessor
    /// What RDMSR gave.
    let values: [UInt32: UInt64]
    /// MSRs of which RDMSR has faulted.
    private let absent: Set<UInt32>

    init(_ processor: CapturedProcessor, _ architecture: ArchitectureDescription) {
        self.processor = processor
        self.architecture = architecture
        var values: [UInt32: UInt64] = [:]
        var absent: Set<UInt32> = []
        for msr: CapturedProcessor.MSR in processor.msrs {
            if let value = msr.value { values[msr.address] = value } else { absent.insert(msr.address) }
        }
        self.values = values
        self.absent = absent
    }

    /// Whether the processor has an MSR: captured, or what the others say of it.
    func has(_ msr: CapabilityMSR) -> Bool? {
        if values[msr.address] != nil { return true }
        if absent.contains(msr.address) { return false }
        return holds(msr.existsWhen)
    }

    /// Whether the MSR is there, but was not captured (or nobody can tell that it is not there).
    func isMissing(_ msr: CapabilityMSR) -> Bool { values[msr.address] == nil && has(msr) != false }

    /// The MSR that says what a word allows; nil when IA32_VMX_BASIC, which tells, was not captured.
    func source(of word: ControlWord) -> CapabilityMSR? {
        guard let trueMSR = word.trueMSR else { return word.capabilityMSR }
        return values[Self.basic].map { $0 >> 55 & 1 != 0 ? trueMSR : word.capabilityMSR }
    }

    /// Whether a control may be 1.
    func allows(_ id: ControlID) -> Bool? {
        guard let word = architecture.controlWords.first(where: { $0.id == id.word }), let msr = source(of: word)
        else { return nil }
        guard let value = values[msr.address] else { return has(msr) == false ? false : nil }
        return value >> UInt64(word.rule == .allowedPair ? id.bit + 32 : id.bit) & 1 != 0
    }

    private func holds(_ predicate: CapabilityPredicate) -> Bool? {
        switch predicate {
        case .always: return true
        case .allowed(let id): return allows(id)
        case .msrBit(let address, let bit): return values[address].map { $0 >> UInt64(bit) & 1 != 0 }
        case .cpuid(let feature):
            return processor.cpuid.isEmpty ? nil : ProcessorCapabilities(msrs: [:], cpuid: leaves).shows(feature)
        case .any(let all):
            let answers: [Bool?] = all.map(holds)
            return answers.contains(true) ? true : answers.contains(nil) ? nil : false
        case .all(let all):
            let answers: [Bool?] = all.map(holds)
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        }
    }

    /// What CPUID was seen to answer.
    var leaves: [ProcessorCapabilities.Leaf: ProcessorCapabilities.Registers] {
        ProcessorCapabilities(processor).cpuid
    }

    /// CPUID that shows these features and nothing else.
    static func leaves(
        showing features: [CPUIDFeature]
    ) -> [ProcessorCapabilities.Leaf: ProcessorCapabilities.Registers] {
        var leaves: [ProcessorCapabilities.Leaf: ProcessorCapabilities.Registers] = [:]
        for feature: CPUIDFeature in features {
            let range: UInt32 = feature.leaf & 0x8000_0000
            leaves[ProcessorCapabilities.Leaf(range), default: .init()].eax = range | 0xff
            leaves[ProcessorCapabilities.Leaf(feature.leaf, feature.subleaf), default: .init()][feature.register] |=
                1 << UInt32(feature.bit)
        }
        return leaves
    }

    /// For example `IA32_VMX_PROCBASED_CTLS2 (0x48b)`.
    func name(of address: UInt32) -> String {
        let name: String = architecture.capabilityMSRs.first { $0.address == address }?.name ?? "MSR"
        return "\(name) (\(hexadecimal(address)))"
    }

    static let featureControl: UInt32 = 0x3a
    static let basic: UInt32 = 0x480
    static let cr0Fixed0: UInt32 = 0x486
    static let cr4Fixed0: UInt32 = 0x488
    static let eptVPID: UInt32 = 0x48c
}
