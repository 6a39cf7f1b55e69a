// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Feature bits of CPUID that hypervisors and the database name.
///
/// SDM volume 2, "CPUID—CPU Identification".
public enum CPUIDFeatures {
    public static let monitor: CPUIDFeature = CPUIDFeature("MONITOR", leaf: 1, .ecx, bit: 3)
    public static let vmx: CPUIDFeature = CPUIDFeature("VMX", leaf: 1, .ecx, bit: 5)
    public static let smx: CPUIDFeature = CPUIDFeature("SMX", leaf: 1, .ecx, bit: 6)
    public static let pcid: CPUIDFeature = CPUIDFeature("PCID", leaf: 1, .ecx, bit: 17)
    public static let x2apic: CPUIDFeature = CPUIDFeature("x2APIC", leaf: 1, .ecx, bit: 21)
    public static let xsave: CPUIDFeature = CPUIDFeature("XSAVE", leaf: 1, .ecx, bit: 26)
    public static let osxsave: CPUIDFeature = CPUIDFeature("OSXSAVE", leaf: 1, .ecx, bit: 27)
    public static let rdrand: CPUIDFeature = CPUIDFeature("RDRAND", leaf: 1, .ecx, bit: 30)
    /// Reserved to 0 on processors; hypervisors set it to announce themselves.
    public static let hypervisor: CPUIDFeature = CPUIDFeature("HYPERVISOR", leaf: 1, .ecx, bit: 31)
    public static let sgx: CPUIDFeature = CPUIDFeature("SGX", leaf: 7, .ebx, bit: 2)
    public static let invpcid: CPUIDFeature = CPUIDFeature("INVPCID", leaf: 7, .ebx, bit: 10)
    public static let rtm: CPUIDFeature = CPUIDFeature("RTM", leaf: 7, .ebx, bit: 11)
    public static let rdseed: CPUIDFeature = CPUIDFeature("RDSEED", leaf: 7, .ebx, bit: 18)
    public static let ospke: CPUIDFeature = CPUIDFeature("OSPKE", leaf: 7, .ecx, bit: 4)
    public static let waitpkg: CPUIDFeature = CPUIDFeature("WAITPKG", leaf: 7, .ecx, bit: 5)
    public static let cetShadowStacks: CPUIDFeature = CPUIDFeature("CET_SS", leaf: 7, .ecx, bit: 7)
    public static let la57: CPUIDFeature = CPUIDFeature("LA57", leaf: 7, .ecx, bit: 16)
    public static let rdpid: CPUIDFeature = CPUIDFeature("RDPID", leaf: 7, .ecx, bit: 22)
    public static let keyLocker: CPUIDFeature = CPUIDFeature("KL", leaf: 7, .ecx, bit: 23)
    public static let busLockDetect: CPUIDFeature = CPUIDFeature("BUS_LOCK_DETECT", leaf: 7, .ecx, bit: 24)
    public static let enqcmd: CPUIDFeature = CPUIDFeature("ENQCMD", leaf: 7, .ecx, bit: 29)
    public static let pconfig: CPUIDFeature = CPUIDFeature("PCONFIG", leaf: 7, .edx, bit: 18)
    public static let fred: CPUIDFeature = CPUIDFeature("FRED", leaf: 7, subleaf: 1, .eax, bit: 17)
    public static let lam: CPUIDFeature = CPUIDFeature("LAM", leaf: 7, subleaf: 1, .eax, bit: 26)
    public static let msrList: CPUIDFeature = CPUIDFeature("MSRLIST", leaf: 7, subleaf: 1, .eax, bit: 27)
    public static let msrImmediate: CPUIDFeature = CPUIDFeature("MSR_IMM", leaf: 7, subleaf: 1, .ecx, bit: 5)
    public static let userMSR: CPUIDFeature = CPUIDFeature("USER_MSR", leaf: 7, subleaf: 1, .edx, bit: 15)
    public static let apx: CPUIDFeature = CPUIDFeature("APX_F", leaf: 7, subleaf: 1, .edx, bit: 21)
    public static let xsaves: CPUIDFeature = CPUIDFeature("XSAVES", leaf: 0xd, subleaf: 1, .eax, bit: 3)
    public static let nx: CPUIDFeature = CPUIDFeature("NX", leaf: 0x8000_0001, .edx, bit: 20)
    public static let rdtscp: CPUIDFeature = CPUIDFeature("RDTSCP", leaf: 0x8000_0001, .edx, bit: 27)
}
