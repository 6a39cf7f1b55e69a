// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

@testable import Verifier

/// Processors that are made up: from what allows everything to what makes no sense.
struct RandomProcessors {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// A late processor that allows every control and forces only reserved ones.
    static func permissive(hasTrueControls: Bool = true) -> ProcessorCapabilities {
        var msrs: [UInt32: UInt64] = [0x480: (hasTrueControls ? 1 << 55 : 0) | 1]
        for word: ControlWord in architecture.controlWords {
            guard word.rule == .allowedPair else {
                msrs[word.capabilityMSR.address] = .max
                continue
            }
            msrs[word.capabilityMSR.address] = 0xffff_ffff_0000_0000 | word.default1
            let named: UInt64 = architecture.controls.filter { $0.id.word == word.id }.reduce(0) { $0 | $1.mask }
            if let trueMSR = word.trueMSR, hasTrueControls {
                msrs[trueMSR.address] = 0xffff_ffff_0000_0000 | (word.default1 & ~named)
            }
        }
        return ProcessorCapabilities(msrs: msrs)
    }

    /// - Parameter features: what its CPUID may show.
    mutating func next(_ features: [CPUIDFeature]) -> ProcessorCapabilities {
        // Most of what makes no sense is refused at once; one that lacks little gets further.
        if random.once(in: 2) {
            var processor: ProcessorCapabilities = Self.permissive()
            for address: UInt32 in processor.msrs.keys.sorted() where address != 0x480 {
                for _ in 0..<random.below(4) { processor.msrs[address]! &= ~(1 << UInt64(32 + random.below(32))) }
            }
            show(features, &processor)
            return processor
        }
        var processor: ProcessorCapabilities = Self.permissive(hasTrueControls: !random.once(in: 4))
        for address: UInt32 in processor.msrs.keys.sorted() where address != 0x480 { change(address, &processor) }
        for address: UInt32 in processor.msrs.keys.sorted() where random.once(in: 60) {
            processor.msrs[address] = nil
        }
        show(features, &processor)
        return processor
    }

    private mutating func change(_ address: UInt32, _ processor: inout ProcessorCapabilities) {
        switch random.below(8) {
        case 0: processor.msrs[address] = random.next()
        case 1: processor.msrs[address] = 0
        case 2: processor.msrs[address] = .max
        case 3...5:
            for _ in 0..<random.below(6) { processor.msrs[address]! ^= 1 << UInt64(32 + random.below(32)) }
            if random.once(in: 3) { processor.msrs[address]! ^= 1 << UInt64(random.below(32)) }
        default: break
        }
    }

    private mutating func show(_ features: [CPUIDFeature], _ processor: inout ProcessorCapabilities) {
        if random.once(in: 10) { return }
        processor.cpuid[.init(0)] = .init(eax: random.once(in: 3) ? 6 : 0x1f)
        processor.cpuid[.init(0x8000_0000)] = .init(eax: random.once(in: 3) ? 0x8000_0000 : 0x8000_0008)
        for feature: CPUIDFeature in features where random.once(in: 2) {
            let leaf = ProcessorCapabilities.Leaf(feature.leaf, feature.subleaf)
            processor.cpuid[leaf, default: .init()][feature.register] |= 1 << UInt32(feature.bit)
        }
    }

    /// Some controls, with what some of them depend on.
    mutating func requests(_ features: [CPUIDFeature], atMost count: Int) -> [ControlRequest] {
        var found: [ControlRequest] = []
        for _ in 0..<random.below(count + 1) {
            let control: ControlBit = architecture.controls[random.below(architecture.controls.count)]
            found.append(request(control, features))
            for requirement: ControlRequirement in control.requires where !random.once(in: 3) {
                let other: ControlID =
                    switch requirement {
                    case .set(let id), .clear(let id): id
                    }
                if let declaration = architecture.control(other) { found.append(request(declaration, features)) }
            }
        }
        return found
    }

    private mutating func request(_ control: ControlBit, _ features: [CPUIDFeature]) -> ControlRequest {
        let level: ControlRequest.Level =
            switch random.below(6) {
            case 0: .required
            case 1: .whenCPUID(features[random.below(features.count)])
            default: .preferred
            }
        return ControlRequest(control, level, at: SourceLocation(#fileID, #line))
    }
}
