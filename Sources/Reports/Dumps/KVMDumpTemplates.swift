// SPDX-License-Identifier: GPL-2.0-only

/// The lines of `dump_vmcs` of Linux' KVM, in the wordings of 5.13 to 7.2.
enum KVMDumpTemplates {
    /// A line, and for lines that guest and host have alike those of which one must stand before.
    struct Line: Sendable {
        let template: DumpLineTemplate
        let behind: Set<String>

        init(_ name: String, _ text: String, behind: Set<String> = []) {
            template = DumpLineTemplate(name, text)
            self.behind = behind
        }
    }

    static let begin = DumpLineTemplate("begin", "VMCS")
    static let all: [Line] = guest + segments + host + controls

    private static let guest: [Line] = [
        Line("guest state", "*** Guest State ***"),
        Line(
            "guest CR0",
            "CR0: actual=0x{GUEST_CR0:16}, shadow=0x{CR0_READ_SHADOW:16}, gh_mask={CR0_GUEST_HOST_MASK:16}"),
        Line(
            "guest CR4",
            "CR4: actual=0x{GUEST_CR4:16}, shadow=0x{CR4_READ_SHADOW:16}, gh_mask={CR4_GUEST_HOST_MASK:16}"),
        Line("guest CR3", "CR3 = 0x{GUEST_CR3:16}"),
        Line("PDPTR0", "PDPTR0 = 0x{GUEST_PDPTR0:16} PDPTR1 = 0x{GUEST_PDPTR1:16}"),
        Line("PDPTR2", "PDPTR2 = 0x{GUEST_PDPTR2:16} PDPTR3 = 0x{GUEST_PDPTR3:16}"),
        Line("guest RSP", "RSP = 0x{GUEST_RSP:16} RIP = 0x{GUEST_RIP:16}"),
        Line("RFLAGS", "RFLAGS=0x{GUEST_RFLAGS:8-16} DR7 = 0x{GUEST_DR7:16}"),
        Line(
            "guest sysenter",
            "Sysenter RSP={GUEST_SYSENTER_ESP:16} CS:RIP={GUEST_SYSENTER_CS:4-8}:{GUEST_SYSENTER_EIP:16}",
            behind: ["RFLAGS"]),
        Line("guest EFER", "EFER= 0x{GUEST_IA32_EFER:16}", behind: ["guest TR"]),
        Line("guest PAT", "PAT = 0x{GUEST_IA32_PAT:16}", behind: ["guest TR", "guest EFER"]),
        Line(
            "DebugCtl", "DebugCtl = 0x{GUEST_IA32_DEBUGCTL:16} DebugExceptions = 0x{GUEST_PENDING_DBG_EXCEPTIONS:16}"),
        Line("guest PerfGlobCtl", "PerfGlobCtl = 0x{GUEST_IA32_PERF_GLOBAL_CTRL:16}", behind: ["DebugCtl"]),
        Line("BndCfgS", "BndCfgS = 0x{GUEST_BNDCFGS:16}"),
        Line(
            "Interruptibility",
            "Interruptibility = {GUEST_INTERRUPTIBILITY_INFO:8} ActivityState = {GUEST_ACTIVITY_STATE:8}"),
        Line("InterruptStatus", "InterruptStatus = {GUEST_INTR_STATUS:4}"),
        Line("guest autoload", "MSR guest autoload:"),
        Line("autostore", "MSR autostore:"),
        Line("guest autostore", "MSR guest autostore:"),
        Line(
            "guest CET", "S_CET = 0x{GUEST_S_CET:16}, SSP = 0x{GUEST_SSP:16}, SSP TABLE = 0x{GUEST_INTR_SSP_TABLE:16}",
            behind: ["Interruptibility", "InterruptStatus", "guest autoload", "autostore", "guest autostore"]),
    ]

    private static let segments: [Line] =
        ["CS", "DS", "SS", "ES", "FS", "GS", "LDTR", "TR"].map { name in
            Line(
                "guest \(name)",
                "\(name): sel=0x{GUEST_\(name)_SELECTOR:4}, attr=0x{GUEST_\(name)_AR_BYTES:5-8}, "
                    + "limit=0x{GUEST_\(name)_LIMIT:8}, base=0x{GUEST_\(name)_BASE:16}")
        }
        + ["GDTR", "IDTR"].map { name in
            Line("guest \(name)", "\(name): limit=0x{GUEST_\(name)_LIMIT:8}, base=0x{GUEST_\(name)_BASE:16}")
        }

    private static let host: [Line] = [
        Line("host state", "*** Host State ***"),
        Line("host RIP", "RIP = 0x{HOST_RIP:16} RSP = 0x{HOST_RSP:16}"),
        Line(
            "host CS",
            "CS={HOST_CS_SELECTOR:4} SS={HOST_SS_SELECTOR:4} DS={HOST_DS_SELECTOR:4} ES={HOST_ES_SELECTOR:4} "
                + "FS={HOST_FS_SELECTOR:4} GS={HOST_GS_SELECTOR:4} TR={HOST_TR_SELECTOR:4}"),
        Line("host FSBase", "FSBase={HOST_FS_BASE:16} GSBase={HOST_GS_BASE:16} TRBase={HOST_TR_BASE:16}"),
        Line("host GDTBase", "GDTBase={HOST_GDTR_BASE:16} IDTBase={HOST_IDTR_BASE:16}"),
        Line("host CR0", "CR0={HOST_CR0:16} CR3={HOST_CR3:16} CR4={HOST_CR4:16}"),
        Line(
            "host sysenter",
            "Sysenter RSP={HOST_IA32_SYSENTER_ESP:16} CS:RIP={HOST_IA32_SYSENTER_CS:4-8}:{HOST_IA32_SYSENTER_EIP:16}",
            behind: ["host CR0"]),
        Line("host EFER", "EFER= 0x{HOST_IA32_EFER:16}", behind: ["host sysenter"]),
        Line("host PAT", "PAT = 0x{HOST_IA32_PAT:16}", behind: ["host sysenter", "host EFER"]),
        Line(
            "host PerfGlobCtl", "PerfGlobCtl = 0x{HOST_IA32_PERF_GLOBAL_CTRL:16}",
            behind: ["host sysenter", "host EFER", "host PAT"]),
        Line("host autoload", "MSR host autoload:"),
        Line(
            "host CET", "S_CET = 0x{HOST_S_CET:16}, SSP = 0x{HOST_SSP:16}, SSP TABLE = 0x{HOST_INTR_SSP_TABLE:16}",
            behind: ["host sysenter", "host EFER", "host PAT", "host PerfGlobCtl", "host autoload"]),
    ]

    private static let controls: [Line] = [
        Line("control state", "*** Control State ***"),
        Line(
            "CPUBased",
            "CPUBased=0x{CPU_BASED_VM_EXEC_CONTROL:8} SecondaryExec=0x{SECONDARY_VM_EXEC_CONTROL:8} "
                + "TertiaryExec=0x{TERTIARY_VM_EXEC_CONTROL:16}"),
        Line(
            "PinBased",
            "PinBased=0x{PIN_BASED_VM_EXEC_CONTROL:8} EntryControls={VM_ENTRY_CONTROLS:8} "
                + "ExitControls={VM_EXIT_CONTROLS:8}"),
        // Before 5.18.
        Line(
            "PinBased of old",
            "PinBased={PIN_BASED_VM_EXEC_CONTROL:8} CPUBased={CPU_BASED_VM_EXEC_CONTROL:8} "
                + "SecondaryExec={SECONDARY_VM_EXEC_CONTROL:8}"),
        Line("EntryControls of old", "EntryControls={VM_ENTRY_CONTROLS:8} ExitControls={VM_EXIT_CONTROLS:8}"),
        Line(
            "ExceptionBitmap",
            "ExceptionBitmap={EXCEPTION_BITMAP:8} PFECmask={PAGE_FAULT_ERROR_CODE_MASK:8} "
                + "PFECmatch={PAGE_FAULT_ERROR_CODE_MATCH:8}"),
        Line(
            "VMEntry",
            "VMEntry: intr_info={VM_ENTRY_INTR_INFO_FIELD:8} errcode={VM_ENTRY_EXCEPTION_ERROR_CODE:8} "
                + "ilen={VM_ENTRY_INSTRUCTION_LEN:8}"),
        Line(
            "VMExit",
            "VMExit: intr_info={VM_EXIT_INTR_INFO:8} errcode={VM_EXIT_INTR_ERROR_CODE:8} "
                + "ilen={VM_EXIT_INSTRUCTION_LEN:8}"),
        Line("reason", "reason={VM_EXIT_REASON:8} qualification={EXIT_QUALIFICATION:16}"),
        Line("IDTVectoring", "IDTVectoring: info={IDT_VECTORING_INFO_FIELD:8} errcode={IDT_VECTORING_ERROR_CODE:8}"),
        Line("TSC Offset", "TSC Offset = 0x{TSC_OFFSET:16}"),
        Line("TSC Multiplier", "TSC Multiplier = 0x{TSC_MULTIPLIER:16}"),
        Line("SVI", "SVI|RVI = {_:2}|{_:2} TPR Threshold = 0x{TPR_THRESHOLD:2-8}"),
        Line("TPR Threshold", "TPR Threshold = 0x{TPR_THRESHOLD:2-8}"),
        Line("APIC-access", "APIC-access addr = 0x{APIC_ACCESS_ADDR:16} virt-APIC addr = 0x{VIRTUAL_APIC_PAGE_ADDR:16}"),
        Line("virt-APIC", "virt-APIC addr = 0x{VIRTUAL_APIC_PAGE_ADDR:16}"),
        Line("PostedIntrVec", "PostedIntrVec = 0x{POSTED_INTR_NV:2-4}"),
        Line("EPT pointer", "EPT pointer = 0x{EPT_POINTER:16}"),
        Line("PLE", "PLE Gap={PLE_GAP:8} Window={PLE_WINDOW:8}"),
        Line("VPID", "Virtual processor ID = 0x{VIRTUAL_PROCESSOR_ID:4}"),
    ]
}
