// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// What CPUID says.
public struct FeatureInputs: Sendable {
    /// At most 52 bits are ever implemented, and at least 32: those above and below are known without CPUID.
    ///
    /// SDM volume 3, "Checks on VMX Controls": where IA32_TME_ACTIVATE[0] is 1, MAXPHYADDR outside SEAM is less
    /// by IA32_TME_ACTIVATE[39:36].
    public let physicalAddressReserved: MachineInput<UInt64> = MachineInput(
        "physical-address-reserved", "the bits 63:MAXPHYADDR, as a mask; key identifiers of TME are among them",
        .processor, alwaysOne: 0xfff0_0000_0000_0000, alwaysZero: 0xffff_ffff)
    /// For guest-physical addresses under EPT, and in SEAM.
    public let enumeratedPhysicalAddressReserved: MachineInput<UInt64> = MachineInput(
        "enumerated-physical-address-reserved", "the bits above CPUID.80000008H:EAX[7:0], as a mask",
        .processor, alwaysOne: 0xfff0_0000_0000_0000, alwaysZero: 0xffff_ffff)
    /// CPUID.80000008H:EAX[15:8] is 57 then, and otherwise 48.
    public let la57: MachineInput<Bool> = feature("la57", "57-bit linear addresses", CPUIDFeatures.la57)
    public let lam: MachineInput<Bool> = feature("lam", "linear-address masking", CPUIDFeatures.lam)
    public let nx: MachineInput<Bool> = feature("nx", "execute-disable", CPUIDFeatures.nx)
    public let rtm: MachineInput<Bool> = feature("rtm", "restricted transactional memory", CPUIDFeatures.rtm)
    public let sgx: MachineInput<Bool> = feature("sgx", "SGX", CPUIDFeatures.sgx)
    public let fred: MachineInput<Bool> = feature("fred", "FRED transitions", CPUIDFeatures.fred)
    public let busLockDetect: MachineInput<Bool> = feature(
        "bus-lock-detect", "bus-lock debug exceptions", CPUIDFeatures.busLockDetect)

    private static func feature(_ name: String, _ what: String, _ feature: CPUIDFeature) -> MachineInput<Bool> {
        MachineInput("cpuid-\(name)", "whether the processor supports \(what)", .cpuid(feature))
    }
}

/// Which bits of model-specific registers a processor has. What no processor has is known without asking it.
///
/// SDM volume 4, "Architectural MSRs", and the sections named.
public struct WritableBitInputs: Sendable {
    /// Volume 3, "IA32_DEBUGCTL MSR": bits 5:3 and 63:16 are reserved.
    public let debugctl: MachineInput<UInt64> = bits(msrs.debugctl, never: 0xffff_ffff_ffff_0038)
    /// Volume 3, "Global Performance Counter Control": bits 63:49 are reserved.
    public let perfGlobalCtrl: MachineInput<UInt64> = bits(msrs.perfGlobalCtrl, never: 0xfffe_0000_0000_0000)
    /// Volume 3, table "IA32_RTIT_CTL MSR": bits 18, 23 and 63:57 are reserved.
    public let rtitCtl: MachineInput<UInt64> = bits(msrs.rtitCtl, never: 0xfe00_0000_0084_0000)
    /// Volume 3, chapter "Last Branch Records": bits 15:4 and 63:23 are reserved.
    public let lbrCtl: MachineInput<UInt64> = bits(msrs.lbrCtl, never: 0xffff_ffff_ff80_fff0)
    public let specCtrl: MachineInput<UInt64> = bits(msrs.specCtrl, never: 0)
    /// Volume 1, chapter "Control-Flow Enforcement Technology": bits 9:6 are reserved.
    public let sCet: MachineInput<UInt64> = bits(msrs.sCet, never: 0x3c0)

    private static func bits(_ msr: ModelSpecificRegister, never: UInt64) -> MachineInput<UInt64> {
        MachineInput(
            "writable-\(kebab(msr.name))", "the bits of \(msr.name) that the processor has, as a mask",
            .writableBits(of: msr), alwaysZero: never)
    }

    private static func kebab(_ name: String) -> String {
        String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    }
}
