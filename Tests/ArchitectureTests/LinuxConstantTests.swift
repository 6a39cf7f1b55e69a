// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// Constants without a ``LinuxName``: layouts, register bits, MSRs, features, vectors. Here each has the name
/// that Linux 6.1 to 7.2 gives it.
@Suite(
    "Bits and addresses are those of Linux",
    .enabled(if: !KernelHeaders.installed.isEmpty, "no linux-headers package under /usr/src, nothing to compare with"))
struct LinuxConstantTests {
    static func check(_ kernel: KernelHeaders, _ headers: [String], _ rows: [(String, UInt64)]) async throws {
        let assertions: [Assertion] = rows.map { symbol, value in
            Assertion(symbol: symbol, value: value, subject: "0x" + String(value, radix: 16))
        }
        let messages: String = try await kernel.check(headers, assertions)
        #expect(messages == "", "\(kernel): \(messages)")
    }

    @Test("control words", arguments: KernelHeaders.installed)
    func words(kernel: KernelHeaders) async throws {
        try await Self.check(
            kernel, ["asm/vmx.h"],
            [
                ("PIN_BASED_ALWAYSON_WITHOUT_TRUE_MSR", controlWords.pin.default1),
                ("CPU_BASED_ALWAYSON_WITHOUT_TRUE_MSR", controlWords.primary.default1),
                ("VM_EXIT_ALWAYSON_WITHOUT_TRUE_MSR", controlWords.exit.default1),
                ("VM_ENTRY_ALWAYSON_WITHOUT_TRUE_MSR", controlWords.entry.default1),
            ])
    }

    @Test("layouts of qualifications and other words", arguments: KernelHeaders.installed)
    func layouts(kernel: KernelHeaders) async throws {
        let cr = ControlRegisterAccessQualification()
        let dr = DebugRegisterAccessQualification()
        let apic = APICAccessQualification()
        let ept = EPTViolationQualification()
        let event = InterruptionInformation()
        let rights = SegmentAccessRights()
        let pointer = EPTPointer()
        try await Self.check(
            kernel, ["asm/vmx.h", "asm/msr-index.h"],
            [
                // Linux counts the register's number to bit 2 only; the SDM has bits 3:0.
                ("CONTROL_REG_ACCESS_NUM | 8", cr.controlRegister.declaration.mask),
                ("CONTROL_REG_ACCESS_TYPE", cr.accessType.declaration.mask),
                ("CONTROL_REG_ACCESS_REG", cr.register.declaration.mask),
                ("(unsigned int)LMSW_SOURCE_DATA", cr.lmswSource.declaration.mask),
                ("DEBUG_REG_ACCESS_NUM", dr.debugRegister.declaration.mask),
                ("DEBUG_REG_ACCESS_TYPE", dr.isRead.declaration.mask),
                ("APIC_ACCESS_OFFSET", apic.offset.declaration.mask),
                ("APIC_ACCESS_TYPE", apic.accessType.declaration.mask),
                ("TYPE_LINEAR_APIC_EVENT >> 12", UInt64(APICAccess.linearDuringEventDelivery)),
                ("TYPE_PHYSICAL_APIC_EVENT >> 12", UInt64(APICAccess.physicalDuringEventDelivery)),
                ("TYPE_PHYSICAL_APIC_INST >> 12", UInt64(APICAccess.physicalInstruction)),
                ("EPT_VIOLATION_ACC_READ", ept.isRead.declaration.mask),
                ("EPT_VIOLATION_ACC_WRITE", ept.isWrite.declaration.mask),
                ("EPT_VIOLATION_ACC_INSTR", ept.isFetch.declaration.mask),
                ("EPT_VIOLATION_GVA_IS_VALID", ept.linearAddressIsValid.declaration.mask),
                ("EPT_VIOLATION_GVA_TRANSLATED", ept.isFinalAddress.declaration.mask),
                ("NOTIFY_VM_CONTEXT_INVALID", InstructionTimeoutQualification().contextIsInvalid.declaration.mask),
                ("ENTRY_FAIL_PDPTE", GuestStateFailure.pdpteLoading),
                ("ENTRY_FAIL_NMI", GuestStateFailure.nmiInjection),
                ("ENTRY_FAIL_VMCS_LINK_PTR", GuestStateFailure.vmcsLinkPointer),
                ("INTR_INFO_VECTOR_MASK", event.vector.declaration.mask),
                ("INTR_INFO_INTR_TYPE_MASK", event.type.declaration.mask),
                ("INTR_INFO_DELIVER_CODE_MASK", event.hasErrorCode.declaration.mask),
                ("INTR_INFO_UNBLOCK_NMI", event.nmiUnblocking.declaration.mask),
                ("INTR_INFO_VALID_MASK", event.isValid.declaration.mask),
                ("GUEST_INTR_STATE_STI", UInt64(InterruptibilityState.sti)),
                ("GUEST_INTR_STATE_MOV_SS", UInt64(InterruptibilityState.movSS)),
                ("GUEST_INTR_STATE_SMI", UInt64(InterruptibilityState.smi)),
                ("GUEST_INTR_STATE_NMI", UInt64(InterruptibilityState.nmi)),
                ("GUEST_INTR_STATE_ENCLAVE_INTR", UInt64(InterruptibilityState.enclave)),
                ("GUEST_ACTIVITY_HLT", UInt64(ActivityState.hlt)),
                ("GUEST_ACTIVITY_SHUTDOWN", UInt64(ActivityState.shutdown)),
                ("GUEST_ACTIVITY_WAIT_SIPI", UInt64(ActivityState.waitForSIPI)),
                ("VMX_AR_TYPE_MASK", rights.type.declaration.mask),
                ("VMX_AR_S_MASK", rights.isCodeOrData.declaration.mask),
                ("3 << VMX_AR_DPL_SHIFT", rights.dpl.declaration.mask),
                ("3 << VMX_AR_DPL_SHIFT", UInt64(SegmentAccessRights.dplMask)),
                ("VMX_AR_P_MASK", rights.isPresent.declaration.mask),
                ("VMX_AR_L_MASK", rights.isLong.declaration.mask),
                ("VMX_AR_DB_MASK", rights.defaultSize.declaration.mask),
                ("VMX_AR_G_MASK", rights.granularity.declaration.mask),
                ("VMX_AR_UNUSABLE_MASK", rights.isUnusable.declaration.mask),
                ("VMX_EPTP_PWL_MASK", pointer.walkLength.declaration.mask),
                ("VMX_EPTP_AD_ENABLE_BIT", pointer.accessedDirty.declaration.mask),
                ("VMX_EPTP_MT_MASK", pointer.memoryType.declaration.mask),
                ("VMX_EXIT_REASONS_FAILED_VMENTRY", ExitReasonWord().entryFailure.declaration.mask),
                ("VMX_EXIT_REASONS_SGX_ENCLAVE_MODE", ExitReasonWord().enclaveMode.declaration.mask),
                ("VMX_BASIC_TRUE_CTLS", MSRBits.VMXBasic.trueControls),
                ("VMX_BASIC_INOUT", MSRBits.VMXBasic.reportsStringIO),
                ("VMX_EPT_1GB_PAGE_BIT", MSRBits.EPTVPIDCapabilities.pages1G),
                ("VMX_EPT_AD_BIT", MSRBits.EPTVPIDCapabilities.accessedDirty),
                ("VMX_VPID_EXTENT_SINGLE_NON_GLOBAL_BIT << 32", MSRBits.EPTVPIDCapabilities.invvpidRetainingGlobals),
                ("FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX", MSRBits.FeatureControl.vmxOutsideSMX),
            ])
    }

    @Test("bits of registers", arguments: KernelHeaders.installed)
    func registers(kernel: KernelHeaders) async throws {
        try await Self.check(
            kernel, ["uapi/asm/processor-flags.h", "asm/msr-index.h"],
            [
                ("X86_CR0_PE", CR0.pe), ("X86_CR0_MP", CR0.mp), ("X86_CR0_EM", CR0.em), ("X86_CR0_TS", CR0.ts),
                ("X86_CR0_ET", CR0.et), ("X86_CR0_NE", CR0.ne), ("X86_CR0_WP", CR0.wp), ("X86_CR0_AM", CR0.am),
                ("X86_CR0_NW", CR0.nw), ("X86_CR0_CD", CR0.cd), ("X86_CR0_PG", CR0.pg),
                ("X86_CR4_VME", CR4.vme), ("X86_CR4_PVI", CR4.pvi), ("X86_CR4_TSD", CR4.tsd), ("X86_CR4_DE", CR4.de),
                ("X86_CR4_PSE", CR4.pse), ("X86_CR4_PAE", CR4.pae), ("X86_CR4_MCE", CR4.mce),
                ("X86_CR4_PGE", CR4.pge), ("X86_CR4_PCE", CR4.pce), ("X86_CR4_OSFXSR", CR4.osfxsr),
                ("X86_CR4_OSXMMEXCPT", CR4.osxmmexcpt), ("X86_CR4_UMIP", CR4.umip), ("X86_CR4_LA57", CR4.la57),
                ("X86_CR4_VMXE", CR4.vmxe), ("X86_CR4_SMXE", CR4.smxe), ("X86_CR4_FSGSBASE", CR4.fsgsbase),
                ("X86_CR4_PCIDE", CR4.pcide), ("X86_CR4_OSXSAVE", CR4.osxsave), ("X86_CR4_SMEP", CR4.smep),
                ("X86_CR4_SMAP", CR4.smap), ("X86_CR4_PKE", CR4.pke), ("X86_CR4_PKE", CR4.ospke),
                ("X86_EFLAGS_CF", RFLAGS.cf), ("X86_EFLAGS_FIXED", RFLAGS.fixed1), ("X86_EFLAGS_TF", RFLAGS.tf),
                ("X86_EFLAGS_IF", RFLAGS.if), ("X86_EFLAGS_DF", RFLAGS.df), ("X86_EFLAGS_NT", RFLAGS.nt),
                ("X86_EFLAGS_RF", RFLAGS.rf), ("X86_EFLAGS_VM", RFLAGS.vm), ("X86_EFLAGS_AC", RFLAGS.ac),
                ("X86_EFLAGS_ID", RFLAGS.id),
                (
                    "X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF",
                    RFLAGS.arithmetic
                ),
                ("DEBUGCTLMSR_LBR", DEBUGCTL.lbr), ("DEBUGCTLMSR_BTF", DEBUGCTL.btf),
                ("DEBUGCTLMSR_BUS_LOCK_DETECT", DEBUGCTL.busLockDetect), ("DEBUGCTLMSR_BTS", DEBUGCTL.bts),
                ("EFER_SCE", EFER.sce), ("EFER_LME", EFER.lme), ("EFER_LMA", EFER.lma), ("EFER_NX", EFER.nxe),
            ])
    }

    @Test("addresses of MSRs", arguments: KernelHeaders.installed)
    func addresses(kernel: KernelHeaders) async throws {
        let names: [String: String] = [
            "IA32_TIME_STAMP_COUNTER": "MSR_IA32_TSC", "IA32_APIC_BASE": "MSR_IA32_APICBASE",
            "IA32_FEATURE_CONTROL": "MSR_IA32_FEAT_CTL", "IA32_BIOS_UPDT_TRIG": "MSR_IA32_UCODE_WRITE",
            "IA32_BIOS_SIGN_ID": "MSR_IA32_UCODE_REV", "IA32_ARCH_CAPABILITIES": "MSR_IA32_ARCH_CAPABILITIES",
            "IA32_DEBUGCTL": "MSR_IA32_DEBUGCTLMSR", "IA32_PAT": "MSR_IA32_CR_PAT",
            "IA32_PERF_GLOBAL_CTRL": "MSR_CORE_PERF_GLOBAL_CTRL",
            "IA32_INTERRUPT_SSP_TABLE_ADDR": "MSR_IA32_INT_SSP_TAB",
            "IA32_LBR_CTL": "MSR_ARCH_LBR_CTL", "IA32_EFER": "MSR_EFER", "IA32_STAR": "MSR_STAR",
            "IA32_LSTAR": "MSR_LSTAR", "IA32_CSTAR": "MSR_CSTAR", "IA32_FMASK": "MSR_SYSCALL_MASK",
            "IA32_FS_BASE": "MSR_FS_BASE", "IA32_GS_BASE": "MSR_GS_BASE", "IA32_KERNEL_GS_BASE": "MSR_KERNEL_GS_BASE",
            "IA32_TSC_AUX": "MSR_TSC_AUX", "IA32_MTRRCAP": "MSR_MTRRcap", "IA32_MTRR_DEF_TYPE": "MSR_MTRRdefType",
            "IA32_TSC_ADJUST": "MSR_IA32_TSC_ADJUST",
        ]
        // Linux names the variable ones through MTRRphysBase_MSR(n), which another header has, and has no IA32_PKRS.
        let rows: [(String, UInt64)] = architecture.msrs.compactMap { msr in
            if msr.name.hasPrefix("IA32_MTRR_PHYS") || msr.name == "IA32_PKRS" { return nil }
            if msr.name.hasPrefix("IA32_MTRR_FIX") {
                return ("MSR_MTRRfix" + msr.name.dropFirst("IA32_MTRR_FIX".count), UInt64(msr.address))
            }
            return (names[msr.name] ?? "MSR_" + msr.name, UInt64(msr.address))
        }
        #expect(rows.count > 45)
        try await Self.check(kernel, ["asm/msr-index.h"], rows)
    }

    @Test("features of CPUID", arguments: KernelHeaders.installed)
    func features(kernel: KernelHeaders) async throws {
        // The words of Linux's table that hold one register of one leaf as the processor reports it.
        func row(_ name: String, _ feature: CPUIDFeature, word: UInt64) -> (String, UInt64) {
            ("X86_FEATURE_" + name, word * 32 + UInt64(feature.bit))
        }
        func check(_ feature: CPUIDFeature, _ leaf: UInt32, _ subleaf: UInt32, _ register: CPUIDFeature.Register) {
            #expect(feature.leaf == leaf && feature.subleaf == subleaf && feature.register == register)
        }
        let leaf1: [(String, CPUIDFeature)] = [
            ("MWAIT", CPUIDFeatures.monitor), ("VMX", CPUIDFeatures.vmx), ("SMX", CPUIDFeatures.smx),
            ("PCID", CPUIDFeatures.pcid), ("X2APIC", CPUIDFeatures.x2apic), ("XSAVE", CPUIDFeatures.xsave),
            ("OSXSAVE", CPUIDFeatures.osxsave), ("RDRAND", CPUIDFeatures.rdrand),
            ("HYPERVISOR", CPUIDFeatures.hypervisor),
        ]
        let leaf7b: [(String, CPUIDFeature)] = [
            ("SGX", CPUIDFeatures.sgx), ("INVPCID", CPUIDFeatures.invpcid), ("RDSEED", CPUIDFeatures.rdseed),
        ]
        let leaf7c: [(String, CPUIDFeature)] = [
            ("OSPKE", CPUIDFeatures.ospke), ("WAITPKG", CPUIDFeatures.waitpkg), ("RDPID", CPUIDFeatures.rdpid),
            ("ENQCMD", CPUIDFeatures.enqcmd),
        ]
        for (_, feature) in leaf1 { check(feature, 1, 0, .ecx) }
        for (_, feature) in leaf7b { check(feature, 7, 0, .ebx) }
        for (_, feature) in leaf7c { check(feature, 7, 0, .ecx) }
        check(CPUIDFeatures.pconfig, 7, 0, .edx)
        check(CPUIDFeatures.xsaves, 0xd, 1, .eax)
        check(CPUIDFeatures.rdtscp, 0x8000_0001, 0, .edx)
        var rows: [(String, UInt64)] = leaf1.map { row($0.0, $0.1, word: 4) }
        rows += leaf7b.map { row($0.0, $0.1, word: 9) }
        rows += leaf7c.map { row($0.0, $0.1, word: 16) }
        rows.append(row("PCONFIG", CPUIDFeatures.pconfig, word: 18))
        rows.append(row("XSAVES", CPUIDFeatures.xsaves, word: 10))
        rows.append(row("RDTSCP", CPUIDFeatures.rdtscp, word: 1))
        if kernel.isAtLeast("6.12") { rows.append(row("FRED", CPUIDFeatures.fred, word: 12)) }
        try await Self.check(kernel, ["asm/cpufeatures.h"], rows)
    }

    @Test("vectors", arguments: KernelHeaders.installed)
    func vectors(kernel: KernelHeaders) async throws {
        try await Self.check(
            kernel, ["asm/trapnr.h"],
            [
                ("X86_TRAP_DE", UInt64(Vector.divideError)), ("X86_TRAP_DB", UInt64(Vector.debug)),
                ("X86_TRAP_NMI", UInt64(Vector.nonMaskableInterrupt)), ("X86_TRAP_BP", UInt64(Vector.breakpoint)),
                ("X86_TRAP_OF", UInt64(Vector.overflow)), ("X86_TRAP_BR", UInt64(Vector.boundRange)),
                ("X86_TRAP_UD", UInt64(Vector.invalidOpcode)), ("X86_TRAP_NM", UInt64(Vector.deviceNotAvailable)),
                ("X86_TRAP_DF", UInt64(Vector.doubleFault)), ("X86_TRAP_TS", UInt64(Vector.invalidTSS)),
                ("X86_TRAP_NP", UInt64(Vector.segmentNotPresent)), ("X86_TRAP_SS", UInt64(Vector.stackFault)),
                ("X86_TRAP_GP", UInt64(Vector.generalProtection)), ("X86_TRAP_PF", UInt64(Vector.pageFault)),
                ("X86_TRAP_MF", UInt64(Vector.floatingPoint)), ("X86_TRAP_AC", UInt64(Vector.alignmentCheck)),
                ("X86_TRAP_MC", UInt64(Vector.machineCheck)), ("X86_TRAP_XF", UInt64(Vector.simdFloatingPoint)),
                ("X86_TRAP_VE", UInt64(Vector.virtualization)), ("X86_TRAP_CP", UInt64(Vector.controlProtection)),
            ])
    }
}
