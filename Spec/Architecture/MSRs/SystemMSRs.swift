// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// MSRs whose guest value is in the register itself.
///
/// SDM volume 4, "Architectural MSRs".
public struct SystemMSRs: Sendable {
    public let tsc: ModelSpecificRegister = ModelSpecificRegister("IA32_TIME_STAMP_COUNTER", 0x10)
    public let apicBase: ModelSpecificRegister = ModelSpecificRegister("IA32_APIC_BASE", 0x1b)
    public let featureControl: ModelSpecificRegister = ModelSpecificRegister("IA32_FEATURE_CONTROL", 0x3a)
    public let tscAdjust: ModelSpecificRegister = ModelSpecificRegister("IA32_TSC_ADJUST", 0x3b)
    public let specCtrl: ModelSpecificRegister = ModelSpecificRegister("IA32_SPEC_CTRL", 0x48)
    public let predCmd: ModelSpecificRegister = ModelSpecificRegister("IA32_PRED_CMD", 0x49)
    public let biosUpdateTrigger: ModelSpecificRegister = ModelSpecificRegister("IA32_BIOS_UPDT_TRIG", 0x79)
    public let biosSignature: ModelSpecificRegister = ModelSpecificRegister("IA32_BIOS_SIGN_ID", 0x8b)
    public let umwaitControl: ModelSpecificRegister = ModelSpecificRegister("IA32_UMWAIT_CONTROL", 0xe1)
    public let archCapabilities: ModelSpecificRegister = ModelSpecificRegister("IA32_ARCH_CAPABILITIES", 0x10a)
    public let flushCmd: ModelSpecificRegister = ModelSpecificRegister("IA32_FLUSH_CMD", 0x10b)
    public let miscEnable: ModelSpecificRegister = ModelSpecificRegister("IA32_MISC_ENABLE", 0x1a0)
    public let uCet: ModelSpecificRegister = ModelSpecificRegister("IA32_U_CET", 0x6a0)
    public let tscDeadline: ModelSpecificRegister = ModelSpecificRegister("IA32_TSC_DEADLINE", 0x6e0)
    public let xss: ModelSpecificRegister = ModelSpecificRegister("IA32_XSS", 0xda0)
    public let star: ModelSpecificRegister = ModelSpecificRegister("IA32_STAR", 0xc000_0081)
    public let lstar: ModelSpecificRegister = ModelSpecificRegister("IA32_LSTAR", 0xc000_0082)
    public let cstar: ModelSpecificRegister = ModelSpecificRegister("IA32_CSTAR", 0xc000_0083)
    public let fmask: ModelSpecificRegister = ModelSpecificRegister("IA32_FMASK", 0xc000_0084)
    public let kernelGSBase: ModelSpecificRegister = ModelSpecificRegister("IA32_KERNEL_GS_BASE", 0xc000_0102)
    public let tscAux: ModelSpecificRegister = ModelSpecificRegister("IA32_TSC_AUX", 0xc000_0103)
}
