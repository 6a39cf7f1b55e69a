// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

@testable import Verifier

/// A processor and what is asked of it, for the model in Swift and for `kmod/negotiate.c`.
struct NegotiationCase: Sendable {
    let processor: ProcessorCapabilities
    let requests: [ControlRequest]

    /// As `Tests/Host/negotiate_stream.c` reads it.
    var line: String {
        let addresses: ClosedRange<UInt32> = 0x480...0x493
        var words: [UInt64] = [0]
        for address: UInt32 in addresses {
            if processor.msrs[address] != nil { words[0] |= 1 << UInt64(address - 0x480) }
            words.append(processor.msrs[address] ?? 0)
        }
        words.append(UInt64(processor.cpuid.count))
        for (leaf, answer) in processor.cpuid.sorted(by: { ($0.key.leaf, $0.key.subleaf) < ($1.key.leaf, $1.key.subleaf) }) {
            words += [leaf.leaf, leaf.subleaf, answer.eax, answer.ebx, answer.ecx, answer.edx].map(UInt64.init)
        }
        words.append(UInt64(requests.count))
        for request: ControlRequest in requests { words += Self.words(request) }
        return words.map { String($0, radix: 16) }.joined(separator: " ") + "\n"
    }

    /// What the program is to answer.
    func answer(_ negotiation: Negotiation) -> String {
        do {
            let controls: NegotiatedControls = try negotiation.negotiate(on: processor)
            return "chosen" + controlWords.all.map(\.id).map { " " + hex(controls[$0]) }.joined()
        } catch {
            let id: ControlID? = error.control
            return "refused \(Self.code(error)) \(id?.word.number ?? 0) \(id?.bit ?? 0) "
                + "\(hex(UInt64(error.msr ?? 0))) CPU 3: \(error.words(in: architecture))"
        }
    }

    private static func code(_ refusal: NegotiationRefusal) -> String {
        switch refusal {
        case .unreadable: "capability"
        case .missing, .dependency(_, _, true): "missing"
        case .forced, .dependency(_, _, false): "forced"
        }
    }

    private static func words(_ request: ControlRequest) -> [UInt64] {
        let id: ControlID = request.control.id
        let start: [UInt64] = [UInt64(id.word.number), UInt64(id.bit)]
        switch request.level {
        case .required: return start + [0, 0, 0, 0, 0]
        case .preferred: return start + [1, 0, 0, 0, 0]
        case .whenCPUID(let feature):
            let register: Int = CPUIDFeature.Register.allCases.firstIndex(of: feature.register)!
            return start
                + [2, UInt64(register), UInt64(feature.bit), UInt64(feature.leaf), UInt64(feature.subleaf)]
        }
    }
}
