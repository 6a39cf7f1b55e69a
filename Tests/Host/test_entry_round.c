// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rounding of any state to one that VM entry accepts, and breaking of one rule
 * in it: held against the rules themselves.
 */
#include "entry_machine.h"
#include "entry_round.h"
#include "tap.h"

#define STATES		300
#define BREAK_STATES	60
/* Some imply others on every processor here. */
#define MIN_ALONE	340

static struct hv_entry_state state, before, mended;
static struct hv_entry_msr msrs[ENTRY_MSRS];
static struct random random_numbers = { 6 };

static void any_state(unsigned int number)
{
	entry_machine(&state, number % ENTRY_MACHINES);
	if (number >= 2 * ENTRY_MACHINES)
		entry_machine_vary(&state, &random_numbers);
	entry_machine_msrs(&state, msrs, &random_numbers);
	entry_machine_fields(&state, &random_numbers);
}

static bool same_inputs(unsigned int from, unsigned int to)
{
	return !memcmp(state.inputs + from, before.inputs + from,
		       (to - from) * sizeof(state.inputs[0]));
}

static unsigned int count_broken(void)
{
	unsigned int i, count = 0;

	for (i = 0; i < hv_nr_entry_rules; i++)
		count += hv_entry_check(&hv_entry_rules[i], &state) !=
			 HV_ENTRY_HOLDS;
	return count;
}

static void any_state_becomes_valid(void)
{
	unsigned int number, i;

	for (number = 0; number < STATES; number++) {
		any_state(number);
		before = state;
		CHECK(hv_entry_round(&state));
		for (i = 0; i < hv_nr_entry_rules; i++)
			if (hv_entry_check(&hv_entry_rules[i], &state) !=
			    HV_ENTRY_HOLDS)
				tap_fail(__FILE__, __LINE__, "state %u: %s",
					 number, hv_entry_rules[i].code);
		/* The processor and memory are what they were. */
		CHECK(same_inputs(HV_NR_ENTRY_FIELDS, HV_NR_ENTRY_INPUTS));
	}
}

static void a_valid_state_stays(void)
{
	unsigned int number;

	for (number = 0; number < STATES; number++) {
		any_state(number);
		CHECK(hv_entry_round(&state));
		before = state;
		CHECK(hv_entry_round(&state));
		CHECK(same_inputs(0, HV_NR_ENTRY_INPUTS));
	}
}

/* Most fields of a state that is nearly valid are what they were. */
static void little_is_changed(void)
{
	unsigned int number, i, changed = 0;

	for (number = 0; number < STATES; number++) {
		any_state(number);
		hv_entry_round(&state);
		before = state;
		state.inputs[HV_INPUT_GUEST_CR4].bits ^= 1ull << (number % 64);
		state.inputs[HV_INPUT_HOST_TR_SELECTOR].bits ^= 1;
		CHECK(hv_entry_round(&state));
		for (i = 0; i < HV_NR_ENTRY_FIELDS; i++)
			changed += state.inputs[i].bits != before.inputs[i].bits;
	}
	CHECK(changed < 3 * STATES);
}

/* What is unknown becomes known, too. */
static void nothing_known_becomes_valid(void)
{
	unsigned int machine, i;

	for (machine = 0; machine < ENTRY_MACHINES; machine++) {
		entry_machine(&state, machine);
		for (i = 0; i < HV_NR_ENTRY_FIELDS; i++)
			state.inputs[i] = (struct hv_known){ 0, ~0ull };
		CHECK(hv_entry_round(&state));
		CHECK_EQUAL(count_broken(), 0);
	}
}

/* A privilege level is no field's: nothing that is tried makes up for it. */
static void the_processor_is_not_mended(void)
{
	any_state(0);
	state.inputs[HV_INPUT_CPL].bits = 3;
	CHECK(!hv_entry_round(&state));
	CHECK_EQUAL(count_broken(), 1);
	CHECK_EQUAL(state.inputs[HV_INPUT_CPL].bits, 3);
}

/* Whether a field, or a control, is among what it looks at. */
static bool looks_at_fields(const struct hv_entry_rule *rule)
{
	unsigned int i;

	for (i = 0; i < rule->nr_operands; i++)
		if (rule->operands[i].input < HV_NR_ENTRY_FIELDS)
			return true;
	return false;
}

/*
 * The rules that these processors and this memory let no field break, for what
 * they lack or have.
 */
static const char *const beyond[] = {
	/* Not in SEAM, not outside IA-32e mode, every activity state. */
	"VE-2319", "VE-2320", "VE-6001", "VE-6002", "VE-9102",
};

static bool is_beyond(const char *code)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(beyond); i++)
		if (!strcmp(beyond[i], code))
			return true;
	return false;
}

static void each_rule_can_be_broken(void)
{
	unsigned int number, i, alone = 0, broken = 0;
	static unsigned char seen[1024], seen_alone[1024];
	const struct hv_entry_rule *rule;

	CHECK(hv_nr_entry_rules <= ARRAY_SIZE(seen));
	for (number = 0; number < BREAK_STATES; number++) {
		any_state(number);
		CHECK(hv_entry_round(&state));
		mended = state;
		for (i = 0; i < hv_nr_entry_rules; i++) {
			rule = &hv_entry_rules[i];
			state = mended;
			if (hv_entry_break(rule, &state)) {
				CHECK_EQUAL(count_broken(), 1);
				CHECK_EQUAL(hv_entry_check(rule, &state),
					    HV_ENTRY_BROKEN);
				seen_alone[i] = 1;
			}
			if (hv_entry_check(rule, &state) == HV_ENTRY_BROKEN)
				seen[i] = 1;
		}
	}
	for (i = 0; i < hv_nr_entry_rules; i++) {
		rule = &hv_entry_rules[i];
		alone += seen_alone[i];
		broken += seen[i];
		if (rule->each_msr || !looks_at_fields(rule))
			continue;
		if (seen[i] == is_beyond(rule->code))
			tap_fail(__FILE__, __LINE__, "%s is %sbroken",
				 rule->code, seen[i] ? "" : "not ");
	}
	printf("# %u of %u rules were broken, %u alone\n", broken,
	       hv_nr_entry_rules, alone);
	CHECK(alone >= MIN_ALONE);
}

/* It, or what activates the word that it is. */
static bool looks_at(const struct hv_entry_rule *rule, u16 input)
{
	unsigned int i, k;

	for (i = 0; i < rule->nr_operands; i++) {
		if (rule->operands[i].input == input)
			return true;
		for (k = 0; k < hv_nr_entry_activations; k++)
			if (hv_entry_activations[k].word ==
				    rule->operands[i].input &&
			    hv_entry_activations[k].by.input == input)
				return true;
	}
	return false;
}

/* What is suggested satisfies the rule, and names what it changes. */
static void suggestions_satisfy(void)
{
	unsigned int number, i, k, count, asked = 0;
	const struct hv_entry_rule *rule;
	u16 changed[4];

	for (number = 0; number < BREAK_STATES; number++) {
		any_state(number);
		before = state;
		for (i = 0; i < hv_nr_entry_rules; i++) {
			rule = &hv_entry_rules[i];
			if (hv_entry_check(rule, &state) != HV_ENTRY_BROKEN ||
			    !looks_at_fields(rule))
				continue;
			asked++;
			count = hv_entry_suggest(rule, &state, &mended, changed,
						 ARRAY_SIZE(changed));
			CHECK(count && count <= ARRAY_SIZE(changed));
			CHECK(same_inputs(0, HV_NR_ENTRY_INPUTS));
			for (k = 0; k < count && k < ARRAY_SIZE(changed); k++) {
				CHECK(mended.inputs[changed[k]].bits !=
				      state.inputs[changed[k]].bits);
				CHECK(looks_at(rule, changed[k]));
			}
			if (hv_entry_check(rule, &mended) != HV_ENTRY_HOLDS)
				tap_fail(__FILE__, __LINE__, "%s is not mended",
					 rule->code);
		}
	}
	CHECK(asked > 100);
}

static void operands_have_names(void)
{
	static const struct hv_entry_operand ept = {
		HV_INPUT_SECONDARY_VM_EXEC_CONTROL,
		HV_ENTRY_BIT_SECONDARY_EXEC_ENABLE_EPT
	};
	static const struct hv_entry_operand cr0 = {
		HV_INPUT_GUEST_CR0, HV_ENTRY_WHOLE
	};

	CHECK_TEXT(hv_entry_operand_name(&ept), "Enable EPT");
	CHECK_TEXT(hv_entry_operand_name(&cr0), "GUEST_CR0");
	entry_machine(&state, 0);
	state.inputs[HV_INPUT_GUEST_CR0].bits = 0x21;
	state.inputs[HV_INPUT_SECONDARY_VM_EXEC_CONTROL].bits = 2;
	CHECK_EQUAL(hv_entry_operand_value(&cr0, &state, NULL).bits, 0x21);
	/* The word is not activated. */
	CHECK_EQUAL(hv_entry_operand_value(&ept, &state, NULL).bits, 0);
	state.inputs[HV_INPUT_CPU_BASED_VM_EXEC_CONTROL].bits = 1u << 31;
	CHECK_EQUAL(hv_entry_operand_value(&ept, &state, NULL).bits, 1);
}

TAP_MAIN(TAP_TEST(any_state_becomes_valid),
	 TAP_TEST(a_valid_state_stays),
	 TAP_TEST(little_is_changed),
	 TAP_TEST(nothing_known_becomes_valid),
	 TAP_TEST(the_processor_is_not_mended),
	 TAP_TEST(each_rule_can_be_broken),
	 TAP_TEST(suggestions_satisfy),
	 TAP_TEST(operands_have_names))
