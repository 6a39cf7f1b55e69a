// SPDX-License-Identifier: GPL-2.0-only

/// The footnotes of SDM volume 3, appendix "Field Encoding in VMCS": "This field exists only on processors that support
/// the 1-setting of …". A field that is not here exists on every processor.
enum ManualConditions {
    /// The encodings that a footnote stands at, by the controls that it names: any of them will do.
    static let controls: [[String]: [UInt32]] = [
        ["Enable VPID"]: [0x0000],
        ["Process posted interrupts"]: [0x0002, 0x2016],
        ["EPT-violation #VE"]: [0x0004, 0x202a],
        ["Enable HLAT"]: [0x0006, 0x2040],
        ["IPI virtualization"]: [0x0008, 0x2042],
        ["Virtual-interrupt delivery"]: [0x0810, 0x201c, 0x201e, 0x2020, 0x2022],
        ["Enable PML"]: [0x0812, 0x200e],
        ["Clear UINV", "Load UINV"]: [0x0814],
        ["Use MSR bitmaps"]: [0x2004],
        ["Use TPR shadow"]: [0x2012, 0x401c],
        ["Virtualize APIC accesses"]: [0x2014],
        ["Enable VM functions"]: [0x2018],
        ["Enable EPT"]: [0x201a, 0x2400, 0x280a, 0x280c, 0x280e, 0x2810],
        ["VMCS shadowing"]: [0x2026, 0x2028],
        ["Enable XSAVES/XRSTORS"]: [0x202c],
        ["Enable ENCLS exiting"]: [0x202e],
        ["Sub-page write permissions for EPT"]: [0x2030],
        ["Use TSC scaling"]: [0x2032],
        ["Activate tertiary controls"]: [0x2034],
        ["PASID translation"]: [0x2038, 0x203a],
        ["SEAM guest-physical address width"]: [0x203c, 0x4026],
        ["Enable PCONFIG"]: [0x203e],
        ["Activate secondary controls"]: [0x2044, 0x401e],
        ["Virtualize IA32_SPEC_CTRL"]: [0x204a, 0x204c],
        ["Enable MSR-list instructions"]: [0x2402],
        ["Load IA32_PAT", "Save IA32_PAT"]: [0x2804],
        ["Load IA32_EFER", "Save IA32_EFER"]: [0x2806],
        ["Load IA32_PERF_GLOBAL_CTRL"]: [0x2808, 0x2c04],
        ["Clear IA32_BNDCFGS", "Load IA32_BNDCFGS"]: [0x2812],
        ["Clear IA32_RTIT_CTL", "Load IA32_RTIT_CTL"]: [0x2814],
        ["Clear IA32_LBR_CTL", "Load guest IA32_LBR_CTL"]: [0x2816],
        ["Load PKRS"]: [0x2818, 0x2c06],
        ["Load FRED", "Save FRED"]: [0x281a, 0x281c, 0x281e, 0x2820, 0x2822, 0x2824, 0x2826, 0x2828],
        ["Load IA32_PAT"]: [0x2c00],
        ["Load IA32_EFER"]: [0x2c02],
        ["Load FRED"]: [0x2c08, 0x2c0a, 0x2c0c, 0x2c0e, 0x2c10, 0x2c12, 0x2c14, 0x2c16],
        ["PAUSE-loop exiting"]: [0x4020, 0x4022],
        ["Instruction timeout"]: [0x4024],
        ["Activate VMX-preemption timer"]: [0x482e],
        ["Load CET state"]: [0x6828, 0x682a, 0x682c, 0x6c18, 0x6c1a, 0x6c1c],
    ]

    /// "This field exists only on processors that support FRED transitions."
    static let fred: [UInt32] = [0x2052, 0x2404]
    /// "… of the \u{201c}EPTP switching\u{201d} VM-function control."
    static let eptpSwitching: [UInt32] = [0x2024]
}
