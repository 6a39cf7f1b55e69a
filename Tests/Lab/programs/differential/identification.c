// SPDX-License-Identifier: GPL-2.0-only
/* CPUID. */
#include "categories.h"
#include "differential.h"

static void make_leaves(bool user)
{
	static const uint32_t bases[] = { 0, 0x20000000, 0x40000000, 0x80000000, 0xc0000000, 0xfffffff0 };
	static const uint32_t subleaves[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 31, 63, 0x7fffffff, 0xffffffff,
	};
	unsigned int b, leaf, s;

	for (b = 0; b < ARRAY_SIZE(bases); b++)
		for (leaf = 0; leaf < (bases[b] == 0 || bases[b] == 0x80000000 ? 0x24 : 4); leaf++)
			for (s = 0; s < ARRAY_SIZE(subleaves); s++) {
				struct hvconform_run *run = add_at(user, KIND_CPUID);

				PUT(run, 0x0f, 0xa2);
				run->regs_in[RAX] = with_upper(bases[b] + leaf);
				run->regs_in[RCX] = with_upper(subleaves[s]);
			}
}

void make_cpuid(void)
{
	make_leaves(false);
}

void make_user_cpuid(void)
{
	make_leaves(true);
}

/* In the shadow of STI and of MOV SS. */
void make_cpuid_in_shadow(void)
{
	unsigned int i;

	for (i = 0; i < FEWEST_RUNS; i++) {
		struct hvconform_run *run = add(KIND_CPUID);

		if (i & 1)
			PUT(run, 0xfb, 0x0f, 0xa2, 0xfa);
		else
			PUT(run, 0x8e, 0xd6, 0x0f, 0xa2);
		run->regs_in[RSI] = with_upper(HVCONFORM_SEL_DATA);
		run->regs_in[RAX] = i % 0x20;
		run->regs_in[RCX] = i / 0x20 % 4;
	}
}
