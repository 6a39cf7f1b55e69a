// SPDX-License-Identifier: GPL-2.0-only
/*
 * What rounding a state costs, in instructions, counted by single-stepping a
 * child process; built without sanitizers. The budget is 30,000 for all rules
 * together, whatever the state is. Steps take long: of many states those are
 * counted that take the most rules.
 */
#include <stdlib.h>

#include "count_steps.h"
#include "entry_machine.h"
#include "entry_round.h"
#include "tap.h"

#define BUDGET		30000
#define STATES		20000
#define COUNTED		2

static struct hv_entry_state state;
static struct hv_entry_msr msrs[ENTRY_MSRS];

static void round_state(void)
{
	if (!hv_entry_round(&state))
		_exit(1);
}

static void nothing(void)
{
}

static void any_state(unsigned int number)
{
	struct random random = { number };

	entry_machine(&state, number % ENTRY_MACHINES);
	if (number >= ENTRY_MACHINES)
		entry_machine_vary(&state, &random);
	entry_machine_msrs(&state, msrs, &random);
	entry_machine_fields(&state, &random);
}

/* How many rules are looked at until all in a row hold, as hv_entry_round() does. */
static unsigned int rules_taken(void)
{
	unsigned int taken = 0, quiet = 0, i = 0;

	while (quiet < hv_nr_entry_mends) {
		taken++;
		quiet++;
		if (hv_entry_mends[i].mend(state.inputs))
			quiet = 0;
		i = (i + 1) % hv_nr_entry_mends;
	}
	return taken;
}

static void rounding_costs_little(void)
{
	unsigned int worst[COUNTED] = { 0 }, most[COUNTED] = { 0 };
	u64 idle = count_steps(nothing), cost, highest = 0;
	unsigned int number, taken, place, k;

	for (number = 0; number < STATES; number++) {
		any_state(number);
		taken = rules_taken();
		place = 0;
		for (k = 1; k < COUNTED; k++)
			if (most[k] < most[place])
				place = k;
		if (taken > most[place]) {
			most[place] = taken;
			worst[place] = number;
		}
	}
	for (k = 0; k < COUNTED; k++) {
		any_state(worst[k]);
		cost = count_steps(round_state) - idle;
		printf("# state %u of %u: %u rules, %llu instructions; budget %u\n",
		       worst[k], STATES, most[k], cost, BUDGET);
		if (cost > highest)
			highest = cost;
	}
	CHECK(highest > hv_nr_entry_mends);
	CHECK(highest <= BUDGET);
}

TAP_MAIN(TAP_TEST(rounding_costs_little))
