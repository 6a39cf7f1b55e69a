// SPDX-License-Identifier: GPL-2.0-only

import VMXModel
import Verifier

/// What the module checks when it has negotiated: `check_controls` of `kmod/probe.c`.
struct ControlChecks {
    private let known: CapturedCapabilities
    private let controls: NegotiatedControls

    init(_ known: CapturedCapabilities, _ controls: NegotiatedControls) {
        self.known = known
        self.controls = controls
    }

    /// Nil when the start goes on.
    var outcome: Portability.Outcome? { translation ?? leaving }

    private static let secondary = ControlWordID(2, "secondary")
    private static let ept = ControlID(secondary, 1)
    private static let vpid = ControlID(secondary, 5)

    /// EPT and VPID need more than their controls.
    private var translation: Portability.Outcome? {
        let address: UInt32 = CapturedCapabilities.eptVPID
        guard controls.isSet(Self.ept) || controls.isSet(Self.vpid) else { return nil }
        if known.architecture.capabilityMSRs.contains(where: { $0.address == address && known.isMissing($0) }) {
            return .unknown([address])
        }
        let value: UInt64 = known.values[address] ?? 0
        if controls.isSet(Self.ept),
            let missing = RuntimeRequirements.ept.first(where: { value >> UInt64($0.bit) & 1 == 0 })
        {
            return refused(
                "missing-capability", "IA32_VMX_EPT_VPID_CAP (0x48c) lacks bit \(missing.bit): \(missing.name)",
                address,
                bit: missing.bit)
        }
        if controls.isSet(Self.vpid), ~value & RuntimeRequirements.vpid != 0 {
            return refused(
                "missing-capability",
                "IA32_VMX_EPT_VPID_CAP (0x48c) lacks INVVPID (bit 32) or its all-context type (bit 42)", address)
        }
        return nil
    }

    private var leaving: Portability.Outcome? {
        func refusal(_ kind: String) -> Portability.Outcome {
            refused(
                "forced-control",
                "the profile sets a VM-\(kind) control whose effect this module cannot take back when it leaves", nil)
        }
        for word: ControlWord in known.architecture.controlWords {
            guard controls[word.id] & ~RuntimeRequirements.takenBack(in: word) != 0 else { continue }
            return refusal(word.part == .entry ? "entry" : "exit")
        }
        return nil
    }

    private func refused(_ code: String, _ text: String, _ msr: UInt32?, bit: Int? = nil) -> Portability.Outcome {
        .refused(
            PortabilityVerdict.Refusal(code: code, text: text, control: nil, msr: msr.map(known.name), bit: bit))
    }
}
