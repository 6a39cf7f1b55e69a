// SPDX-License-Identifier: GPL-2.0-only
/* negotiate.c: each rule, on processors that are made up. */
#include "fake_processor.h"
#include "random.h"
#include "tap.h"

#define REQUIRED(word, bit)                                \
	{                                                  \
		word, bit, HV_CONTROL_REQUIRED, 0, 0, 0, 0 \
	}
#define PREFERRED(word, bit)                                \
	{                                                   \
		word, bit, HV_CONTROL_PREFERRED, 0, 0, 0, 0 \
	}

static struct hv_controls controls;
static struct hvcore_refusal refusal;

static int negotiate(struct fake_processor *processor,
		     const struct hv_control_request *requests, size_t count)
{
	struct hv_profile profile = { .controls = requests,
				      .nr_controls = count };

	memset(&controls, 0xff, sizeof(controls));
	memset(&refusal, 0xff, sizeof(refusal));
	return hv_negotiate(&profile, &processor->capabilities,
			    fake_processor_cpuid, processor, 3, &controls,
			    &refusal);
}

#define NEGOTIATE(processor, ...)                                              \
	({                                                                     \
		const struct hv_control_request requests_[] = { __VA_ARGS__ }; \
		negotiate(processor, requests_, ARRAY_SIZE(requests_));        \
	})

static void check_refusal(u32 code, u32 word, u32 bit, u32 msr,
			  const char *text)
{
	static const struct hv_controls none;

	CHECK_EQUAL(refusal.code, code);
	CHECK_EQUAL(refusal.cpu, 3);
	CHECK_EQUAL(refusal.word, word);
	CHECK_EQUAL(refusal.bit, bit);
	CHECK_EQUAL(refusal.msr, msr);
	CHECK_EQUAL(refusal.pad, 0);
	CHECK_TEXT(refusal.text, text);
	CHECK(!memcmp(&controls, &none, sizeof(none)));
}

static void nothing_asked_for(void)
{
	struct fake_processor processor = fake_processor();

	CHECK_EQUAL(negotiate(&processor, NULL, 0), 0);
	CHECK_EQUAL(refusal.code, HVCORE_REFUSAL_NONE);
	CHECK_EQUAL(controls.pin, 0x16);
	CHECK_EQUAL(controls.primary, 0x04006172);
	CHECK_EQUAL(controls.secondary, 0);
	CHECK_EQUAL(controls.tertiary, 0);
	CHECK_EQUAL(controls.exit, 0x36dfb);
	CHECK_EQUAL(controls.secondary_exit, 0);
	CHECK_EQUAL(controls.entry, 0x11fb);
	CHECK_EQUAL(controls.reserved, 0);
}

static void required_and_allowed(void)
{
	struct fake_processor processor = fake_processor();

	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_PRIMARY, 28),
			      REQUIRED(HV_WORD_SECONDARY, 1),
			      REQUIRED(HV_WORD_TERTIARY, 4),
			      REQUIRED(HV_WORD_PRIMARY, 21),
			      REQUIRED(HV_WORD_SECONDARY_EXIT, 3),
			      REQUIRED(HV_WORD_EXIT, 9),
			      REQUIRED(HV_WORD_ENTRY, 9)),
		    0);
	/* The words that can be switched off are on. */
	CHECK_EQUAL(controls.primary,
		    0x04006172 | BIT(31) | BIT(28) | BIT(21) | BIT(17));
	CHECK_EQUAL(controls.secondary, BIT(1));
	CHECK_EQUAL(controls.tertiary, BIT(4));
	CHECK_EQUAL(controls.exit, 0x36dfb | BIT(31) | BIT(9));
	CHECK_EQUAL(controls.secondary_exit, BIT(3));
	CHECK_EQUAL(controls.entry, 0x11fb | BIT(9));
}

static void required_and_not_allowed(void)
{
	struct fake_processor processor = fake_processor();

	fake_processor_set(&processor, 0x48b, 0xfffffffd00000000);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_SECONDARY, 1)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_SECONDARY, 1, 0x48b,
		"CPU 3: secondary processor-based control 1 \"Enable EPT\" is required and "
		"IA32_VMX_PROCBASED_CTLS2 (0x48b) = 0xfffffffd00000000 does not allow it");
	/* The TRUE MSR is asked, not the other one. */
	fake_processor_set(&processor, 0x48e, 0xefffffff04006172);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_PRIMARY, 28)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_PRIMARY, 28, 0x48e,
		"CPU 3: primary processor-based control 28 \"Use MSR bitmaps\" is required and "
		"IA32_VMX_TRUE_PROCBASED_CTLS (0x48e) = 0xefffffff04006172 does not allow it");
	fake_processor_set(&processor, 0x492, 0);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_TERTIARY, 4)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_TERTIARY, 4, 0x492,
		"CPU 3: tertiary processor-based control 4 \"IPI virtualization\" is required and "
		"IA32_VMX_PROCBASED_CTLS3 (0x492) = 0x0 does not allow it");
}

static void word_that_cannot_be_switched_on(void)
{
	struct fake_processor processor = fake_processor();

	fake_processor_set(&processor, 0x48e, 0x7fffffff04006172);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_SECONDARY, 1)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_PRIMARY, 31, 0x48e,
		"CPU 3: primary processor-based control 31 \"Activate secondary controls\" is required and "
		"IA32_VMX_TRUE_PROCBASED_CTLS (0x48e) = 0x7fffffff04006172 does not allow it");
	/* What is only preferred there goes without a word. */
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_SECONDARY, 5)), 0);
	CHECK_EQUAL(controls.secondary, 0);
	CHECK_EQUAL(controls.primary, 0x04006172);
}

static void preferred_is_taken_or_dropped(void)
{
	struct fake_processor processor = fake_processor();

	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_SECONDARY, 5),
			      PREFERRED(HV_WORD_PIN, 3)),
		    0);
	CHECK_EQUAL(controls.secondary, BIT(5));
	CHECK_EQUAL(controls.primary, 0x04006172 | BIT(31));
	CHECK_EQUAL(controls.pin, 0x16 | BIT(3));
	fake_processor_set(&processor, 0x48b, 0xffffffdf00000000);
	fake_processor_set(&processor, 0x48d, 0xfffffff700000016);
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_SECONDARY, 5),
			      PREFERRED(HV_WORD_PIN, 3)),
		    0);
	CHECK_EQUAL(controls.secondary, 0);
	CHECK_EQUAL(controls.primary, 0x04006172);
	CHECK_EQUAL(controls.pin, 0x16);
}

static void when_cpuid_shows_it(void)
{
	const struct hv_control_request requests[] = {
		{ HV_WORD_SECONDARY, 3, HV_CONTROL_WHEN_CPUID, HV_EDX, 27,
		  0x80000001, 0 },
		{ HV_WORD_SECONDARY, 20, HV_CONTROL_WHEN_CPUID, HV_EAX, 3, 0xd,
		  1 },
		{ HV_WORD_SECONDARY, 12, HV_CONTROL_WHEN_CPUID, HV_EBX, 10, 7,
		  0 },
	};
	struct fake_processor processor = fake_processor();

	CHECK_EQUAL(negotiate(&processor, requests, 3), 0);
	CHECK_EQUAL(controls.secondary, 0);

	processor.leaves[0].leaf = 0x80000001;
	processor.leaves[0].registers[HV_EDX] = BIT(27);
	processor.leaves[1].leaf = 0xd;
	processor.leaves[1].subleaf = 1;
	processor.leaves[1].registers[HV_EAX] = BIT(3);
	processor.nr_leaves = 2;
	CHECK_EQUAL(negotiate(&processor, requests, 3), 0);
	CHECK_EQUAL(controls.secondary, BIT(3) | BIT(20));

	/* Shown but not allowed: programs would get #UD. */
	fake_processor_set(&processor, 0x48b, 0xffefffff00000000);
	CHECK_EQUAL(negotiate(&processor, requests, 3), -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_SECONDARY, 20, 0x48b,
		"CPU 3: secondary processor-based control 20 \"Enable XSAVES/XRSTORS\" is required and "
		"IA32_VMX_PROCBASED_CTLS2 (0x48b) = 0xffefffff00000000 does not allow it");

	/* A processor that has no such leaf answers with another one's data. */
	processor.max_leaf = 0xc;
	processor.nr_leaves = 1;
	CHECK_EQUAL(negotiate(&processor, requests, 3), 0);
	CHECK_EQUAL(controls.secondary, BIT(3));
}

static void forced_and_not_wanted(void)
{
	struct fake_processor processor = fake_processor();

	/* Before the TRUE MSRs, CR3 accesses always exited. */
	fake_processor_set(&processor, 0x480, 1);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_EXIT, 2),
			      REQUIRED(HV_WORD_ENTRY, 2)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_FORCED_CONTROL, HV_WORD_PRIMARY, 15, 0x482,
		"CPU 3: primary processor-based control 15 \"CR3-load exiting\" is not wanted and "
		"IA32_VMX_PROCBASED_CTLS (0x482) = 0xffffffff0401e172 forces it to 1");
	/* Who asks for it has an answer to it. */
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_EXIT, 2),
			      REQUIRED(HV_WORD_ENTRY, 2),
			      PREFERRED(HV_WORD_PRIMARY, 15),
			      REQUIRED(HV_WORD_PRIMARY, 16)),
		    0);
	CHECK_EQUAL(controls.primary, 0x0401e172);
	CHECK_EQUAL(controls.exit, 0x36dff);
	CHECK_EQUAL(controls.entry, 0x11ff);
}

static void forced_and_reserved_is_kept(void)
{
	struct fake_processor processor = fake_processor();

	fake_processor_set(&processor, 0x48d, 0xffffffff00000116);
	CHECK_EQUAL(negotiate(&processor, NULL, 0), 0);
	CHECK_EQUAL(controls.pin, 0x116);
}

/* Software that does not know a default1 control leaves it at 1. */
static void unknown_default1_stays_1(void)
{
	struct fake_processor processor = fake_processor();

	fake_processor_set(&processor, 0x48e, 0xffffffff04006100);
	CHECK_EQUAL(negotiate(&processor, NULL, 0), 0);
	CHECK_EQUAL(controls.primary, 0x04006172);
}

static void a_word_that_is_off_is_0(void)
{
	struct fake_processor processor = fake_processor();

	fake_processor_set(&processor, 0x48b, 0xffffffff00000400);
	CHECK_EQUAL(negotiate(&processor, NULL, 0), 0);
	CHECK_EQUAL(controls.secondary, 0);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_SECONDARY, 1)), 0);
	CHECK_EQUAL(controls.secondary, BIT(1) | 0x400);
}

static void preferred_without_its_dependency(void)
{
	struct fake_processor processor = fake_processor();

	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_PIN, 5)), 0);
	CHECK_EQUAL(controls.pin, 0x16);
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_PIN, 5),
			      PREFERRED(HV_WORD_PIN, 3)),
		    0);
	CHECK_EQUAL(controls.pin, 0x16 | BIT(3) | BIT(5));
	/* The dependency itself is dropped, so the other goes too. */
	fake_processor_set(&processor, 0x48d, 0xfffffff700000016);
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_PIN, 5),
			      PREFERRED(HV_WORD_PIN, 3)),
		    0);
	CHECK_EQUAL(controls.pin, 0x16);
	/* And where nothing is left in a word, it is not switched on. */
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_TERTIARY, 4)), 0);
	CHECK_EQUAL(controls.primary, 0x04006172);
	CHECK_EQUAL(controls.tertiary, 0);
}

static void dependency_on_0(void)
{
	struct fake_processor processor = fake_processor();

	/* Both preferred: the one that needs the other to be 0 goes. */
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_SECONDARY, 0),
			      PREFERRED(HV_WORD_SECONDARY, 4),
			      PREFERRED(HV_WORD_PRIMARY, 21)),
		    0);
	CHECK_EQUAL(controls.secondary, BIT(0));
	/* One required: the preferred one goes, whichever it is. */
	CHECK_EQUAL(NEGOTIATE(&processor, PREFERRED(HV_WORD_SECONDARY, 0),
			      REQUIRED(HV_WORD_SECONDARY, 4),
			      PREFERRED(HV_WORD_PRIMARY, 21)),
		    0);
	CHECK_EQUAL(controls.secondary, BIT(4));
	/* Both required: it cannot be. */
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_SECONDARY, 0),
			      REQUIRED(HV_WORD_SECONDARY, 4),
			      REQUIRED(HV_WORD_PRIMARY, 21)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_FORCED_CONTROL, HV_WORD_SECONDARY, 0, 0,
		"CPU 3: secondary processor-based control 4 \"Virtualize x2APIC mode\" needs "
		"secondary processor-based control 0 \"Virtualize APIC accesses\" to be 0");
}

static void required_without_its_dependency(void)
{
	struct fake_processor processor = fake_processor();

	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_PIN, 5)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_PIN, 3, 0,
		"CPU 3: pin-based control 5 \"Virtual NMIs\" needs pin-based control 3 \"NMI exiting\" "
		"to be 1");
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_PIN, 5),
			      PREFERRED(HV_WORD_PIN, 3)),
		    0);
}

static void missing_msrs(void)
{
	static const u32 needed[] = { 0x480, 0x48d, 0x48e, 0x48f, 0x490 };
	static const u32 optional[] = { 0x48b, 0x492, 0x493 };
	struct fake_processor processor;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		processor = fake_processor();
		fake_processor_remove(&processor, needed[i]);
		CHECK_EQUAL(negotiate(&processor, NULL, 0), -EOPNOTSUPP);
		CHECK_EQUAL(refusal.code, HVCORE_REFUSAL_MISSING_CAPABILITY);
		CHECK_EQUAL(refusal.msr, needed[i]);
	}
	CHECK_TEXT(
		refusal.text,
		"CPU 3: the VMX capability MSR IA32_VMX_TRUE_ENTRY_CTLS (0x490) cannot be read");
	for (i = 0; i < ARRAY_SIZE(optional); i++) {
		processor = fake_processor();
		fake_processor_remove(&processor, optional[i]);
		CHECK_EQUAL(negotiate(&processor, NULL, 0), 0);
	}
	fake_processor_remove(&processor, 0x48b);
	CHECK_EQUAL(NEGOTIATE(&processor, REQUIRED(HV_WORD_SECONDARY, 1)),
		    -EOPNOTSUPP);
	check_refusal(
		HVCORE_REFUSAL_MISSING_CONTROL, HV_WORD_SECONDARY, 1, 0x48b,
		"CPU 3: secondary processor-based control 1 \"Enable EPT\" is required and "
		"IA32_VMX_PROCBASED_CTLS2 (0x48b) = 0x0 does not allow it");
}

static void cpus_that_differ(void)
{
	static const struct {
		size_t offset;
		u64 bit;
		u32 word, number;
	} changes[] = {
		{ offsetof(struct hv_controls, pin), BIT_ULL(5), HV_WORD_PIN,
		  5 },
		{ offsetof(struct hv_controls, primary), BIT_ULL(31),
		  HV_WORD_PRIMARY, 31 },
		{ offsetof(struct hv_controls, secondary), BIT_ULL(12),
		  HV_WORD_SECONDARY, 12 },
		{ offsetof(struct hv_controls, tertiary), BIT_ULL(40),
		  HV_WORD_TERTIARY, 40 },
		{ offsetof(struct hv_controls, exit), BIT_ULL(2), HV_WORD_EXIT,
		  2 },
		{ offsetof(struct hv_controls, secondary_exit), BIT_ULL(63),
		  HV_WORD_SECONDARY_EXIT, 63 },
		{ offsetof(struct hv_controls, entry), BIT_ULL(9),
		  HV_WORD_ENTRY, 9 },
	};
	struct hv_controls first, other;
	size_t i;
	u8 *byte;

	memset(&first, 0x5a, sizeof(first));
	other = first;
	memset(&refusal, 0, sizeof(refusal));
	CHECK(hv_controls_equal(&first, &other, 0, 3, &refusal));
	CHECK_EQUAL(refusal.code, 0);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		other = first;
		byte = (u8 *)&other + changes[i].offset + changes[i].number / 8;
		*byte ^= changes[i].bit >> (changes[i].number / 8 * 8);
		CHECK(!hv_controls_equal(&first, &other, 0, 3, &refusal));
		CHECK_EQUAL(refusal.code, HVCORE_REFUSAL_CPUS_DIFFER);
		CHECK_EQUAL(refusal.word, changes[i].word);
		CHECK_EQUAL(refusal.bit, changes[i].number);
		CHECK_EQUAL(refusal.cpu, 3);
	}
	other = first;
	other.secondary ^= BIT(12);
	CHECK(!hv_controls_equal(&first, &other, 0, 3, &refusal));
	CHECK_TEXT(
		refusal.text,
		"CPU 3: secondary processor-based control 12 \"Enable INVPCID\" is 0, but 1 on CPU 0");
}

/* The CPU's MSRs are read through a callback; what faults is absent. */
static bool read_some(void *context, u32 msr, u64 *value)
{
	u32 *count = context;

	++*count;
	*value = msr * 3ULL;
	return msr == 0x491 || msr == 0x493;
}

static void capabilities_are_read_once(void)
{
	struct hv_capabilities capabilities;
	u32 count = 0;
	u64 value;

	hv_capabilities_read(&capabilities, read_some, &count);
	CHECK_EQUAL(count, HV_NR_CAPABILITIES);
	CHECK_EQUAL(capabilities.present, 0x5ffff);
	CHECK(hv_capability(&capabilities, 0x492, &value));
	CHECK_EQUAL(value, 0x492 * 3);
	CHECK(!hv_capability(&capabilities, 0x493, &value));
	CHECK_EQUAL(value, 0);
	CHECK(!hv_capability(&capabilities, 0x47f, &value));
	CHECK(!hv_capability(&capabilities, 0x494, &value));
}

/* A processor of which a few controls are not allowed, and a few forced. */
static struct fake_processor random_processor(struct random *random)
{
	static const u32 pairs[] = { 0x481, 0x482, 0x483, 0x484, 0x48b,
				     0x48d, 0x48e, 0x48f, 0x490 };
	struct fake_processor processor = fake_processor();
	u64 value, few;
	size_t i;

	if (!random_below(random, 4))
		fake_processor_set(&processor, 0x480, 1);
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		value = fake_processor_get(&processor, pairs[i]);
		few = random_u64(random) & random_u64(random) &
		      random_u64(random) & U32_MAX;
		value &= ~(few << 32);
		few = random_u64(random) & random_u64(random) &
		      random_u64(random) & random_u64(random);
		/* No processor forces what it does not allow. */
		value |= few & U32_MAX;
		value |= (value & U32_MAX) << 32;
		if (pairs[i] == 0x48b)
			value &= ~(u64)U32_MAX;
		fake_processor_set(&processor, pairs[i], value);
	}
	fake_processor_set(&processor, 0x492, random_u64(random));
	fake_processor_set(&processor, 0x493, random_u64(random));
	return processor;
}

static bool is_on(u32 word)
{
	const struct hv_control_word_info *info = &hv_control_words[word];

	return info->activated_by_bit == 0xff ||
	       hv_controls_word(&controls, info->activated_by_word) >>
			       info->activated_by_bit & 1;
}

static u64 named(u32 word)
{
	u64 bits = 0;
	unsigned int i;

	for (i = 0; i < hv_nr_control_infos; i++)
		if (hv_control_infos[i].word == word)
			bits |= BIT_ULL(hv_control_infos[i].bit);
	return bits;
}

/* Whether another word is switched on by this bit. */
static bool activates(u32 word, u32 bit)
{
	u32 other;

	for (other = 0; other < HV_NR_CONTROL_WORDS; other++)
		if (hv_control_words[other].activated_by_word == word &&
		    hv_control_words[other].activated_by_bit == bit)
			return true;
	return false;
}

/* What must hold of every result, from the MSRs and the requests alone. */
static void check_result(const struct fake_processor *processor,
			 const struct hv_control_request *requests,
			 size_t count)
{
	bool true_msrs = fake_processor_get(processor, 0x480) >> 55 & 1;
	u64 value, chosen, wanted;
	unsigned int i;
	u32 word, bit;

	for (word = 0; word < HV_NR_CONTROL_WORDS; word++) {
		const struct hv_control_word_info *info =
			&hv_control_words[word];

		chosen = hv_controls_word(&controls, word);
		value = fake_processor_get(processor,
					   true_msrs && info->true_msr ?
						   info->true_msr :
						   info->capability_msr);
		if (!is_on(word)) {
			CHECK_EQUAL(chosen, 0);
			continue;
		}
		CHECK_EQUAL(chosen & ~(info->allowed1_only ? value :
							     value >> 32), 0);
		if (!info->allowed1_only)
			CHECK_EQUAL(value & U32_MAX & ~chosen, 0);
		wanted = 0;
		for (i = 0; i < count; i++)
			if (requests[i].word == word)
				wanted |= BIT_ULL(requests[i].bit);
		for (bit = 0; bit < 64; bit++)
			if (chosen & named(word) & ~wanted & BIT_ULL(bit))
				CHECK(activates(word, bit));
	}
	for (i = 0; i < count; i++)
		if (requests[i].level == HV_CONTROL_REQUIRED)
			CHECK(hv_controls_word(&controls, requests[i].word) >>
				      requests[i].bit & 1);
	for (i = 0; i < hv_nr_control_dependencies; i++) {
		const struct hv_control_dependency *dependency =
			&hv_control_dependencies[i];

		if (hv_controls_word(&controls, dependency->word) >>
			    dependency->bit & 1)
			CHECK_EQUAL(hv_controls_word(&controls,
						     dependency->other_word) >>
					    dependency->other_bit & 1,
				    dependency->value);
	}
}

/* A refusal must be true. */
static void check_reason(const struct fake_processor *processor)
{
	u64 value;

	if (!refusal.msr)
		return;
	value = fake_processor_get(processor, refusal.msr);
	if (refusal.code == HVCORE_REFUSAL_FORCED_CONTROL)
		CHECK(value >> refusal.bit & 1);
	else if (refusal.msr == 0x492 || refusal.msr == 0x493)
		CHECK(!(value >> refusal.bit & 1));
	else
		CHECK(!(value >> 32 >> refusal.bit & 1));
}

static void random_processors(void)
{
	struct hv_control_request requests[12] = { 0 };
	struct random random = { .state = 5 };
	unsigned int results = 0, refusals = 0;
	struct fake_processor processor;
	unsigned int i, j;
	size_t count;

	for (i = 0; i < 20000; i++) {
		processor = random_processor(&random);
		count = random_below(&random, 13);
		for (j = 0; j < count; j++) {
			const struct hv_control_info *info =
				&hv_control_infos[random_below(
					&random, hv_nr_control_infos)];

			requests[j].word = info->word;
			requests[j].bit = info->bit;
			requests[j].level = random_below(&random, 4) ?
						    HV_CONTROL_PREFERRED :
						    HV_CONTROL_REQUIRED;
		}
		if (negotiate(&processor, requests, count)) {
			check_reason(&processor);
			refusals++;
		} else {
			check_result(&processor, requests, count);
			results++;
		}
	}
	printf("# %u results, %u refusals\n", results, refusals);
	CHECK(results > 1000 && refusals > 1000);
}

TAP_MAIN(TAP_TEST(nothing_asked_for), TAP_TEST(required_and_allowed),
	 TAP_TEST(required_and_not_allowed),
	 TAP_TEST(word_that_cannot_be_switched_on),
	 TAP_TEST(preferred_is_taken_or_dropped), TAP_TEST(when_cpuid_shows_it),
	 TAP_TEST(forced_and_not_wanted), TAP_TEST(forced_and_reserved_is_kept),
	 TAP_TEST(unknown_default1_stays_1), TAP_TEST(a_word_that_is_off_is_0),
	 TAP_TEST(preferred_without_its_dependency), TAP_TEST(dependency_on_0),
	 TAP_TEST(required_without_its_dependency), TAP_TEST(missing_msrs),
	 TAP_TEST(cpus_that_differ), TAP_TEST(capabilities_are_read_once), TAP_TEST(random_processors))
