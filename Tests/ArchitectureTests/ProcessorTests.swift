// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Testing
import VMXModel

/// Capability MSRs captured on real processors; they are no part of the project.
struct CapturedProcessor: Sendable, CustomStringConvertible {
    static let folder: String = "/work/shared/processors"

    let name: String
    let msrs: [UInt32: UInt64]

    var description: String { name }

    static let all: [CapturedProcessor] = names(in: folder).filter { $0.hasSuffix(".json") }.compactMap { file in
        guard
            let data = FileManager.default.contents(atPath: folder + "/" + file),
            let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let msrs = object["msrs"] as? [String: String], let name = object["processor"] as? String
        else { return nil }
        let values: [(UInt32, UInt64)] = msrs.compactMap { address, value in
            guard let address = UInt32(address.dropFirst(2), radix: 16),
                let value = UInt64(value.dropFirst(2), radix: 16)
            else { return nil }
            return (address, value)
        }
        return CapturedProcessor(name: name, msrs: Dictionary(uniqueKeysWithValues: values))
    }

    /// The bits of a word that may be 1, of which the default1 bits have no name.
    func allowed(_ word: ControlWord) -> UInt64 {
        guard let value = msrs[word.capabilityMSR.address] else { return 0 }
        return word.rule == .allowedPair ? value >> 32 : value
    }

    /// The controls that this processor has and the database does not name.
    var unknownControls: [String] {
        architecture.controlWords.flatMap { word in
            let unknown: UInt64 = allowed(word) & ~word.default1 & ~ControlSourceTests.mask(word.id)
            return ControlSourceTests.names(word.id, unknown)
        }
    }
}

@Suite(
    "Captured processors and the database agree",
    .enabled(if: !CapturedProcessor.all.isEmpty, "no captured processors in \(CapturedProcessor.folder)"))
struct ProcessorTests {
    /// Controls that a processor allows and no public source names.
    static let unknown: [String: [String]] = [:]

    @Test("35 of them")
    func count() { #expect(CapturedProcessor.all.count == 35) }

    @Test("every control that a processor allows has a name", arguments: CapturedProcessor.all)
    func controls(processor: CapturedProcessor) {
        #expect(processor.unknownControls == Self.unknown[processor.name] ?? [])
        #expect(
            processor.msrs.keys.filter { address in
                !architecture.capabilityMSRs.contains { $0.address == address }
            } == [])
    }

    @Test("a control without a name is found")
    func doctored() throws {
        let processor = try #require(CapturedProcessor.all.first)
        var msrs: [UInt32: UInt64] = processor.msrs
        msrs[0x481, default: 0] |= 1 << (32 + 9)
        #expect(CapturedProcessor(name: "doctored", msrs: msrs).unknownControls == ["pin.9"])
    }

    /// Bit 9 of IA32_VMX_MISC, behind the three activity states, is reserved in every edition of the manual.
    static let unnamedBits: [String: UInt64] = [
        "IA32_VMX_MISC of Intel(R) Core(TM)2 Duo CPU E8500 @ 3.16GHz": 0x200,
        "IA32_VMX_MISC of Intel(R) Core(TM)2 Duo CPU T9600 @ 2.80GHz": 0x200,
        "IA32_VMX_MISC of Intel(R) Core(TM)2 CPU T7400 @ 2.16GHz": 0x200,
    ]

    /// What a processor has of each capability MSR outside of the bits that its layout names.
    static func unnamedBits(of processor: CapturedProcessor) -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        for msr in architecture.capabilityMSRs {
            guard let value = processor.msrs[msr.address] else { continue }
            let named: UInt64 = (msr.layout?.fields ?? []).reduce(0) { $0 | $1.bits.mask }
            if value & ~named != 0 { found["\(msr.name) of \(processor.name)"] = value & ~named }
        }
        return found
    }

    @Test(
        "bits outside the layouts of the capability MSRs are 0, but for one of Core 2", arguments: CapturedProcessor.all
    )
    func layouts(processor: CapturedProcessor) {
        let expected: [String: UInt64] = Self.unnamedBits.filter { $0.key.hasSuffix(" of \(processor.name)") }
        #expect(Self.unnamedBits(of: processor) == expected)
    }

    @Test("forced controls are default1 controls", arguments: CapturedProcessor.all)
    func defaults(processor: CapturedProcessor) {
        for word in architecture.controlWords where word.rule == .allowedPair {
            guard let value = processor.msrs[word.capabilityMSR.address] else { continue }
            #expect(value & 0xffff_ffff & ~word.default1 == 0, "\(word.name) of \(processor.name)")
        }
    }
}
