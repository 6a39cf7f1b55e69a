// SPDX-License-Identifier: GPL-2.0-only
/*
 * negotiate.c on the capability MSRs of real processors, for what a thin
 * hypervisor under a running system asks for. What is chosen, and every
 * refusal, is held against the MSRs themselves.
 */
#include <dirent.h>
#include <stdlib.h>

#include "fake_processor.h"
#include "refusal.h"
#include "tap.h"

/* Not part of the project: HV_PROCESSORS says where they are elsewhere. */
#define DEFAULT_FOLDER "/work/shared/processors"

static const struct hv_control_request requests[] = {
	{ .word = HV_WORD_PRIMARY, .bit = 28 },
	{ .word = HV_WORD_SECONDARY, .bit = 1 },
	{ .word = HV_WORD_EXIT, .bit = 2 },
	{ .word = HV_WORD_EXIT, .bit = 9 },
	{ .word = HV_WORD_ENTRY, .bit = 2 },
	{ .word = HV_WORD_ENTRY, .bit = 9 },
	{ .word = HV_WORD_SECONDARY, .bit = 5, .level = HV_CONTROL_PREFERRED },
	{ .word = HV_WORD_SECONDARY, .bit = 7, .level = HV_CONTROL_PREFERRED },
	{ .word = HV_WORD_SECONDARY,
	  .bit = 12,
	  .level = HV_CONTROL_WHEN_CPUID,
	  .cpuid_register = HV_EBX,
	  .cpuid_bit = 10,
	  .cpuid_leaf = 7 },
};
static const struct hv_profile profile = {
	.controls = requests, .nr_controls = ARRAY_SIZE(requests)
};

/* The MSR that counts for a word, by the SDM. */
static u32 msr_of(const struct fake_processor *processor, u32 word)
{
	static const u32 plain[] = { 0x481, 0x482, 0x48b, 0x492,
				     0x483, 0x493, 0x484 };
	static const u32 true_msrs[] = { 0x48d, 0x48e, 0x48b, 0x492,
					 0x48f, 0x493, 0x490 };

	return fake_processor_get(processor, 0x480) >> 55 & 1 ? true_msrs[word]
							      : plain[word];
}

/* What must be 0 and what must be 1 is what the MSRs say. */
static void check_chosen(const char *name,
			 const struct fake_processor *processor,
			 const struct hv_controls *controls)
{
	u64 value, chosen;
	u32 word;

	for (word = 0; word < HV_NR_CONTROL_WORDS; word++) {
		if (word == HV_WORD_TERTIARY || word == HV_WORD_SECONDARY_EXIT)
			continue;
		value = fake_processor_get(processor, msr_of(processor, word));
		chosen = hv_controls_word(controls, word);
		if ((chosen & ~(value >> 32)) || (value & U32_MAX & ~chosen))
			tap_fail(__FILE__, __LINE__,
				 "%s: word %u = 0x%llx, allowed 0x%llx", name,
				 word, chosen, value);
	}
	CHECK_EQUAL(controls->secondary & BIT(5),
		    fake_processor_get(processor, 0x48b) >> 32 & BIT(5));
	CHECK_EQUAL(controls->secondary & BIT(7),
		    fake_processor_get(processor, 0x48b) >> 32 & BIT(7));
	CHECK_EQUAL(controls->secondary & BIT(12), 0);
	CHECK(controls->primary & BIT(31));
	CHECK(!(controls->primary & (BIT(15) | BIT(16))));
}

static void check_refused(const char *name,
			  const struct fake_processor *processor,
			  const struct hvcore_refusal *refusal)
{
	u64 value = fake_processor_get(processor, refusal->msr);

	CHECK_EQUAL(refusal->msr, msr_of(processor, refusal->word));
	if (refusal->code == HVCORE_REFUSAL_MISSING_CONTROL)
		CHECK(!(value >> 32 >> refusal->bit & 1));
	else if (refusal->code == HVCORE_REFUSAL_FORCED_CONTROL)
		CHECK(value >> refusal->bit & 1);
	else
		tap_fail(__FILE__, __LINE__, "%s: refused with code %u", name,
			 refusal->code);
	CHECK(strlen(refusal->text) < HVCORE_TEXT_LEN - 1);
}

/* Needs EPT, and the TRUE MSRs, which tell that CR3 accesses need not exit. */
static bool should_start(const struct fake_processor *processor)
{
	return fake_processor_get(processor, 0x480) >> 55 & 1 &&
	       fake_processor_get(processor, 0x48b) >> 33 & 1;
}

/* Calls @check for each file. */
static void for_each_processor(
	void (*check)(const char *name, struct fake_processor *processor))
{
	const char *folder = getenv("HV_PROCESSORS") ? getenv("HV_PROCESSORS") :
						       DEFAULT_FOLDER;
	struct fake_processor processor;
	unsigned int count = 0;
	struct dirent *entry;
	char path[512];
	DIR *files;

	files = opendir(folder);
	if (!files) {
		tap_skip("no captured processors in %s", folder);
		return;
	}
	while ((entry = readdir(files))) {
		if (!strstr(entry->d_name, ".json"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (fake_processor_load(&processor, path))
			check(entry->d_name, &processor);
		else
			tap_fail(__FILE__, __LINE__,
				 "%s has no IA32_VMX_BASIC", path);
		count++;
	}
	closedir(files);
	CHECK_EQUAL(count, 35);
}

static void check_processor(const char *name, struct fake_processor *processor)
{
	struct hvcore_refusal refusal;
	struct hv_controls controls;
	int error;

	error = hv_negotiate(&profile, &processor->capabilities,
			     fake_processor_cpuid, processor, 0, &controls,
			     &refusal);
	if (!error != should_start(processor))
		tap_fail(__FILE__, __LINE__, "%s: %s", name,
			 error ? refusal.text : "started");
	if (error) {
		printf("# %s: %s\n", name, refusal.text);
		check_refused(name, processor, &refusal);
	} else {
		check_chosen(name, processor, &controls);
	}
}

static void every_captured_processor(void)
{
	for_each_processor(check_processor);
}

/* Without the TRUE MSRs nobody can tell that CR3 accesses need not exit. */
static void check_forced(const char *name, struct fake_processor *processor)
{
	static const struct hv_control_request debug_controls[] = {
		{ .word = HV_WORD_EXIT, .bit = 2 },
		{ .word = HV_WORD_ENTRY, .bit = 2 },
	};
	static const struct hv_profile least = { .controls = debug_controls,
						 .nr_controls = 2 };
	bool true_msrs = fake_processor_get(processor, 0x480) >> 55 & 1;
	struct hvcore_refusal refusal;
	struct hv_controls controls;

	if (!hv_negotiate(&least, &processor->capabilities,
			  fake_processor_cpuid, processor, 0, &controls,
			  &refusal)) {
		if (!true_msrs)
			tap_fail(__FILE__, __LINE__, "%s started", name);
		return;
	}
	if (true_msrs)
		tap_fail(__FILE__, __LINE__, "%s: %s", name, refusal.text);
	CHECK_EQUAL(refusal.code, HVCORE_REFUSAL_FORCED_CONTROL);
	CHECK_EQUAL(refusal.word, HV_WORD_PRIMARY);
	CHECK_EQUAL(refusal.bit, 15);
	check_refused(name, processor, &refusal);
}

static void forced_controls_of_old_processors(void)
{
	for_each_processor(check_forced);
}

/* Whole, with the longest numbers there are. */
static void check_text(const struct hvcore_refusal *refusal, const char *end)
{
	size_t length = strnlen(refusal->text, HVCORE_TEXT_LEN);

	if (length >= HVCORE_TEXT_LEN || length < strlen(end) ||
	    strcmp(refusal->text + length - strlen(end), end))
		tap_fail(__FILE__, __LINE__, "cut off: %s", refusal->text);
}

static void every_refusal_fits(void)
{
	const struct hv_control_dependency *dependency;
	const struct hv_control_info *info;
	struct hvcore_refusal refusal;
	unsigned int i;
	u32 msr;

	for (i = 0; i < hv_nr_control_infos; i++) {
		info = &hv_control_infos[i];
		msr = hv_control_words[info->word].true_msr;
		if (!msr)
			msr = hv_control_words[info->word].capability_msr;
		hv_refuse_missing(&refusal, 8191, info->word, info->bit, msr,
				  ~0ULL);
		check_text(&refusal, "does not allow it");
		hv_refuse_forced(&refusal, 8191, info->word, info->bit, msr,
				 ~0ULL);
		check_text(&refusal, "forces it to 1");
		hv_refuse_difference(&refusal, 8191, 8190, info->word,
				     info->bit, true);
		check_text(&refusal, "but 0 on CPU 8190");
	}
	for (i = 0; i < hv_nr_control_dependencies; i++) {
		dependency = &hv_control_dependencies[i];
		hv_refuse_dependency(&refusal, 8191, dependency);
		check_text(&refusal,
			   dependency->value ? "to be 1" : "to be 0");
	}
	CHECK(hv_nr_control_infos > 0 && hv_nr_control_dependencies > 0);
}

TAP_MAIN(TAP_TEST(every_captured_processor),
	 TAP_TEST(forced_controls_of_old_processors),
	 TAP_TEST(every_refusal_fits))
