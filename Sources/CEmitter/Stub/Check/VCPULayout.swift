// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Where `struct hv_vcpu` of kmod/vcpu.h has what stubs use. What stands behind the control words moves when a word is
/// added, so that its offsets are generated; kmod/vcpu_asm.h has the others, and C asserts all of them.
struct VCPULayout {
    static let registers: Int = 0
    static let registersSize: Int = 16 * 8
    static let controlsOffset: Int = 0x80
    static let scratchSize: Int = 2 * 8
    static let sumSize: Int = 8
    /// Of what the runtime has between the controls and the places for stubs.
    private static let runtimeSize: Int = 8 * 8
    private static let cacheLine: Int = 64

    let controls: ControlLayout

    init(_ architecture: ArchitectureDescription) { controls = ControlLayout(architecture.controlWords) }

    var scratch: Int { Self.controlsOffset + (controls.size + 7) / 8 * 8 + Self.runtimeSize }
    var sum: Int { scratch + Self.scratchSize }
    /// The declared state begins in a cache line of its own.
    var state: Int { (sum + Self.sumSize + Self.cacheLine - 1) / Self.cacheLine * Self.cacheLine }

    /// What Generated/arch/control_words.h defines.
    var generated: [(name: String, offset: Int)] {
        [("HV_VCPU_SCRATCH", scratch), ("HV_VCPU_SUM", sum), ("HV_VCPU_STATE", state)]
    }

    /// What assembly calls the places.
    var symbols: [String: Int] {
        var all: [String: Int] = ["HV_VCPU_REGS": Self.registers, "HV_VCPU_CONTROLS": Self.controlsOffset]
        for (name, offset) in generated { all[name] = offset }
        for register: Register in Register.allCases {
            all["HV_VCPU_" + register.rawValue.uppercased()] = Self.registers + 8 * register.number
        }
        return all
    }
}
