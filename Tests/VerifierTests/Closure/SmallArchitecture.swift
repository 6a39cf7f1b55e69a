// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

@testable import Verifier

/// An architecture with a few controls that depend on each other in a random way, and a hypervisor's requests.
struct SmallArchitecture {
    let architecture: ArchitectureDescription
    let requests: [ControlRequest]

    static let feature = CPUIDFeature("feature", leaf: 7, .ebx, bit: 1)

    /// Two words that always count, and two that a control of the second one makes count.
    private static let places: [ControlID] = [
        ControlID(.pin, 0), ControlID(.pin, 3), ControlID(.primary, 7), ControlID(.primary, 31),
        ControlID(.secondary, 1), ControlID(.secondary, 2), ControlID(.tertiary, 0),
    ]

    init(_ random: inout SplitMix) {
        let here = SourceLocation(#fileID, #line)
        let places: [ControlID] = Self.places.filter { $0.bit == 31 || !random.once(in: 5) }
        let controls: [ControlBit] = places.map { id in
            // A control that makes a word count needs nothing in any edition of the manual.
            let count: Int = id.bit == 31 ? 0 : random.below(3)
            let others: [ControlID] = (0..<count).map { _ in places[random.below(places.count)] }.filter { $0 != id }
            return ControlBit(
                id: id, name: "\(id)", symbol: "S", requires: Set(others).sorted().map { other in
                    random.once(in: 3) ? .clear(other) : .set(other)
                }, linux: .none, location: here)
        }
        let real: ArchitectureDescription = Architecture.architecture
        let activator = ControlID(.primary, 31)
        architecture = ArchitectureDescription(
            fields: real.fields,
            controlWords: real.controlWords.filter { $0.id <= .tertiary }.map { word in
                ControlWord(
                    id: word.id, name: word.name, symbol: word.symbol, controlName: word.controlName, part: word.part,
                    field: word.field,
                    capabilityMSR: word.capabilityMSR, trueMSR: nil, rule: word.rule, default1: 0,
                    activatedBy: word.id >= .secondary ? activator : nil, location: word.location)
            },
            controls: controls, capabilityMSRs: real.capabilityMSRs, exitReasons: [], msrs: [],
            dispositions: real.dispositions)
        var requests: [ControlRequest] = []
        for control: ControlBit in controls {
            let level: ControlRequest.Level? =
                switch random.below(8) {
                case 0, 1: nil
                case 2: .required
                case 3: .whenCPUID(Self.feature)
                default: .preferred
                }
            if let level { requests.append(ControlRequest(control, level, at: here)) }
        }
        self.requests = requests
    }

    /// Every processor that differs in these controls, with what negotiation ends with; none of those that are refused
    /// before the dependencies are checked.
    func outcomes() -> [Outcome] {
        let negotiation = Negotiation(architecture, requests: requests)
        var found: [Outcome] = []
        for isShown: Bool in [false, true] {
            for number: Int in 0..<Self.power(3, architecture.controls.count) {
                let settings: [ControlID: ProcessorExample.Setting] = self.settings(number)
                guard isProcessor(settings) else { continue }
                guard let state = try? negotiation.outcome(on: processor(settings, isShown)) else { continue }
                found.append(
                    Outcome(
                        ones: Set(architecture.controls.map(\.id).filter(state.isSet)),
                        allowed: Set(settings.filter { $0.value != .notAllowed }.keys), isShown: isShown))
            }
        }
        return found
    }

    struct Outcome {
        let ones: Set<ControlID>
        let allowed: Set<ControlID>
        let isShown: Bool
    }

    private static func power(_ base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * base } }

    private func settings(_ number: Int) -> [ControlID: ProcessorExample.Setting] {
        var rest: Int = number
        var found: [ControlID: ProcessorExample.Setting] = [:]
        for control: ControlBit in architecture.controls {
            found[control.id] = [.allowed, .notAllowed, .forced][rest % 3]
            rest /= 3
        }
        return found
    }

    private func processor(
        _ settings: [ControlID: ProcessorExample.Setting], _ isShown: Bool
    ) -> ProcessorCapabilities {
        var msrs: [UInt32: UInt64] = [0x480: 0]
        for word: ControlWord in architecture.controlWords {
            var value: UInt64 = 0
            for (id, setting) in settings where id.word == word.id && setting != .notAllowed {
                value |= word.rule == .allowedPair ? id.mask << 32 : id.mask
                if setting == .forced { value |= id.mask }
            }
            msrs[word.capabilityMSR.address] = value
        }
        var cpuid: [ProcessorCapabilities.Leaf: ProcessorCapabilities.Registers] = [.init(0): .init(eax: 7)]
        if isShown { cpuid[.init(7)] = .init(ebx: 2) }
        return ProcessorCapabilities(msrs: msrs, cpuid: cpuid)
    }

    /// Whether some setting of all controls is one that VM entry accepts: with what is forced, and nothing that is
    /// not allowed.
    private func isProcessor(_ settings: [ControlID: ProcessorExample.Setting]) -> Bool {
        let controls: [ControlBit] = architecture.controls
        // A word of 64 bits forces nothing.
        if settings.contains(where: { $0.key.word == .tertiary && $0.value == .forced }) { return false }
        return (0..<(1 << controls.count)).contains { number in
            let ones: Set<ControlID> = Set(
                controls.indices.filter { number >> $0 & 1 != 0 }.map { controls[$0].id })
            return controls.allSatisfy { control in
                guard ones.contains(control.id) else { return settings[control.id] != .forced }
                guard settings[control.id] != .notAllowed else { return false }
                let word: ControlWord? = architecture.controlWords.first { $0.id == control.id.word }
                return (word?.activatedBy.map(ones.contains) ?? true)
                    && control.requires.allSatisfy { requirement in
                        switch requirement {
                        case .set(let other): ones.contains(other)
                        case .clear(let other): !ones.contains(other)
                        }
                    }
            }
        }
    }
}
