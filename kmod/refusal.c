// SPDX-License-Identifier: GPL-2.0-only
/* Saying why a CPU is refused. */
#include "refusal.h"
#include "negotiate.h"

/* The words of a refusal are numbered as the ABI says. */
static_assert((int)HV_WORD_PIN == HVCORE_WORD_PIN);
static_assert((int)HV_WORD_PRIMARY == HVCORE_WORD_PRIMARY);
static_assert((int)HV_WORD_SECONDARY == HVCORE_WORD_SECONDARY);
static_assert((int)HV_WORD_TERTIARY == HVCORE_WORD_TERTIARY);
static_assert((int)HV_WORD_EXIT == HVCORE_WORD_EXIT);
static_assert((int)HV_WORD_SECONDARY_EXIT == HVCORE_WORD_SECONDARY_EXIT);
static_assert((int)HV_WORD_ENTRY == HVCORE_WORD_ENTRY);

/* Short, because the text of a refusal has HVCORE_TEXT_LEN bytes. */
static const char *const word_names[HV_NR_CONTROL_WORDS] = {
	[HV_WORD_PIN]		 = "pin-based control",
	[HV_WORD_PRIMARY]	 = "primary processor-based control",
	[HV_WORD_SECONDARY]	 = "secondary processor-based control",
	[HV_WORD_TERTIARY]	 = "tertiary processor-based control",
	[HV_WORD_EXIT]		 = "VM-exit control",
	[HV_WORD_SECONDARY_EXIT] = "secondary VM-exit control",
	[HV_WORD_ENTRY]		 = "VM-entry control",
};

static const char *const msr_names[HV_NR_CAPABILITIES] = {
	"IA32_VMX_BASIC",
	"IA32_VMX_PINBASED_CTLS",
	"IA32_VMX_PROCBASED_CTLS",
	"IA32_VMX_EXIT_CTLS",
	"IA32_VMX_ENTRY_CTLS",
	"IA32_VMX_MISC",
	"IA32_VMX_CR0_FIXED0",
	"IA32_VMX_CR0_FIXED1",
	"IA32_VMX_CR4_FIXED0",
	"IA32_VMX_CR4_FIXED1",
	"IA32_VMX_VMCS_ENUM",
	"IA32_VMX_PROCBASED_CTLS2",
	"IA32_VMX_EPT_VPID_CAP",
	"IA32_VMX_TRUE_PINBASED_CTLS",
	"IA32_VMX_TRUE_PROCBASED_CTLS",
	"IA32_VMX_TRUE_EXIT_CTLS",
	"IA32_VMX_TRUE_ENTRY_CTLS",
	"IA32_VMX_VMFUNC",
	"IA32_VMX_PROCBASED_CTLS3",
	"IA32_VMX_EXIT_CTLS2",
};

static const char *control_name(u32 word, u32 bit)
{
	unsigned int i;

	for (i = 0; i < hv_nr_control_infos; i++)
		if (hv_control_infos[i].word == word &&
		    hv_control_infos[i].bit == bit)
			return hv_control_infos[i].name;
	return "reserved";
}

static void fill(struct hvcore_refusal *refusal, u32 code, u32 cpu, u32 word,
		 u32 bit, u32 msr)
{
	memset(refusal, 0, sizeof(*refusal));
	refusal->code = code;
	refusal->cpu = cpu;
	refusal->word = word;
	refusal->bit = bit;
	refusal->msr = msr;
}

int hv_refuse_capability(struct hvcore_refusal *refusal, u32 cpu, u32 msr)
{
	fill(refusal, HVCORE_REFUSAL_MISSING_CAPABILITY, cpu, 0, 0, msr);
	scnprintf(refusal->text, sizeof(refusal->text),
		  "CPU %u: the VMX capability MSR %s (0x%x) cannot be read",
		  cpu, msr_names[msr - HV_CAPABILITY_FIRST], msr);
	return -EOPNOTSUPP;
}

static int refuse_control(struct hvcore_refusal *refusal, u32 cpu, u32 word,
			  u32 bit, u32 msr, u64 value, const char *is,
			  const char *does)
{
	scnprintf(refusal->text, sizeof(refusal->text),
		  "CPU %u: %s %u \"%s\" %s and %s (0x%x) = 0x%llx %s", cpu,
		  word_names[word], bit, control_name(word, bit), is,
		  msr_names[msr - HV_CAPABILITY_FIRST], msr, value, does);
	return -EOPNOTSUPP;
}

int hv_refuse_missing(struct hvcore_refusal *refusal, u32 cpu, u32 word,
		      u32 bit, u32 msr, u64 value)
{
	fill(refusal, HVCORE_REFUSAL_MISSING_CONTROL, cpu, word, bit, msr);
	return refuse_control(refusal, cpu, word, bit, msr, value,
			      "is required", "does not allow it");
}

int hv_refuse_forced(struct hvcore_refusal *refusal, u32 cpu, u32 word,
		     u32 bit, u32 msr, u64 value)
{
	fill(refusal, HVCORE_REFUSAL_FORCED_CONTROL, cpu, word, bit, msr);
	return refuse_control(refusal, cpu, word, bit, msr, value,
			      "is not wanted", "forces it to 1");
}

int hv_refuse_dependency(struct hvcore_refusal *refusal, u32 cpu,
			 const struct hv_control_dependency *dependency)
{
	fill(refusal, dependency->value ? HVCORE_REFUSAL_MISSING_CONTROL
					: HVCORE_REFUSAL_FORCED_CONTROL,
	     cpu, dependency->other_word, dependency->other_bit, 0);
	scnprintf(refusal->text, sizeof(refusal->text),
		  "CPU %u: %s %u \"%s\" needs %s %u \"%s\" to be %u", cpu,
		  word_names[dependency->word], dependency->bit,
		  control_name(dependency->word, dependency->bit),
		  word_names[dependency->other_word], dependency->other_bit,
		  control_name(dependency->other_word, dependency->other_bit),
		  dependency->value);
	return -EOPNOTSUPP;
}

int hv_refuse_difference(struct hvcore_refusal *refusal, u32 cpu,
			 u32 first_cpu, u32 word, u32 bit, bool value)
{
	fill(refusal, HVCORE_REFUSAL_CPUS_DIFFER, cpu, word, bit, 0);
	scnprintf(refusal->text, sizeof(refusal->text),
		  "CPU %u: %s %u \"%s\" is %u, but %u on CPU %u", cpu,
		  word_names[word], bit, control_name(word, bit), value,
		  !value, first_cpu);
	return -EOPNOTSUPP;
}
