// SPDX-License-Identifier: GPL-2.0-only
/* Which checks of VM entry hold in a state of which parts may be unknown. */
#include "entry_check.h"

static u64 mask_of(const struct hv_entry_input_info *info)
{
	return ~0ull >> (64 - info->bits);
}

/**
 * hv_entry_state_init() - a state of which nothing is known
 * @state: to be filled
 */
void hv_entry_state_init(struct hv_entry_state *state)
{
	unsigned int i;

	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++)
		state->inputs[i] = (struct hv_known){ 0, ~0ull };
	state->msrs = NULL;
	state->nr_msrs = 0;
}

/**
 * hv_entry_value() - what is known of an input
 * @view: the state, and the entry of the MSR-load area if there is one
 * @input: an enum hv_entry_input
 *
 * What is so on every processor fills in what is not known; it does not
 * contradict what is.
 *
 * Return: the value, cut to its width
 */
struct hv_known hv_entry_value(const struct hv_entry_view *view, u16 input)
{
	const struct hv_entry_input_info *info = &hv_entry_inputs[input];
	struct hv_known value = { 0, ~0ull };
	u64 always;

	if (input < HV_NR_ENTRY_INPUTS)
		value = view->state->inputs[input];
	else if (view->msr)
		value = view->msr->parts[input - HV_NR_ENTRY_INPUTS];
	value.bits &= ~value.unknown;
	value = kb_mask(value, mask_of(info));
	always = (info->always_one | info->always_zero) & value.unknown;
	value.bits |= info->always_one & always;
	value.unknown &= ~always;
	return value;
}

/* The control that must be 1 for a word to count, or NULL. */
static const struct hv_entry_operand *activator(u16 word)
{
	unsigned int i;

	for (i = 0; i < hv_nr_entry_activations; i++)
		if (hv_entry_activations[i].word == word)
			return &hv_entry_activations[i].by;
	return NULL;
}

/**
 * hv_entry_control() - whether a control is in effect
 * @view: the state
 * @word: the field that has it, an enum hv_entry_input
 * @bit: its bit
 *
 * Return: a truth value: the bit is 1, and so is the control that activates the
 * word
 */
struct hv_known hv_entry_control(const struct hv_entry_view *view, u16 word,
				 u8 bit)
{
	struct hv_entry_operand control = { word, bit };
	const struct hv_entry_operand *next = &control;
	struct hv_known value = kb_const(1), one;

	while (next) {
		one = kb_right(hv_entry_value(view, next->input), next->bit);
		value = kb_and(value, kb_mask(one, 1));
		next = activator(next->input);
	}
	return value;
}

static enum hv_entry_verdict verdict(const struct hv_entry_rule *rule,
				     const struct hv_entry_state *state,
				     const struct hv_entry_msr *msr)
{
	struct hv_entry_view view = { state, msr };
	struct hv_known holds = rule->holds(&view);

	if (holds.unknown)
		return HV_ENTRY_UNKNOWN;
	return holds.bits ? HV_ENTRY_HOLDS : HV_ENTRY_BROKEN;
}

static struct hv_known msr_count(const struct hv_entry_state *state)
{
	struct hv_entry_view view = { state, NULL };

	return hv_entry_value(&view, HV_INPUT_VM_ENTRY_MSR_LOAD_COUNT);
}

/**
 * hv_entry_check() - whether a rule holds
 * @rule: one of hv_entry_rules
 * @state: what is known
 *
 * Return: the verdict
 */
enum hv_entry_verdict hv_entry_check(const struct hv_entry_rule *rule,
				     const struct hv_entry_state *state)
{
	enum hv_entry_verdict result = HV_ENTRY_HOLDS, one;
	struct hv_known count;
	u32 i;

	if (!rule->each_msr)
		return verdict(rule, state, NULL);
	count = msr_count(state);
	for (i = 0; i < state->nr_msrs && i < kb_most(count); i++) {
		one = verdict(rule, state, &state->msrs[i]);
		if (one == HV_ENTRY_HOLDS)
			continue;
		/* One that perhaps is beyond the count breaks nothing for sure. */
		if (one == HV_ENTRY_BROKEN && i < kb_least(count))
			return HV_ENTRY_BROKEN;
		result = HV_ENTRY_UNKNOWN;
	}
	return state->nr_msrs < kb_most(count) ? HV_ENTRY_UNKNOWN : result;
}

/**
 * hv_entry_msr_breaks() - whether an entry of the MSR-load area breaks a rule
 * @rule: one of hv_entry_rules
 * @state: what is known
 * @entry: its place, from 0; exit qualifications count from 1
 *
 * Return: true when it does for sure
 */
bool hv_entry_msr_breaks(const struct hv_entry_rule *rule,
			 const struct hv_entry_state *state, u32 entry)
{
	return rule->each_msr && entry < state->nr_msrs &&
	       entry < kb_least(msr_count(state)) &&
	       verdict(rule, state, &state->msrs[entry]) == HV_ENTRY_BROKEN;
}

/**
 * hv_entry_operand_value() - what is known of something that a rule looks at
 * @operand: one of the rule's
 * @state: what is known
 * @msr: the entry of the MSR-load area that is looked at, or NULL
 *
 * Return: the value; of a control whether it is in effect
 */
struct hv_known hv_entry_operand_value(const struct hv_entry_operand *operand,
				       const struct hv_entry_state *state,
				       const struct hv_entry_msr *msr)
{
	struct hv_entry_view view = { state, msr };

	if (operand->bit == HV_ENTRY_WHOLE)
		return hv_entry_value(&view, operand->input);
	return hv_entry_control(&view, operand->input, operand->bit);
}

/**
 * hv_entry_operand_name() - what something is called that a rule looks at
 * @operand: one of the rule's
 *
 * Return: the SDM's name of a control, otherwise the name of the input
 */
const char *hv_entry_operand_name(const struct hv_entry_operand *operand)
{
	const struct hv_entry_control_info *info;
	unsigned int i;

	for (i = 0; i < hv_nr_entry_controls; i++) {
		info = &hv_entry_controls[i];
		if (info->operand.input == operand->input &&
		    info->operand.bit == operand->bit)
			return info->name;
	}
	return hv_entry_inputs[operand->input].name;
}
