// SPDX-License-Identifier: GPL-2.0-only
/* PAUSE, HLT, MONITOR and MWAIT. */
#include <cpuid.h>

#include "categories.h"
#include "differential.h"

void make_pause(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++)
		PUT(add_at(i & 1, KIND_PLAIN), 0xf3, 0x90);
}

/* An interrupt waits, and STI lets it through behind HLT. */
void make_hlt(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		struct hvconform_run *run = add_at(i % 5 == 4, KIND_PLAIN);

		run->flags |= HVCONFORM_PENDING;
		run->gate_vector = HVCONFORM_INTERRUPT;
		/* A single step would end the wait, in the middle of it or not. */
		run->rflags_in &= ~FLAG_TF;
		if (is_user(run))
			PUT(run, 0xf4);
		else
			PUT(run, 0xfb, 0xf4, 0xfa);
	}
}

void make_monitor_mwait(void)
{
	static const uint8_t monitor[] = { 0x0f, 0x01, 0xc8 };
	unsigned int a, b, c, d, i;
	bool has = __get_cpuid(1, &a, &b, &c, &d) && c & 1 << 3;

	for (i = 0; i < 1200; i++) {
		struct hvconform_run *run = add_at(i % 6 == 5, KIND_PLAIN);

		run->rflags_in &= ~FLAG_TF;
		if (i % 2 || !has) {
			/* With every place, and segments: MONITOR's operand is in DS:RAX. */
			run->regs_in[RAX] = place_address(run, i / 2 % NR_PLACES);
			run->regs_in[RCX] = i % 8 == 7 ? random_number() : with_upper(0);
			put_bytes(run, monitor, sizeof(monitor));
		} else {
			run->flags |= HVCONFORM_PENDING;
			run->gate_vector = HVCONFORM_INTERRUPT;
			run->regs_in[RAX] = i % 4 ? 0 : random_number() & 0xff;
			run->regs_in[RCX] = i % 8 == 6 ? random_number() : i % 16 == 4;
			/* STI; MWAIT; CLI */
			if (is_user(run))
				PUT(run, 0x0f, 0x01, 0xc9);
			else
				PUT(run, 0xfb, 0x0f, 0x01, 0xc9, 0xfa);
		}
	}
}
