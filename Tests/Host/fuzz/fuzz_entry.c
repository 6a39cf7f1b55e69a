// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any state of VM entry, of which parts are hidden: what is unknown makes no
 * rule broken that holds, and none hold that is broken. Rounded, it satisfies
 * every rule, and with one broken in it that one is the only one if so is said.
 */
#include <stdlib.h>

#include "entry_machine.h"
#include "entry_round.h"
#include "input.h"

#define MAX_RULES	1024

static struct hv_entry_state state, hidden;
static enum hv_entry_verdict verdicts[MAX_RULES];

/* Of its own size, so that a sanitizer sees what reads on. */
static struct hv_entry_msr *copy_of(const struct hv_entry_msr *msrs, u32 count)
{
	struct hv_entry_msr *copy = malloc(count ? count * sizeof(*copy) : 1);

	if (!copy)
		abort();
	memcpy(copy, msrs, count * sizeof(*copy));
	return copy;
}

/* Fields that the input names, each by a bit, by all of them or from another. */
static void change_fields(struct input *input)
{
	unsigned int count = take(input, 1) % 32;
	struct hv_known *field;
	u64 how;

	while (count-- && input->left) {
		field = &state.inputs[take(input, 1) % HV_NR_ENTRY_FIELDS];
		how = take(input, 1);
		if (how < 64)
			field->bits ^= 1ull << how;
		else if (how < 128)
			field->bits = take(input, how % 8 + 1);
		else
			field->bits = state.inputs[how % HV_NR_ENTRY_FIELDS].bits;
		field->bits &= ~0ull >>
			(64 - hv_entry_inputs[field - state.inputs].bits);
	}
}

/* Some of what is known is hidden: bits of it, or all. */
static void hide(struct input *input)
{
	unsigned int count = take(input, 1), i;
	u64 mask;

	hidden = state;
	if (count == 255)
		count = HV_NR_ENTRY_INPUTS;
	while (count--) {
		i = (take(input, 1) + count) % HV_NR_ENTRY_INPUTS;
		mask = take(input, 1);
		mask = mask < 128 ? 3ull << mask % 63 : ~0ull;
		hidden.inputs[i].unknown |= mask;
		/* What it was must not matter any more. */
		hidden.inputs[i].bits ^= mask & 0x5555555555555555ull;
	}
	/* Fewer entries than there are, so that the rest is unknown. */
	if (hidden.nr_msrs && take(input, 1) & 1)
		hidden.nr_msrs--;
}

static void check_hidden(void)
{
	enum hv_entry_verdict verdict;
	unsigned int i;

	for (i = 0; i < hv_nr_entry_rules; i++) {
		verdict = hv_entry_check(&hv_entry_rules[i], &hidden);
		if (verdict != HV_ENTRY_UNKNOWN && verdict != verdicts[i])
			tap_fail(__FILE__, __LINE__,
				 "%s is %d where all is known, %d where some is",
				 hv_entry_rules[i].code, verdicts[i], verdict);
	}
}

static void check_valid(const struct hv_entry_rule *but)
{
	const struct hv_entry_rule *rule;
	enum hv_entry_verdict wanted;
	unsigned int i;

	for (i = 0; i < hv_nr_entry_rules; i++) {
		rule = &hv_entry_rules[i];
		wanted = rule == but ? HV_ENTRY_BROKEN : HV_ENTRY_HOLDS;
		if (hv_entry_check(rule, &state) != wanted)
			tap_fail(__FILE__, __LINE__, "%s is not %d", rule->code,
				 wanted);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	struct hv_entry_msr msrs[ENTRY_MSRS], *copy;
	const struct hv_entry_rule *rule;
	struct random random;
	unsigned int choice, i;

	choice = take(&input, 1);
	rule = &hv_entry_rules[take(&input, 2) % hv_nr_entry_rules];
	random.state = take(&input, 2);
	entry_machine(&state, choice % ENTRY_MACHINES);
	if (choice & 0x40)
		entry_machine_vary(&state, &random);
	entry_machine_msrs(&state, msrs, &random);
	entry_machine_fields(&state, &random);
	copy = copy_of(msrs, state.nr_msrs);
	state.msrs = copy;
	/* From a valid state on, or from any. */
	if (choice & 0x80)
		CHECK(hv_entry_round(&state));
	change_fields(&input);
	for (i = 0; i < hv_nr_entry_rules; i++) {
		verdicts[i] = hv_entry_check(&hv_entry_rules[i], &state);
		/* Beyond the entries that are at hand nothing is known. */
		CHECK(verdicts[i] != HV_ENTRY_UNKNOWN ||
		      hv_entry_rules[i].each_msr);
	}
	hide(&input);
	check_hidden();
	CHECK(hv_entry_round(&state));
	check_valid(NULL);
	if (hv_entry_break(rule, &state))
		check_valid(rule);
	/* Whatever is hidden: it ends, and touches nothing beyond. */
	hv_entry_round(&hidden);
	free(copy);
	return 0;
}

static_assert(HV_NR_ENTRY_FIELDS <= 256);
