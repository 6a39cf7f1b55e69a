// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Says for people on which processor something is so, and with what negotiation ends there.
struct ClosureWords {
    let architecture: ArchitectureDescription

    /// For example `on a processor that allows "A" (IA32_VMX_PROCBASED_CTLS2[39] = 1) but not "B"
    /// (IA32_VMX_PROCBASED_CTLS2[33] = 0)`; `on every processor` where nothing has to be special.
    func processor(_ example: ProcessorExample, about asked: [ControlID]) -> String {
        let settings: [(key: ControlID, value: ProcessorExample.Setting)] = example.settings.sorted {
            $0.key < $1.key
        }
        func names(_ setting: ProcessorExample.Setting, _ bit: (ControlID) -> String) -> [String] {
            let to: String = setting == .forced ? " to 1" : ""
            return settings.filter { $0.value == setting && (setting != .allowed || asked.contains($0.key)) }
                .map { "\(name($0.key))\(to) (\(bit($0.key)))" }
        }
        let allowed: [String] = names(.allowed) { allowedBit($0) + " = 1" }
        let missing: [String] = names(.notAllowed) { allowedBit($0) + " = 0" }
        let forced: [String] = names(.forced) { forcedBit($0) + " = 1" }
        var parts: [String] = []
        if !allowed.isEmpty { parts.append("allows " + Self.list(allowed)) }
        if !missing.isEmpty { parts.append((allowed.isEmpty ? "does not allow " : "but not ") + Self.list(missing)) }
        if !forced.isEmpty { parts.append("forces \(Self.list(forced))") }
        let shown: [String] = example.features.filter(\.value).keys.sorted().map(Self.name)
        if !shown.isEmpty { parts.append("shows \(Self.list(shown)) in CPUID") }
        for (bit, value) in example.bits.sorted(by: { $0.key < $1.key }) {
            parts.append("has \(msrName(bit.address))[\(bit.bit)] = \(value ? 1 : 0)")
        }
        guard let first = parts.first else { return "on every processor" }
        let rest: String = parts.dropFirst().map { ($0.hasPrefix("but ") ? " " : ", ") + $0 }.joined()
        return "on a processor that \(first)\(rest)"
    }

    /// For example `negotiation ends with "A" = 1 and "B" = 0`.
    func outcome(_ controls: [(id: ControlID, value: Bool)]) -> String {
        "negotiation ends with " + Self.list(controls.map { "\(name($0.id)) = \($0.value ? 1 : 0)" })
    }

    func name(_ id: ControlID) -> String { architecture.control(id).map { "\"\($0.name)\"" } ?? "control \(id)" }

    private func msrName(_ address: UInt32) -> String {
        architecture.capabilityMSRs.first { $0.address == address }?.name ?? "MSR \(hex(UInt64(address)))"
    }

    /// Processors without the TRUE MSRs have the same bit in the other one.
    private func msr(_ id: ControlID) -> String {
        let word: ControlWord? = architecture.controlWords.first { $0.id == id.word }
        return (word?.trueMSR ?? word?.capabilityMSR)?.name ?? "its capability MSR"
    }

    private func allowedBit(_ id: ControlID) -> String { "\(msr(id))[\(architecture.allowedBit(of: id))]" }
    private func forcedBit(_ id: ControlID) -> String { "\(msr(id))[\(id.bit)]" }

    private static func name(_ feature: CPUIDBit) -> String {
        let subleaf: String = feature.subleaf == 0 ? "" : ".\(feature.subleaf)"
        return "\(hex(UInt64(feature.leaf)))\(subleaf):\(feature.register.rawValue.uppercased())[\(feature.bit)]"
    }

    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
