// SPDX-License-Identifier: GPL-2.0-only

/// SDM volume 3, appendix "Field Encoding in VMCS", February 2026: each encoding with the manual's name.
enum ManualTable {
    /// How many fields each of its tables has, B-1 to B-15; the high halves are not counted.
    static let counts: [String: Int] = [
        "16-bit control": 5, "16-bit guest-state": 11, "16-bit host-state": 7,
        "64-bit control": 37, "64-bit read-only data": 3, "64-bit guest-state": 21, "64-bit host-state": 12,
        "32-bit control": 20, "32-bit read-only data": 8, "32-bit guest-state": 23, "32-bit host-state": 1,
        "natural-width control": 8, "natural-width read-only data": 6, "natural-width guest-state": 23,
        "natural-width host-state": 15,
    ]

    static let names: [UInt32: String] = Dictionary(
        uniqueKeysWithValues: text.split(separator: "\n").map { line in
            let parts: [Substring] = line.split(separator: " ", maxSplits: 1)
            return (UInt32(parts[0], radix: 16)!, String(parts[1]))
        })

    private static let text: String = """
        0000 Virtual-processor identifier (VPID)
        0002 Posted-interrupt notification vector
        0004 EPTP index
        0006 HLAT prefix size
        0008 Last PID-pointer index
        0800 Guest ES selector
        0802 Guest CS selector
        0804 Guest SS selector
        0806 Guest DS selector
        0808 Guest FS selector
        080a Guest GS selector
        080c Guest LDTR selector
        080e Guest TR selector
        0810 Guest interrupt status
        0812 PML index
        0814 Guest UINV
        0c00 Host ES selector
        0c02 Host CS selector
        0c04 Host SS selector
        0c06 Host DS selector
        0c08 Host FS selector
        0c0a Host GS selector
        0c0c Host TR selector
        2000 Address of I/O bitmap A
        2002 Address of I/O bitmap B
        2004 Address of MSR bitmaps
        2006 VM-exit MSR-store address
        2008 VM-exit MSR-load address
        200a VM-entry MSR-load address
        200c Executive-VMCS pointer
        200e PML address
        2010 TSC offset
        2012 Virtual-APIC address
        2014 APIC-access address
        2016 Posted-interrupt descriptor address
        2018 VM-function controls
        201a EPT pointer (EPTP)
        201c EOI-exit bitmap 0 (EOI_EXIT0)
        201e EOI-exit bitmap 1 (EOI_EXIT1)
        2020 EOI-exit bitmap 2 (EOI_EXIT2)
        2022 EOI-exit bitmap 3 (EOI_EXIT3)
        2024 EPTP-list address
        2026 VMREAD-bitmap address
        2028 VMWRITE-bitmap address
        202a Virtualization-exception information address
        202c XSS-exiting bitmap
        202e ENCLS-exiting bitmap
        2030 Sub-page-permission-table pointer
        2032 TSC multiplier
        2034 Tertiary processor-based VM-execution controls
        2038 Low PASID directory address
        203a High PASID directory address
        203c SEAM shared EPT pointer
        203e PCONFIG-exiting bitmap
        2040 Hypervisor-managed linear-address translation pointer (HLATP)
        2042 PID-pointer table address
        2044 Secondary VM-exit controls
        204a IA32_SPEC_CTRL mask
        204c IA32_SPEC_CTRL shadow
        2052 Injected-event data
        2400 Guest-physical address
        2402 MSR data
        2404 Original-event data
        2800 VMCS link pointer
        2802 Guest IA32_DEBUGCTL
        2804 Guest IA32_PAT
        2806 Guest IA32_EFER
        2808 Guest IA32_PERF_GLOBAL_CTRL
        280a Guest PDPTE0
        280c Guest PDPTE1
        280e Guest PDPTE2
        2810 Guest PDPTE3
        2812 Guest IA32_BNDCFGS
        2814 Guest IA32_RTIT_CTL
        2816 Guest IA32_LBR_CTL
        2818 Guest IA32_PKRS
        281a Guest IA32_FRED_CONFIG
        281c Guest IA32_FRED_RSP1
        281e Guest IA32_FRED_RSP2
        2820 Guest IA32_FRED_RSP3
        2822 Guest IA32_FRED_STKLVLS
        2824 Guest IA32_FRED_SSP1
        2826 Guest IA32_FRED_SSP2
        2828 Guest IA32_FRED_SSP3
        2c00 Host IA32_PAT
        2c02 Host IA32_EFER
        2c04 Host IA32_PERF_GLOBAL_CTRL
        2c06 Host IA32_PKRS
        2c08 Host IA32_FRED_CONFIG
        2c0a Host IA32_FRED_RSP1
        2c0c Host IA32_FRED_RSP2
        2c0e Host IA32_FRED_RSP3
        2c10 Host IA32_FRED_STKLVLS
        2c12 Host IA32_FRED_SSP1
        2c14 Host IA32_FRED_SSP2
        2c16 Host IA32_FRED_SSP3
        4000 Pin-based VM-execution controls
        4002 Primary processor-based VM-execution controls
        4004 Exception bitmap
        4006 Page-fault error-code mask
        4008 Page-fault error-code match
        400a CR3-target count
        400c Primary VM-exit controls
        400e VM-exit MSR-store count
        4010 VM-exit MSR-load count
        4012 VM-entry controls
        4014 VM-entry MSR-load count
        4016 Injected-event identification
        4018 Injected-event error code
        401a VM-entry instruction length
        401c TPR threshold
        401e Secondary processor-based VM-execution controls
        4020 PLE_Gap
        4022 PLE_Window
        4024 Instruction-timeout control
        4026 SEAM-guest KeyID
        4400 VM-instruction error
        4402 Exit reason
        4404 Exiting-event identification
        4406 Exiting-event error code
        4408 Original-event identification
        440a Original-event error code
        440c VM-exit instruction length
        440e VM-exit instruction information
        4800 Guest ES limit
        4802 Guest CS limit
        4804 Guest SS limit
        4806 Guest DS limit
        4808 Guest FS limit
        480a Guest GS limit
        480c Guest LDTR limit
        480e Guest TR limit
        4810 Guest GDTR limit
        4812 Guest IDTR limit
        4814 Guest ES access rights
        4816 Guest CS access rights
        4818 Guest SS access rights
        481a Guest DS access rights
        481c Guest FS access rights
        481e Guest GS access rights
        4820 Guest LDTR access rights
        4822 Guest TR access rights
        4824 Guest interruptibility state
        4826 Guest activity state
        4828 Guest SMBASE
        482a Guest IA32_SYSENTER_CS
        482e VMX-preemption timer value
        4c00 Host IA32_SYSENTER_CS
        6000 CR0 guest/host mask
        6002 CR4 guest/host mask
        6004 CR0 read shadow
        6006 CR4 read shadow
        6008 CR3-target value 0
        600a CR3-target value 1
        600c CR3-target value 2
        600e CR3-target value 3
        6400 Exit qualification
        6402 I/O RCX
        6404 I/O RSI
        6406 I/O RDI
        6408 I/O RIP
        640a Guest-linear address
        6800 Guest CR0
        6802 Guest CR3
        6804 Guest CR4
        6806 Guest ES base
        6808 Guest CS base
        680a Guest SS base
        680c Guest DS base
        680e Guest FS base
        6810 Guest GS base
        6812 Guest LDTR base
        6814 Guest TR base
        6816 Guest GDTR base
        6818 Guest IDTR base
        681a Guest DR7
        681c Guest RSP
        681e Guest RIP
        6820 Guest RFLAGS
        6822 Guest pending debug exceptions
        6824 Guest IA32_SYSENTER_ESP
        6826 Guest IA32_SYSENTER_EIP
        6828 Guest IA32_S_CET
        682a Guest SSP
        682c Guest IA32_INTERRUPT_SSP_TABLE_ADDR
        6c00 Host CR0
        6c02 Host CR3
        6c04 Host CR4
        6c06 Host FS base
        6c08 Host GS base
        6c0a Host TR base
        6c0c Host GDTR base
        6c0e Host IDTR base
        6c10 Host IA32_SYSENTER_ESP
        6c12 Host IA32_SYSENTER_EIP
        6c14 Host RSP
        6c16 Host RIP
        6c18 Host IA32_S_CET
        6c1a Host SSP
        6c1c Host IA32_INTERRUPT_SSP_TABLE_ADDR
        """
}
