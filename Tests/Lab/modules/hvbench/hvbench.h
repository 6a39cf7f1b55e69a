/* SPDX-License-Identifier: GPL-2.0-only */
/* What is measured, and around what. */
#ifndef HVBENCH_H
#define HVBENCH_H

/* The vector that a path sends to its own CPU. */
#define HVBENCH_VECTOR		0xee

/* APIC_EOI of a header that assembly cannot read. */
#define HVBENCH_APIC_EOI	0xb0

/* Bytes of the instructions that the handlers of faults skip. */
#define HVBENCH_UD_LENGTH	3
#define HVBENCH_GP_LENGTH	2

#ifndef __ASSEMBLY__

#include <linux/types.h>

/* How often a path was timed at once, at least; even, for those that toggle. */
#define HVBENCH_RUNS		1000

/* Memory that a path may read: nothing is behind the addresses. */
#define HVBENCH_HOLES		400

/**
 * struct hvbench_path - one way out of the guest, or what is one under a hypervisor
 * @name: the one of kvm-unit-tests where it has one
 * @loop: ticks of @count turns, with the instruction or without it
 * @once: ticks of one turn
 * @trace: one turn, marked for the emulator's trace
 * @argument: what they are given first; they leave what they are given next
 * @most: turns that there can be, 0 for any number
 */
struct hvbench_path {
	const char *name;
	u64 (*loop)(u64 count, bool with, u64 *argument);
	u64 (*once)(bool with, u64 *argument);
	void (*trace)(u64 *argument);
	u64 (*argument)(void);
	unsigned int most;
};

extern const struct hvbench_path hvbench_paths[];
extern const unsigned int hvbench_nr_paths;

/**
 * struct hvbench_timer - what a CPU that only counts down was kept from it by
 * @turns: how often that was measured; 0 when nothing comes by itself
 * @sum: ticks of the interruptions, in all
 * @least: of the shortest
 */
struct hvbench_timer {
	u64 turns, sum, least;
};

/* Both with interrupts off. */
void hvbench_measure_timer(struct hvbench_timer *timer);

/* Marked for the emulator's trace. -ENODEV when nothing comes by itself. */
int hvbench_trace_timer(void);

/* Pointers to memory that nothing is behind; the first that was not used. */
extern u64 hvbench_next_hole;

int hvbench_map_holes(void);
void hvbench_unmap_holes(void);

/* Our own handlers of #UD, #GP, NMI and HVBENCH_VECTOR; interrupts are off. */
int hvbench_prepare_events(void);
void hvbench_forget_events(void);
void hvbench_take_events(void);
void hvbench_give_events_back(void);

/* What they counted; see events.S. */
extern u64 hvbench_faults, hvbench_nmis, hvbench_interrupts;

extern void hvbench_on_ud(void), hvbench_on_gp(void);
extern void hvbench_on_nmi(void), hvbench_on_interrupt(void);

#endif /* __ASSEMBLY__ */
#endif /* HVBENCH_H */
