// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import HandlerDSL
import Interpreter
import VMXModel

/// Capability MSRs captured on real processors; they are no part of the project.
enum RealProcessors {
    static let folder: String = "/work/shared/processors"

    static let all: [CapturedProcessor] = files.compactMap { (file: String) -> CapturedProcessor? in
        guard
            let data = FileManager.default.contents(atPath: folder + "/" + file),
            let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let table = object["msrs"] as? [String: String]
        else { return nil }
        let msrs: [CapturedProcessor.MSR] = table.compactMap { address, value in
            guard let address = UInt32(address.dropFirst(2), radix: 16),
                let value = UInt64(value.dropFirst(2), radix: 16)
            else { return nil }
            return CapturedProcessor.MSR(address, value)
        }
        return CapturedProcessor(file, brand: "", source: "", msrs: msrs, cpuid: [])
    }

    private static var files: [String] {
        let names: [String]? = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).filter { $0.hasSuffix(".json") }.sorted()
    }
}

extension EntryState {
    /// What CPUID says.
    static let features: Set<MachineValue> = Set(
        Mirror(reflecting: Architecture.machine.features).children.compactMap { child -> MachineValue? in
            (child.value as? MachineInput<Bool>)?.declaration ?? (child.value as? MachineInput<UInt64>)?.declaration
        })

    /// What a capture shows: of MSRs that it lacks nothing is known, and of features whose leaf it lacks.
    init(of processor: CapturedProcessor) {
        self.init()
        for msr: CapabilityMSR in capabilityMSRs.all {
            guard let found = processor.msrs.first(where: { $0.address == msr.address }) else { continue }
            capabilities[msr] = found.value.map { Value.known($0) }
        }
        let features: FeatureInputs = Architecture.machine.features
        for child: Mirror.Child in Mirror(reflecting: features).children {
            guard let input = child.value as? MachineInput<Bool>, case .cpuid(let feature) = input.declaration.source,
                let leaf = processor.cpuid.first(where: { $0.leaf == feature.leaf && $0.subleaf == feature.subleaf })
            else { continue }
            let registers: [CPUIDFeature.Register: UInt32] = [
                .eax: leaf.eax, .ebx: leaf.ebx, .ecx: leaf.ecx, .edx: leaf.edx,
            ]
            machine[input.declaration] = .known(UInt64(registers[feature.register, default: 0] >> feature.bit & 1))
        }
        // None of the processors has TME on: the width is the one that CPUID enumerates.
        guard let widths = processor.cpuid.first(where: { $0.leaf == 0x8000_0008 }) else { return }
        let mask: UInt64 = UInt64.max << UInt64(widths.eax & 0xff)
        machine[features.physicalAddressReserved.declaration] = .known(mask)
        machine[features.enumeratedPhysicalAddressReserved.declaration] = .known(mask)
    }
}
