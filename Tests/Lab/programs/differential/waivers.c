// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where Bochs 2.7 differs from the manual, so that what it does natively, or what it
 * tells of an exit, cannot be the measure. A waiver that no run needs is an error.
 */
#include <stdio.h>

#include "differential.h"

static struct waiver {
	enum kind kind;
	const char *what;
	unsigned int runs, differing;
} waivers[] = {
	{ KIND_EMULATOR_INSW, "INSW with a 32-bit address in 64-bit mode: it applies the limit of ES", 0, 0 },
	{ KIND_EMULATOR_COUNT_0, "REP with a 32-bit count of 0: it clears the upper half of the pointer", 0, 0 },
	{ KIND_EMULATOR_LGDT, "LGDT and LIDT where neither part is present: it reads the base first", 0, 0 },
	{ KIND_EMULATOR_DEBUGCTL, "IA32_DEBUGCTL: outside VMX operation it has none, and ignores what is written", 0, 0 },
	{ KIND_EMULATOR_RDRAND_16, "RDRAND and RDSEED of 16 bits: it reports an operand of 32 bits", 0, 0 },
};

static struct waiver *find(const struct hvconform_run *run)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(waivers); i++)
		if (waivers[i].kind == (run->kind & 0xff))
			return &waivers[i];
	return NULL;
}

bool is_waived(const struct hvconform_run *run)
{
	return find(run);
}

void note_waived(const struct hvconform_run *run, bool differs)
{
	struct waiver *waiver = find(run);

	waiver->runs++;
	waiver->differing += differs;
}

unsigned int nr_waived(void)
{
	unsigned int i, sum = 0;

	for (i = 0; i < ARRAY_SIZE(waivers); i++)
		sum += waivers[i].runs;
	return sum;
}

unsigned int report_waived(void)
{
	unsigned int i, unneeded = 0;

	for (i = 0; i < ARRAY_SIZE(waivers); i++) {
		if (!waivers[i].runs)
			continue;
		printf("# waived: %s: %u of %u differ\n", waivers[i].what, waivers[i].differing, waivers[i].runs);
		unneeded += !waivers[i].differing;
	}
	return unneeded;
}
