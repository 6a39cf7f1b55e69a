// SPDX-License-Identifier: GPL-2.0-only
/* The nearest state that satisfies the checks of VM entry. */
#include "entry_round.h"

/* Rules that look at each other's fields may need more than one pass. */
#define MAX_PASSES	6

/* The first stage that has rules about MSR-load entries. */
#define MSR_STAGE	4

#define NO_RULE		0xffff

/*
 * Every bit of the fields becomes known, 0 where it is not yet. Of the rest,
 * what is so on every processor is filled in.
 */
static void make_known(struct hv_entry_state *state)
{
	const struct hv_entry_input_info *info = hv_entry_inputs;
	struct hv_entry_view view = { state, NULL };
	struct hv_known *value = state->inputs, *end;

	for (end = value + HV_NR_ENTRY_FIELDS; value < end; value++, info++) {
		value->bits &= ~value->unknown & (~0ull >> (64 - info->bits));
		value->unknown = 0;
	}
	for (end = state->inputs + HV_NR_ENTRY_INPUTS; value < end; value++)
		if (value->unknown)
			*value = hv_entry_value(&view, value - state->inputs);
}

/* No more entries than are known to be good. */
static void cut_msrs(struct hv_entry_state *state,
		     const struct hv_entry_rule *but)
{
	struct hv_known *count = &state->inputs[HV_INPUT_VM_ENTRY_MSR_LOAD_COUNT];
	const struct hv_entry_rule *rule = hv_entry_rules + hv_nr_entry_rules;

	if (count->bits > state->nr_msrs)
		count->bits = state->nr_msrs;
	/* Those rules come last. */
	while (rule-- != hv_entry_rules && rule->stage >= MSR_STAGE)
		while (rule->each_msr && rule != but && count->bits &&
		       hv_entry_check(rule, state) != HV_ENTRY_HOLDS)
			count->bits--;
}

/* Return: whether no rule, the one at @but aside, has anything to mend any more. */
static bool mend_all(struct hv_entry_state *state, u16 but)
{
	const struct hv_entry_mend *end = hv_entry_mends + hv_nr_entry_mends;
	const struct hv_entry_mend *mend, *last = NULL;
	unsigned int pass;

	for (pass = 0; pass < MAX_PASSES; pass++) {
		for (mend = hv_entry_mends; mend != end; mend++) {
			if (mend->rule != but && mend->mend(state->inputs))
				last = mend;
			else if (mend == last)
				/* Since it, all rules were found to hold. */
				return true;
		}
		if (!last)
			return true;
	}
	return false;
}

static const struct hv_entry_mend *mend_of(const struct hv_entry_rule *rule)
{
	unsigned int i;

	for (i = 0; i < hv_nr_entry_mends; i++)
		if (&hv_entry_rules[hv_entry_mends[i].rule] == rule)
			return &hv_entry_mends[i];
	return NULL;
}

/**
 * hv_entry_round() - make a state satisfy every rule
 * @state: what is known; its fields are changed, and are all known afterwards
 *
 * A rule that no field decides, such as that on the privilege level, is beyond
 * it, and so is a processor that contradicts itself.
 *
 * Return: true when it satisfies every rule as far as the processor is known
 */
bool hv_entry_round(struct hv_entry_state *state)
{
	make_known(state);
	cut_msrs(state, NULL);
	return mend_all(state, NO_RULE);
}

/**
 * hv_entry_break() - make a state break a rule, and if it can be no other
 * @rule: one of hv_entry_rules
 * @state: one that satisfies every rule, as hv_entry_round() makes it
 *
 * Return: true when it breaks the rule and no other
 */
bool hv_entry_break(const struct hv_entry_rule *rule,
		    struct hv_entry_state *state)
{
	const struct hv_entry_mend *mend = mend_of(rule);
	struct hv_known *count = &state->inputs[HV_INPUT_VM_ENTRY_MSR_LOAD_COUNT];
	bool quiet;

	if (!mend) {
		/* As many of the entries as it takes. */
		for (count->bits = 0; count->bits < state->nr_msrs; ) {
			count->bits++;
			if (hv_entry_check(rule, state) == HV_ENTRY_BROKEN)
				break;
		}
		quiet = mend_all(state, NO_RULE);
		cut_msrs(state, rule);
		return quiet && hv_entry_check(rule, state) == HV_ENTRY_BROKEN;
	}
	mend->spoil(state->inputs);
	cut_msrs(state, rule);
	if (mend_all(state, mend->rule) &&
	    hv_entry_check(rule, state) == HV_ENTRY_BROKEN)
		return true;
	/* Mending the others has mended it: it is broken with others. */
	mend->spoil(state->inputs);
	return false;
}

/**
 * hv_entry_suggest() - what would satisfy a broken rule
 * @rule: one of hv_entry_rules
 * @state: what breaks it
 * @mended: becomes a state in which the rule is satisfied
 * @changed: becomes the fields that are different there, an enum hv_entry_input each
 * @max: how many fit into @changed
 *
 * Return: how many fields it takes; 0 when no field would do
 */
unsigned int hv_entry_suggest(const struct hv_entry_rule *rule,
			      const struct hv_entry_state *state,
			      struct hv_entry_state *mended,
			      u16 *changed, unsigned int max)
{
	const struct hv_entry_mend *mend = mend_of(rule);
	struct hv_entry_view view = { state, NULL };
	unsigned int i, count = 0;

	*mended = *state;
	make_known(mended);
	if (mend)
		mend->mend(mended->inputs);
	else
		cut_msrs(mended, NULL);
	for (i = 0; i < HV_NR_ENTRY_FIELDS; i++) {
		if (mended->inputs[i].bits == hv_entry_value(&view, i).bits)
			continue;
		if (count < max)
			changed[count] = i;
		count++;
	}
	return count;
}
