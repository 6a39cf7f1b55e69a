// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Interpreter
import VMXModel

/// A processor that has everything the database names, with 46 physical and 48 linear address bits.
enum TestProcessor {
    static let physicalReserved: UInt64 = 0xffff_c000_0000_0000
    static let revision: UInt64 = 0x12

    /// The bits of a word that must be 1, by the TRUE MSR: those that have no name.
    static func mustBeOne(_ word: ControlWord) -> UInt64 { word.default1 & ~named(word) }

    private static func named(_ word: ControlWord) -> UInt64 {
        controls.all.map(\.control.declaration).filter { $0.id.word == word.id }.reduce(0) { $0 | $1.mask }
    }

    static var capabilities: [CapabilityMSR: Value] {
        var result: [CapabilityMSR: Value] = [:]
        for msr: CapabilityMSR in capabilityMSRs.all { result[msr] = .known(0) }
        for word: ControlWord in controlWords.all {
            let most: UInt64 = named(word) | word.default1
            switch word.rule {
            case .allowedPair:
                let high: UInt64 = most << 32
                result[word.capabilityMSR] = .known(word.default1 | high)
                if let msr = word.trueMSR { result[msr] = .known(mustBeOne(word) | high) }
            case .allowedOnesOnly: result[word.capabilityMSR] = .known(most)
            }
        }
        result[capabilityMSRs.basic] = .known(0x00c0_1000_0000_0012)
        result[capabilityMSRs.misc] = .known(0x4_01c0)
        result[capabilityMSRs.cr0Fixed0] = .known(CR0.pe | CR0.ne | CR0.pg)
        result[capabilityMSRs.cr0Fixed1] = .known(0xffff_ffff)
        result[capabilityMSRs.cr4Fixed0] = .known(CR4.vmxe)
        result[capabilityMSRs.cr4Fixed1] = .known(0x1_03ff_6fff)
        result[capabilityMSRs.eptVPIDCapabilities] = .known(0xa0_4140)
        result[capabilityMSRs.vmFunctions] = .known(1)
        return result
    }

    static var machineValues: [MachineValue: Value] {
        let processor: ProcessorInputs = machine.processor
        let features: FeatureInputs = machine.features
        let writable: WritableBitInputs = machine.writable
        var result: [MachineValue: Value] = [:]
        func set<T: Word>(_ input: MachineInput<T>, _ value: T) { result[input.declaration] = .known(value.bitPattern) }
        set(processor.isInVirtual8086OrCompatibilityMode, false)
        set(processor.cpl, 0)
        set(processor.hasCurrentVMCS, true)
        set(processor.currentVMCS, 0x5000)
        set(processor.currentVMCSIsShadow, false)
        set(processor.currentVMCSIsLaunched, false)
        set(processor.isVMLAUNCH, true)
        set(processor.isBlockedByMovSS, false)
        set(processor.isInSMM, false)
        set(processor.isInSEAM, false)
        set(processor.isInIA32eMode, true)
        set(processor.isTracing, false)
        set(processor.hasMachineCheck, false)
        set(features.physicalAddressReserved, physicalReserved)
        set(features.enumeratedPhysicalAddressReserved, physicalReserved)
        set(features.la57, false)
        for feature: MachineInput<Bool> in [
            features.lam, features.nx, features.rtm, features.sgx, features.fred, features.busLockDetect,
        ] {
            set(feature, true)
        }
        set(writable.debugctl, 0xffc7)
        set(writable.perfGlobalCtrl, 0x7_0000_00ff)
        set(writable.rtitCtl, 0xffff)
        set(writable.lbrCtl, 0x7f_000f)
        set(writable.specCtrl, 0x7)
        set(writable.sCet, 0xffff_ffff_ffff_fc3f)
        set(machine.memory.vtpr, 0x20)
        set(machine.memory.linkedRevision, UInt32(revision))
        for entry: MachineInput<UInt64> in machine.memory.pdptes { set(entry, 0x7001) }
        return result
    }

    /// IA32_PAT and IA32_SYSENTER_CS, which anybody may write.
    static var msrLoadEntries: [[MachineValue: Value]] {
        [0x277, 0x174].map { (index: UInt64) -> [MachineValue: Value] in
            let entry: MSRLoadEntryInputs = machine.memory.msrLoadEntry
            return [
                entry.index.declaration: .known(index), entry.reserved.declaration: .known(0),
                entry.data.declaration: .known(0), entry.isModelSpecific.declaration: .known(0),
                entry.wouldFault.declaration: .known(0),
            ]
        }
    }
}
