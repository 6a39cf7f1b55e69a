// SPDX-License-Identifier: GPL-2.0-only
/*
 * negotiate.c as a filter: processors and requests come in, what is chosen or
 * why not goes out, a line each. Tests/VerifierTests compares the lines with
 * those of the model in Swift.
 *
 * One case is words in hexadecimal: present, the 20 capability MSRs, the
 * number of CPUID leaves and for each leaf, subleaf and four registers, the
 * number of requests and for each the members of struct hv_control_request.
 */
#include <stdlib.h>

#include "negotiate.h"

#define MAX_LEAVES	16
#define MAX_REQUESTS	512

struct leaf {
	u32 leaf, subleaf, registers[4];
};

struct processor {
	struct hv_capabilities capabilities;
	struct leaf leaves[MAX_LEAVES];
	u64 nr_leaves;
};

static u64 next(void)
{
	u64 value;

	if (scanf("%llx", &value) != 1) {
		fprintf(stderr, "the last case is cut off\n");
		exit(1);
	}
	return value;
}

static u64 next_count(u64 most)
{
	u64 count = next();

	if (count > most) {
		fprintf(stderr, "%llu of at most %llu\n", count, most);
		exit(1);
	}
	return count;
}

static const struct leaf *find(const struct processor *processor, u32 leaf,
			       u32 subleaf)
{
	u64 i;

	for (i = 0; i < processor->nr_leaves; i++)
		if (processor->leaves[i].leaf == leaf &&
		    processor->leaves[i].subleaf == subleaf)
			return &processor->leaves[i];
	return NULL;
}

/* A leaf behind the last one shows something else: all ones. */
static void cpuid(void *context, u32 leaf, u32 subleaf, u32 registers[4])
{
	const struct leaf *found = find(context, leaf, subleaf);
	const struct leaf *range = find(context, leaf & 0x80000000, 0);
	u32 last = range ? range->registers[HV_EAX] : 0;
	bool is_range = !(leaf & 0x7fffffff);

	memset(registers, leaf > last && !is_range ? 0xff : 0, 4 * sizeof(u32));
	if (found && (leaf <= last || is_range))
		memcpy(registers, found->registers, 4 * sizeof(u32));
}

static void read_processor(struct processor *processor)
{
	u64 i, j;

	for (i = 0; i < HV_NR_CAPABILITIES; i++)
		processor->capabilities.values[i] = next();
	processor->nr_leaves = next_count(MAX_LEAVES);
	for (i = 0; i < processor->nr_leaves; i++) {
		processor->leaves[i].leaf = next();
		processor->leaves[i].subleaf = next();
		for (j = 0; j < 4; j++)
			processor->leaves[i].registers[j] = next();
	}
}

static const char *name(u32 code)
{
	switch (code) {
	case HVCORE_REFUSAL_MISSING_CAPABILITY:
		return "capability";
	case HVCORE_REFUSAL_MISSING_CONTROL:
		return "missing";
	case HVCORE_REFUSAL_FORCED_CONTROL:
		return "forced";
	default:
		return "other";
	}
}

static void print(int error, const struct hv_controls *controls,
		  const struct hvcore_refusal *refusal)
{
	u32 word;

	if (error) {
		printf("refused %s %u %u 0x%x %s\n", name(refusal->code),
		       refusal->word, refusal->bit, refusal->msr,
		       refusal->text);
		return;
	}
	printf("chosen");
	for (word = 0; word < HV_NR_CONTROL_WORDS; word++)
		printf(" 0x%llx", hv_controls_word(controls, word));
	printf("\n");
}

int main(void)
{
	static struct hv_control_request requests[MAX_REQUESTS];
	struct hv_profile profile = { .controls = requests };
	struct hvcore_refusal refusal;
	struct hv_controls controls;
	struct processor processor;
	u64 present, i;
	int error;

	while (scanf("%llx", &present) == 1) {
		processor.capabilities.present = present;
		read_processor(&processor);
		profile.nr_controls = next_count(MAX_REQUESTS);
		for (i = 0; i < profile.nr_controls; i++) {
			requests[i].word = next();
			requests[i].bit = next();
			requests[i].level = next();
			requests[i].cpuid_register = next();
			requests[i].cpuid_bit = next();
			requests[i].cpuid_leaf = next();
			requests[i].cpuid_subleaf = next();
		}
		error = hv_negotiate(&profile, &processor.capabilities, cpuid,
				     &processor, 3, &controls, &refusal);
		print(error, &controls, &refusal);
	}
	return 0;
}
