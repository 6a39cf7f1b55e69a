// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The registers of this folder as layouts, for outputs. `Tests/ArchitectureTests` finds a bit that is left out.
public let registers: [BitLayoutDescription] = [
    .register("CR0", "CR0", cr0Bits), .register("CR4", "CR4", cr4Bits), .register("RFLAGS", "RFLAGS", rflagsBits),
    .register("DR6", "DR6", dr6Bits), .register("XCR0", "XCR0", xcr0Bits), .register("IA32_EFER", "EFER", eferBits),
    .register("IA32_DEBUGCTL", "DEBUGCTL", debugctlBits),
    // A bit for each vector: SDM volume 3, "Exception Bitmap".
    BitLayoutDescription(
        name: "Exception Bitmap", symbol: "EXCEPTION_BITMAP", width: 32,
        fields: vectors.map { vector in
            BitLayoutDescription.Field(
                label: vector.label,
                bits: BitRange(name: vector.name, low: Int(vector.number), high: Int(vector.number)),
                type: .bool)
        }),
]

private struct RegisterBit {
    let name: String
    let mask: UInt64
    /// The Swift name, when it is not the SDM's in lower case.
    let label: String

    init(_ name: String, _ mask: UInt64, _ label: String? = nil) {
        self.name = name
        self.mask = mask
        self.label = label ?? name.lowercased()
    }
}

extension BitLayoutDescription {
    fileprivate static func register(_ name: String, _ symbol: String, _ bits: [RegisterBit]) -> BitLayoutDescription {
        BitLayoutDescription(
            name: name, symbol: symbol, width: 64,
            fields: bits.map { bit in
                let number: Int = bit.mask.trailingZeroBitCount
                return Field(
                    label: bit.label, bits: BitRange(name: bit.name, low: number, high: number), type: .bool)
            })
    }
}

private let cr0Bits: [RegisterBit] = [
    RegisterBit("PE", CR0.pe), RegisterBit("MP", CR0.mp), RegisterBit("EM", CR0.em), RegisterBit("TS", CR0.ts),
    RegisterBit("ET", CR0.et), RegisterBit("NE", CR0.ne), RegisterBit("WP", CR0.wp), RegisterBit("AM", CR0.am),
    RegisterBit("NW", CR0.nw), RegisterBit("CD", CR0.cd), RegisterBit("PG", CR0.pg),
]

private let cr4Bits: [RegisterBit] = [
    RegisterBit("VME", CR4.vme), RegisterBit("PVI", CR4.pvi), RegisterBit("TSD", CR4.tsd), RegisterBit("DE", CR4.de),
    RegisterBit("PSE", CR4.pse), RegisterBit("PAE", CR4.pae), RegisterBit("MCE", CR4.mce), RegisterBit("PGE", CR4.pge),
    RegisterBit("PCE", CR4.pce), RegisterBit("OSFXSR", CR4.osfxsr), RegisterBit("OSXMMEXCPT", CR4.osxmmexcpt),
    RegisterBit("UMIP", CR4.umip), RegisterBit("LA57", CR4.la57), RegisterBit("VMXE", CR4.vmxe),
    RegisterBit("SMXE", CR4.smxe), RegisterBit("FSGSBASE", CR4.fsgsbase), RegisterBit("PCIDE", CR4.pcide),
    RegisterBit("OSXSAVE", CR4.osxsave), RegisterBit("KL", CR4.kl), RegisterBit("SMEP", CR4.smep),
    RegisterBit("SMAP", CR4.smap), RegisterBit("PKE", CR4.pke), RegisterBit("CET", CR4.cet),
    RegisterBit("PKS", CR4.pks),
    RegisterBit("UINTR", CR4.uintr), RegisterBit("FRED", CR4.fred),
]

private let rflagsBits: [RegisterBit] = [
    RegisterBit("CF", RFLAGS.cf), RegisterBit("Always 1", RFLAGS.fixed1, "fixed1"), RegisterBit("PF", RFLAGS.pf),
    RegisterBit("AF", RFLAGS.af), RegisterBit("ZF", RFLAGS.zf), RegisterBit("SF", RFLAGS.sf),
    RegisterBit("TF", RFLAGS.tf), RegisterBit("IF", RFLAGS.`if`), RegisterBit("DF", RFLAGS.df),
    RegisterBit("OF", RFLAGS.of), RegisterBit("NT", RFLAGS.nt), RegisterBit("RF", RFLAGS.rf),
    RegisterBit("VM", RFLAGS.vm), RegisterBit("AC", RFLAGS.ac), RegisterBit("VIF", RFLAGS.vif),
    RegisterBit("VIP", RFLAGS.vip), RegisterBit("ID", RFLAGS.id),
]

private let dr6Bits: [RegisterBit] = [
    RegisterBit("B0", DR6.b0), RegisterBit("B1", DR6.b1), RegisterBit("B2", DR6.b2), RegisterBit("B3", DR6.b3),
    RegisterBit("BLD", DR6.busLock, "busLock"), RegisterBit("BD", DR6.bd), RegisterBit("BS", DR6.bs),
    RegisterBit("BT", DR6.bt), RegisterBit("RTM", DR6.rtm),
]

private let xcr0Bits: [RegisterBit] = [
    RegisterBit("x87", XCR0.x87), RegisterBit("SSE", XCR0.sse), RegisterBit("AVX", XCR0.avx),
    RegisterBit("BNDREGS", XCR0.bndregs), RegisterBit("BNDCSR", XCR0.bndcsr), RegisterBit("opmask", XCR0.opmask),
    RegisterBit("ZMM_Hi256", XCR0.zmmHi256, "zmmHi256"), RegisterBit("Hi16_ZMM", XCR0.hi16ZMM, "hi16ZMM"),
    RegisterBit("PKRU", XCR0.pkru), RegisterBit("TILECFG", XCR0.tilecfg), RegisterBit("TILEDATA", XCR0.tiledata),
    RegisterBit("APX", XCR0.apx),
]

private let eferBits: [RegisterBit] = [
    RegisterBit("SCE", EFER.sce), RegisterBit("LME", EFER.lme), RegisterBit("LMA", EFER.lma),
    RegisterBit("NXE", EFER.nxe),
]

private let debugctlBits: [RegisterBit] = [
    RegisterBit("LBR", DEBUGCTL.lbr), RegisterBit("BTF", DEBUGCTL.btf),
    RegisterBit("BLD", DEBUGCTL.busLockDetect, "busLockDetect"), RegisterBit("TR", DEBUGCTL.tr),
    RegisterBit("BTS", DEBUGCTL.bts), RegisterBit("BTINT", DEBUGCTL.btint),
    RegisterBit("FREEZE_LBRS_ON_PMI", DEBUGCTL.freezeLBRsOnPMI, "freezeLBRsOnPMI"),
    RegisterBit("FREEZE_PERFMON_ON_PMI", DEBUGCTL.freezePerfmonOnPMI, "freezePerfmonOnPMI"),
    RegisterBit("FREEZE_WHILE_SMM", DEBUGCTL.freezeInSMM, "freezeInSMM"), RegisterBit("RTM", DEBUGCTL.rtm),
]
