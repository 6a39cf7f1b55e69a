// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// Why a start was refused, for a person.
struct Refusal: Hashable {
    let code: UInt32
    let cpu: UInt32
    let word: UInt32
    let bit: UInt32
    /// The MSR; for a failed entry the VM-instruction error or exit reason.
    let msr: UInt32
    /// The module's own words.
    let text: String

    init(_ refusal: inout hvcore_refusal) {
        code = refusal.code
        cpu = refusal.cpu
        word = refusal.word
        bit = refusal.bit
        msr = refusal.msr
        text = cString(&refusal.text)
    }

    private var known: HVCoreRefusalCode? { HVCoreRefusalCode(rawValue: code) }

    /// In one line, with the word that stands for it.
    var reason: String { known.map { "\($0.summary) (\($0.text))" } ?? "for reason \(code)" }

    /// What to do.
    var advice: String? { known?.advice }

    /// What is involved, a line each.
    var details: [String] {
        var lines: [String] = []
        if !text.isEmpty { lines.append("module:  \(text)") }
        lines.append("CPU:     \(cpu)")
        switch known {
        case .missingControl, .forcedControl, .cpusDiffer:
            let name = HVCoreControlWord(rawValue: word)?.summary ?? "control word \(word)"
            lines.append("control: \(name), bit \(bit)")
        default:
            break
        }
        if known == .entryFailed {
            lines.append("number:  \(msr) (VM-instruction error or exit reason)")
        } else if msr != 0 {
            lines.append("MSR:     \(MSRName.text(msr))")
        }
        return lines
    }
}

/// Names of MSRs for a person.
enum MSRName {
    /// The manual's name of a capability MSR; nil for another.
    static func name(_ address: UInt32) -> String? {
        if address == featureControl { return "IA32_FEATURE_CONTROL" }
        return HVCoreName.capabilityMSRs.first { $0.number == address }?.name
    }

    /// For example `0x48b (IA32_VMX_PROCBASED_CTLS2)`.
    static func text(_ address: UInt32) -> String {
        let number = "0x" + String(address, radix: 16)
        return name(address).map { "\(number) (\($0))" } ?? number
    }

    static let featureControl: UInt32 = 0x3A
}
