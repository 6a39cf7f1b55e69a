// SPDX-License-Identifier: GPL-2.0-only
/*
 * What must hold before a CPU is touched. Each condition has its message.
 */
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <asm/msr-index.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/vmx.h>

#include "probe.h"
#include "refuse.h"
#include "vm.h"

#define CPUID_1_ECX_VMX			BIT(5)
#define CPUID_1_EDX_MTRR		BIT(12)
#define CPUID_PHYSICAL_WIDTH		0x80000008u

#define BASIC_REGION_SIZE(basic)	((basic) >> 32 & 0x1fff)
#define BASIC_ADDRESSES_32		BIT_ULL(48)
#define BASIC_MEMORY_TYPE(basic)	((basic) >> 50 & 0xf)
/* Linux has no name for it in 6.1. */
#define CR4_FRED			BIT_ULL(32)

#define VPID_CAP_INVVPID		BIT_ULL(32)
#define VPID_CAP_INVVPID_ALL		BIT_ULL(42)

/* Which VM-exit and VM-entry controls leave.c knows how to take back. */
#define KNOWN_EXIT_CONTROLS						\
	(VM_EXIT_SAVE_DEBUG_CONTROLS | VM_EXIT_HOST_ADDR_SPACE_SIZE |	\
	 VM_EXIT_ACK_INTR_ON_EXIT | VM_EXIT_SAVE_IA32_PAT |		\
	 VM_EXIT_LOAD_IA32_PAT | VM_EXIT_SAVE_IA32_EFER |		\
	 VM_EXIT_LOAD_IA32_EFER | VM_EXIT_SAVE_VMX_PREEMPTION_TIMER |	\
	 VM_EXIT_PT_CONCEAL_PIP | VM_EXIT_ALWAYSON_WITHOUT_TRUE_MSR)
#define KNOWN_ENTRY_CONTROLS						\
	(VM_ENTRY_LOAD_DEBUG_CONTROLS | VM_ENTRY_IA32E_MODE |		\
	 VM_ENTRY_LOAD_IA32_PAT | VM_ENTRY_LOAD_IA32_EFER |		\
	 VM_ENTRY_PT_CONCEAL_PIP | VM_ENTRY_ALWAYSON_WITHOUT_TRUE_MSR)

/* Of a word that is not here, none. */
static const u64 known_controls[HV_NR_CONTROL_WORDS] = {
	[HV_WORD_EXIT] = KNOWN_EXIT_CONTROLS,
	[HV_WORD_ENTRY] = KNOWN_ENTRY_CONTROLS,
};

void hv_probe_cpuid(void *context, u32 leaf, u32 subleaf, u32 registers[4])
{
	hvp_cpuid(leaf, subleaf, &registers[HV_EAX], &registers[HV_EBX],
		  &registers[HV_ECX], &registers[HV_EDX]);
}

bool hv_probe_rdmsr(void *context, u32 msr, u64 *value)
{
	return hvp_rdmsr(msr, value);
}

static int refuse(struct hv_cpu *cpu, u32 code, u32 msr, const char *what)
{
	hv_refuse(&cpu->refusal, code, cpu->id, "CPU %u: %s", cpu->id, what);
	cpu->refusal.msr = msr;
	return hv_refusal_error(&cpu->refusal);
}

static int check_vtx(struct hv_cpu *cpu)
{
	u32 registers[4];
	u64 feature;

	hv_probe_cpuid(NULL, 1, 0, registers);
	if (!(registers[HV_ECX] & CPUID_1_ECX_VMX))
		return refuse(cpu, HVCORE_REFUSAL_NO_VTX, 0,
			      "the processor has no VT-x (CPUID.1:ECX[5] is 0)");
	if (hvp_rdmsr(MSR_IA32_FEAT_CTL, &feature))
		return refuse(cpu, HVCORE_REFUSAL_NO_VTX, MSR_IA32_FEAT_CTL,
			      "IA32_FEATURE_CONTROL (0x3a) cannot be read");
	/* Linux locks it at boot, with VMX on, where firmware did not. */
	if (!(feature & FEAT_CTL_LOCKED))
		return refuse(cpu, HVCORE_REFUSAL_LOCKED_OFF,
			      MSR_IA32_FEAT_CTL,
			      "IA32_FEATURE_CONTROL (0x3a) is not locked, so that VMXON faults; a kernel with CONFIG_X86_FEATURE_CONTROL locks it");
	if (!(feature & FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX))
		return refuse(cpu, HVCORE_REFUSAL_LOCKED_OFF,
			      MSR_IA32_FEAT_CTL,
			      "firmware turned VT-x off and locked it (IA32_FEATURE_CONTROL, 0x3a); turn it on in the firmware's set-up");
	if (hvp_read_cr4() & X86_CR4_VMXE)
		return refuse(cpu, HVCORE_REFUSAL_VMX_IN_USE, 0,
			      "CR4.VMXE is set: another hypervisor uses VT-x; unload it (modprobe -r kvm_intel)");
	return 0;
}

/* With FRED, events in root mode would find state that nobody set up. */
static int check_fred(struct hv_cpu *cpu)
{
	if (!(hvp_read_cr4() & CR4_FRED))
		return 0;
	return refuse(cpu, HVCORE_REFUSAL_MISSING_CAPABILITY, 0,
		      "CR4.FRED is set, and root mode has no FRED state of its own; boot with fred=off");
}

static int check_basic(struct hv_cpu *cpu)
{
	u64 basic;

	if (!hv_capability(&cpu->capabilities, MSR_IA32_VMX_BASIC, &basic))
		return refuse(cpu, HVCORE_REFUSAL_MISSING_CAPABILITY,
			      MSR_IA32_VMX_BASIC,
			      "IA32_VMX_BASIC (0x480) cannot be read");
	if (BASIC_REGION_SIZE(basic) > PAGE_SIZE ||
	    BASIC_MEMORY_TYPE(basic) != HV_MEMORY_TYPE_WB ||
	    basic & BASIC_ADDRESSES_32)
		return refuse(cpu, HVCORE_REFUSAL_MISSING_CAPABILITY,
			      MSR_IA32_VMX_BASIC,
			      "IA32_VMX_BASIC (0x480) wants VMX regions that are larger than 4 KiB, not write-back or below 4 GiB");
	return 0;
}

static int check_fixed(struct hv_cpu *cpu, const char *name, u64 value,
		       u32 fixed0_msr)
{
	u64 fixed0, fixed1;

	hv_capability(&cpu->capabilities, fixed0_msr, &fixed0);
	hv_capability(&cpu->capabilities, fixed0_msr + 1, &fixed1);
	if (!(fixed0 & ~value) && !(value & ~fixed1))
		return 0;
	hv_refuse(&cpu->refusal, HVCORE_REFUSAL_MISSING_CAPABILITY, cpu->id,
		  "CPU %u: %s is %#llx, but in VMX operation %#llx must be 1 and only %#llx may be (MSR %#x)",
		  cpu->id, name, value, fixed0, fixed1, fixed0_msr);
	cpu->refusal.msr = fixed0_msr;
	return -EOPNOTSUPP;
}

static int check_controls(struct hv_cpu *cpu)
{
	const struct hv_controls *controls = &cpu->controls;
	const char *missing;
	u64 capabilities;
	u32 bit;

	hv_capability(&cpu->capabilities, MSR_IA32_VMX_EPT_VPID_CAP,
		      &capabilities);
	if (controls->secondary & HV_SECONDARY_EPT) {
		missing = hv_ept_missing_capability(capabilities, &bit);
		if (missing) {
			hv_refuse(&cpu->refusal,
				  HVCORE_REFUSAL_MISSING_CAPABILITY, cpu->id,
				  "CPU %u: IA32_VMX_EPT_VPID_CAP (0x48c) lacks bit %u: %s",
				  cpu->id, bit, missing);
			cpu->refusal.msr = MSR_IA32_VMX_EPT_VPID_CAP;
			cpu->refusal.bit = bit;
			return -EOPNOTSUPP;
		}
	}
	if (controls->secondary & HV_SECONDARY_VPID &&
	    (~capabilities & (VPID_CAP_INVVPID | VPID_CAP_INVVPID_ALL)))
		return refuse(cpu, HVCORE_REFUSAL_MISSING_CAPABILITY,
			      MSR_IA32_VMX_EPT_VPID_CAP,
			      "IA32_VMX_EPT_VPID_CAP (0x48c) lacks INVVPID (bit 32) or its all-context type (bit 42)");
	return 0;
}

/* What VM exit and VM entry change, leave.c must be able to take back. */
static int check_leaving(struct hv_cpu *cpu)
{
	u32 word;

	for (word = 0; word < HV_NR_CONTROL_WORDS; word++) {
		if (hv_control_words[word].part == HV_CONTROLS_EXECUTION ||
		    !(hv_controls_word(&cpu->controls, word) &
		      ~known_controls[word]))
			continue;
		if (hv_control_words[word].part == HV_CONTROLS_EXIT)
			return refuse(cpu, HVCORE_REFUSAL_FORCED_CONTROL, 0,
				      "the profile sets a VM-exit control whose effect this module cannot take back when it leaves");
		return refuse(cpu, HVCORE_REFUSAL_FORCED_CONTROL, 0,
			      "the profile sets a VM-entry control whose effect this module cannot take back when it leaves");
	}
	return 0;
}

static int read_mtrr(struct hv_cpu *cpu)
{
	unsigned int width = HV_PHYSICAL_WIDTH_MIN;
	u32 registers[4];

	hv_probe_cpuid(NULL, 0x80000000, 0, registers);
	if (registers[HV_EAX] >= CPUID_PHYSICAL_WIDTH) {
		hv_probe_cpuid(NULL, CPUID_PHYSICAL_WIDTH, 0, registers);
		width = registers[HV_EAX] & 0xff;
	}
	hv_probe_cpuid(NULL, 1, 0, registers);
	if (!(registers[HV_EDX] & CPUID_1_EDX_MTRR) ||
	    hv_mtrr_read(&cpu->mtrr, width, hv_probe_rdmsr, NULL))
		return refuse(cpu, HVCORE_REFUSAL_MISSING_CAPABILITY,
			      HV_MSR_MTRRCAP,
			      "the MTRRs cannot be read, and EPT needs the memory types");
	return 0;
}

int hv_probe_cpu(struct hv_cpu *cpu, const struct hv_profile *profile)
{
	int error;

	lockdep_assert_irqs_disabled();
	memset(&cpu->refusal, 0, sizeof(cpu->refusal));
	if (hv_refuse_injected(&cpu->refusal, HV_FAULT_PROBE, cpu->id))
		return -EIO;
	error = check_vtx(cpu);
	if (!error)
		error = check_fred(cpu);
	if (error)
		return error;
	hv_capabilities_read(&cpu->capabilities, hv_probe_rdmsr, NULL);
	error = check_basic(cpu);
	if (!error)
		error = check_fixed(cpu, "CR0", native_read_cr0(),
				    MSR_IA32_VMX_CR0_FIXED0);
	if (!error)
		error = check_fixed(cpu, "CR4", hvp_read_cr4() | X86_CR4_VMXE,
				    MSR_IA32_VMX_CR4_FIXED0);
	if (error)
		return error;
	if (hv_refuse_injected(&cpu->refusal, HV_FAULT_NEGOTIATE, cpu->id))
		return -EIO;
	error = hv_negotiate(profile, &cpu->capabilities, hv_probe_cpuid, NULL,
			     cpu->id, &cpu->controls, &cpu->refusal);
	if (!error)
		error = check_controls(cpu);
	if (!error)
		error = check_leaving(cpu);
	if (!error && cpu->controls.secondary & HV_SECONDARY_EPT)
		error = read_mtrr(cpu);
	return error;
}

static int differs(struct hv_cpu *cpu, const struct hv_cpu *first,
		   const char *what)
{
	hv_refuse(&cpu->refusal, HVCORE_REFUSAL_CPUS_DIFFER, cpu->id,
		  "CPU %u: %s not those of CPU %u; update firmware and microcode, or take the CPU offline",
		  cpu->id, what, first->id);
	return -EOPNOTSUPP;
}

int hv_probe_compare(const struct hv_cpu *first, struct hv_cpu *cpu)
{
	static const u32 same[] = {
		MSR_IA32_VMX_BASIC, MSR_IA32_VMX_EPT_VPID_CAP,
	};
	u64 one, other;
	size_t i;

	if (!hv_controls_equal(&first->controls, &cpu->controls, first->id,
			       cpu->id, &cpu->refusal))
		return -EOPNOTSUPP;
	for (i = 0; i < ARRAY_SIZE(same); i++) {
		hv_capability(&first->capabilities, same[i], &one);
		hv_capability(&cpu->capabilities, same[i], &other);
		if (one == other)
			continue;
		hv_refuse(&cpu->refusal, HVCORE_REFUSAL_CPUS_DIFFER, cpu->id,
			  "CPU %u: MSR %#x is %#llx, but %#llx on CPU %u",
			  cpu->id, same[i], other, one, first->id);
		cpu->refusal.msr = same[i];
		return -EOPNOTSUPP;
	}
	if (cpu->controls.secondary & HV_SECONDARY_EPT &&
	    !hv_mtrr_equal(&first->mtrr, &cpu->mtrr))
		return differs(cpu, first, "the MTRRs are");
	return 0;
}
