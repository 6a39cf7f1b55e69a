// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What the module checks before it negotiates: `check_vtx`, `check_basic` and `check_fixed` of `kmod/probe.c`.
struct ProcessorChecks {
    private let known: CapturedCapabilities

    init(_ known: CapturedCapabilities) { self.known = known }

    /// Nil when the start goes on.
    var outcome: Portability.Outcome? {
        featureControl ?? basic
            ?? fixed("CR0", RuntimeRequirements.linuxCR0, CapturedCapabilities.cr0Fixed0, exact: true)
            ?? fixed("CR4", RuntimeRequirements.linuxCR4, CapturedCapabilities.cr4Fixed0, exact: false)
    }

    private func refused(_ code: String, _ text: String, _ msr: UInt32, bit: Int? = nil) -> Portability.Outcome {
        .refused(
            PortabilityVerdict.Refusal(code: code, text: text, control: nil, msr: known.name(of: msr), bit: bit))
    }

    private var featureControl: Portability.Outcome? {
        let address: UInt32 = CapturedCapabilities.featureControl
        guard let value = known.values[address] else { return nil }
        // Linux locks it at boot, with VT-x on, where firmware has left it open.
        if value & 1 == 0 || value & 1 << 2 != 0 { return nil }
        return refused(
            "locked-off",
            "firmware turned VT-x off and locked it (IA32_FEATURE_CONTROL, 0x3a); turn it on in the firmware's set-up",
            address, bit: 2)
    }

    private var basic: Portability.Outcome? {
        let address: UInt32 = CapturedCapabilities.basic
        guard let value = known.values[address] else {
            let isAbsent: Bool = known.processor.msrs.contains { $0.address == address }
            return isAbsent
                ? refused("missing-capability", "IA32_VMX_BASIC (0x480) cannot be read", address) : .unknown([address])
        }
        let size: UInt64 = value >> 32 & 0x1fff
        let type: UInt64 = value >> 50 & 0xf
        let isBelow4GiB: Bool = value >> 48 & 1 != 0
        if size <= RuntimeRequirements.regionSize && type == RuntimeRequirements.regionMemoryType && !isBelow4GiB {
            return nil
        }
        return refused(
            "missing-capability",
            "IA32_VMX_BASIC (0x480) wants VMX regions that are larger than 4 KiB, not write-back or below 4 GiB",
            address)
    }

    /// - Parameter exact: whether no other bit of the register is 1; else those that are allowed may be.
    private func fixed(_ name: String, _ value: UInt64, _ address: UInt32, exact: Bool) -> Portability.Outcome? {
        let missing: [UInt32] = [address, address + 1].filter { address in
            known.architecture.capabilityMSRs.contains { $0.address == address && known.isMissing($0) }
        }
        if !missing.isEmpty { return .unknown(missing) }
        let fixed0: UInt64 = known.values[address] ?? 0
        let fixed1: UInt64 = known.values[address + 1] ?? 0
        // Of a register that is not known whole, a bit that must be 1 and that no feature of Linux explains is in the way.
        if fixed0 & ~value == 0 && value & ~fixed1 == 0 { return nil }
        return refused(
            "missing-capability",
            "\(name) is \(hexadecimal(value))\(exact ? "" : " or more"), but in VMX operation \(hexadecimal(fixed0)) must "
                + "be 1 and only \(hexadecimal(fixed1)) may be (MSR \(hexadecimal(address)))", address)
    }
}
