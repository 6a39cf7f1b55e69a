// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What the runtime in `kmod/` itself needs of a processor, whatever the hypervisor is: the checks of `probe.c` and
/// `ept.c` beside negotiation. Tests compare the lists with the C.
enum RuntimeRequirements {
    /// A bit of IA32_VMX_EPT_VPID_CAP, with the name that the module gives it.
    struct Capability: Hashable, Sendable {
        let bit: Int
        let name: String
    }

    /// With EPT, in the order in which the module looks.
    static let ept: [Capability] = [
        Capability(bit: 6, name: "EPT page-walk length 4"),
        Capability(bit: 14, name: "write-back EPT paging structures"),
        Capability(bit: 20, name: "INVEPT"),
        Capability(bit: 25, name: "single-context INVEPT"),
        Capability(bit: 26, name: "all-context INVEPT"),
    ]

    /// With VPID: INVVPID, and its all-context type.
    static let vpid: UInt64 = 1 << 32 | 1 << 42

    /// Bits of the primary VM-exit controls whose effect the module takes back when it leaves, and of no other word of
    /// VM-exit controls: the debug controls, the host's address space, the acknowledged interrupt, PAT and EFER, the
    /// preemption timer, PT, and what was always 1.
    static let exitControls: UInt64 = 1 << 2 | 1 << 9 | 1 << 15 | 0xf << 18 | 1 << 22 | 1 << 24 | 0x3_6dff
    /// The same of the VM-entry controls.
    static let entryControls: UInt64 = 1 << 2 | 1 << 9 | 1 << 14 | 1 << 15 | 1 << 17 | 0x11ff

    /// The bits of a word, by the word's symbol, that may be 1 because the module takes them back when it leaves.
    static func takenBack(in word: ControlWord) -> UInt64 {
        switch word.symbol {
        case "EXIT": exitControls
        case "ENTRY": entryControls
        default: word.part == .execution ? .max : 0
        }
    }

    /// The bits of CR0 that are 1 under Linux on x86-64, all of them: PE, MP, ET, NE, WP, AM, PG.
    static let linuxCR0: UInt64 = 0x8005_0033
    /// Bits of CR4 that are surely 1 there: PAE, and VMXE, which the module sets. Linux sets others where CPUID shows
    /// their features, and then the processor lets them be 1.
    static let linuxCR4: UInt64 = 1 << 5 | 1 << 13

    /// Bytes of a VMX region: the module gives it a page.
    static let regionSize: UInt64 = 4096
    /// Write-back.
    static let regionMemoryType: UInt64 = 6
}
