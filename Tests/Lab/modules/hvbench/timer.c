// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes by itself, while the CPU counts down and interrupts are held back:
 * the preemption timer, which begins anew at each VM entry.
 */
#include <linux/kernel.h>
#include <asm/msr.h>

#include "hvbench.h"

#define TURNS		20
/* Counts of two ticks each: longer than any period that is expected. */
#define LONGEST		400000
/* Around the moment when it comes, in a trace. */
#define MARGIN		1000

#define HIGHEST_PRIORITY 15ul

static unsigned long hold_interrupts_back(void)
{
	unsigned long before;

	asm volatile("mov %%cr8, %0" : "=r" (before));
	asm volatile("mov %0, %%cr8" : : "r" (HIGHEST_PRIORITY));
	return before;
}

static void let_interrupts_come(unsigned long before)
{
	asm volatile("mov %0, %%cr8" : : "r" (before));
}

static notrace noinline u64 spin(u64 count)
{
	u64 before = rdtsc();

	asm volatile("1:	dec %0\n"
		     "	jnz 1b\n"
		     : "+r" (count) : : "cc");
	return rdtsc() - before;
}

/* Ticks beyond those of the counting, and of asking for the time. */
static u64 excess(u64 count)
{
	return spin(count) - spin(1) - 2 * (count - 1);
}

/* The shortest count that is interrupted, or 0. */
static u64 find_period(void)
{
	u64 quiet = 1, interrupted = LONGEST, middle;

	if (!excess(interrupted))
		return 0;
	while (interrupted - quiet > 1) {
		middle = (quiet + interrupted) / 2;
		if (excess(middle))
			interrupted = middle;
		else
			quiet = middle;
	}
	return interrupted;
}

void hvbench_measure_timer(struct hvbench_timer *timer)
{
	unsigned long before = hold_interrupts_back();
	u64 period = find_period(), ticks;

	memset(timer, 0, sizeof(*timer));
	while (period && timer->turns < TURNS) {
		/* Not twice in one turn. */
		ticks = excess(period + MARGIN);
		if (!timer->turns++ || ticks < timer->least)
			timer->least = ticks;
		timer->sum += ticks;
	}
	let_interrupts_come(before);
}

int hvbench_trace_timer(void)
{
	unsigned long before = hold_interrupts_back();
	u64 period = find_period(), count = period - MARGIN, rest = 2 * MARGIN;

	if (period > MARGIN) {
		/* An exit, so that a period begins. */
		spin(1);
		asm volatile("1:	dec %0\n"
			     "	jnz 1b\n"
			     "xchg %%bx, %%bx\n"
			     "2:	dec %1\n"
			     "	jnz 2b\n"
			     "xchg %%bx, %%bx\n"
			     : "+r" (count), "+r" (rest) : : "cc");
	}
	let_interrupts_come(before);
	return period > MARGIN ? 0 : -ENODEV;
}
