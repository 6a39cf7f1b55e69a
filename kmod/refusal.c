// SPDX-License-Identifier: GPL-2.0-only
/* Saying why a CPU is refused. */
#include "refusal.h"
#include "negotiate.h"

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
		  cpu, hv_capability_names[msr - HV_CAPABILITY_FIRST], msr);
	return -EOPNOTSUPP;
}

static int refuse_control(struct hvcore_refusal *refusal, u32 cpu, u32 word,
			  u32 bit, u32 msr, u64 value, const char *is,
			  const char *does)
{
	scnprintf(refusal->text, sizeof(refusal->text),
		  "CPU %u: %s %u \"%s\" %s and %s (0x%x) = 0x%llx %s", cpu,
		  hv_control_words[word].control_name, bit, control_name(word, bit), is,
		  hv_capability_names[msr - HV_CAPABILITY_FIRST], msr, value, does);
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
		  hv_control_words[dependency->word].control_name, dependency->bit,
		  control_name(dependency->word, dependency->bit),
		  hv_control_words[dependency->other_word].control_name, dependency->other_bit,
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
		  hv_control_words[word].control_name, bit, control_name(word, bit), value,
		  !value, first_cpu);
	return -EOPNOTSUPP;
}
