// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvbench: what instructions of ring 0 cost, in ticks of the TSC. For the lab.
 *
 * In the emulator, with one CPU, a tick is an instruction, in root mode too.
 * Written to /sys/module/hvbench/parameters:
 *
 *  measure	a name of .../paths; the numbers are then in .../result, as
 *		NAME=VALUE: turns, the ticks of so many turns with and without the
 *		instruction (loop, empty), of the first turn and the least of one
 *		turn (first, least; none without), and how many events came
 *  trace	LABEL NAME: one turn, marked for the emulator's trace, after a
 *		line "@bench LABEL NAME" on the emulator's debug port
 */
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/apicdef.h>
#include <asm/msr.h>

#include "hvbench.h"

/* Reading it gives its number where it is the emulator's debug port. */
#define DEBUG_PORT	0xe9

#define TIMER		"preemption_timer"

static char result[256];
module_param_string(result, result, sizeof(result), 0444);
MODULE_PARM_DESC(result, "what was measured last (output)");

static const struct hvbench_path *find(const char *name)
{
	unsigned int i;

	for (i = 0; i < hvbench_nr_paths; i++)
		if (sysfs_streq(name, hvbench_paths[i].name))
			return &hvbench_paths[i];
	return NULL;
}

static u64 least_of(const struct hvbench_path *path, unsigned int turns,
		    bool with, u64 *argument)
{
	u64 least = U64_MAX;

	while (turns--)
		least = min(least, path->once(with, argument));
	return least;
}

static void measure(const struct hvbench_path *path)
{
	unsigned int turns = path->most ? path->most / 2 : HVBENCH_RUNS;
	unsigned int singles = path->most ? path->most / 4 : HVBENCH_RUNS;
	u64 with, without, loop, empty, first, least, none;
	unsigned long flags;

	local_irq_save(flags);
	hvbench_take_events();
	hvbench_faults = hvbench_nmis = hvbench_interrupts = 0;
	with = path->argument();
	without = with;
	/* The first may be the only one that an event comes in. */
	first = path->once(true, &with);
	least = min(first, least_of(path, singles - 1, true, &with));
	none = least_of(path, singles, false, &without);
	loop = path->loop(turns, true, &with);
	empty = path->loop(turns, false, &without);
	if (path->most)
		hvbench_next_hole = with;
	hvbench_give_events_back();
	local_irq_restore(flags);
	scnprintf(result, sizeof(result),
		  "turns=%u loop=%llu empty=%llu first=%llu least=%llu none=%llu faults=%llu nmis=%llu interrupts=%llu",
		  turns, loop, empty, first, least, none, hvbench_faults, hvbench_nmis,
		  hvbench_interrupts);
}

static void measure_timer(void)
{
	struct hvbench_timer timer;
	unsigned long flags;

	local_irq_save(flags);
	hvbench_measure_timer(&timer);
	local_irq_restore(flags);
	scnprintf(result, sizeof(result),
		  "turns=%llu loop=%llu empty=0 first=%llu least=%llu none=0 timer=%llu",
		  timer.turns, timer.sum, timer.least, timer.least,
		  timer.turns);
}

static int trace_timer(void)
{
	unsigned long flags;
	int error;

	local_irq_save(flags);
	error = hvbench_trace_timer();
	local_irq_restore(flags);
	return error;
}

static int measure_set(const char *value, const struct kernel_param *parameter)
{
	const struct hvbench_path *path = find(value);

	if (path)
		measure(path);
	else if (sysfs_streq(value, TIMER))
		measure_timer();
	else
		return -EINVAL;
	return 0;
}

static void say(const char *text, size_t length)
{
	while (length--)
		outb(*text++, DEBUG_PORT);
}

static void trace(const struct hvbench_path *path)
{
	unsigned long flags;
	u64 argument;

	local_irq_save(flags);
	hvbench_take_events();
	argument = path->argument();
	/* Two turns, for those that toggle; of an NMI only the first may come. */
	if (path->most)
		path->once(true, &argument);
	path->trace(&argument);
	if (path->most)
		hvbench_next_hole = argument;
	else
		path->once(true, &argument);
	hvbench_give_events_back();
	local_irq_restore(flags);
}

static int trace_set(const char *value, const struct kernel_param *parameter)
{
	const char *name = strrchr(value, ' ');
	const struct hvbench_path *path = name ? find(name + 1) : NULL;
	bool timer = name && sysfs_streq(name + 1, TIMER);

	if (!path && !timer)
		return -EINVAL;
	say("\n@bench ", 8);
	say(value, strcspn(value, "\n"));
	say("\n", 1);
	if (timer)
		return trace_timer();
	trace(path);
	return 0;
}

static int paths_get(char *buffer, const struct kernel_param *parameter)
{
	unsigned int i;
	int used = 0;

	for (i = 0; i < hvbench_nr_paths; i++)
		used += scnprintf(buffer + used, PAGE_SIZE - used, "%s\n",
				  hvbench_paths[i].name);
	return used + scnprintf(buffer + used, PAGE_SIZE - used, TIMER "\n");
}

static const struct kernel_param_ops measure_ops = { .set = measure_set };
module_param_cb(measure, &measure_ops, NULL, 0200);
MODULE_PARM_DESC(measure, "write a path, to have it measured");

static const struct kernel_param_ops trace_ops = { .set = trace_set };
module_param_cb(trace, &trace_ops, NULL, 0200);
MODULE_PARM_DESC(trace, "write a label and a path, to have it traced");

static const struct kernel_param_ops paths_ops = { .get = paths_get };
module_param_cb(paths, &paths_ops, NULL, 0444);
MODULE_PARM_DESC(paths, "what can be measured");

/*
 * INVD, and NMIs with nobody to ask: not for a machine that somebody owns. On
 * one, nothing answers at this port.
 */
static bool is_emulator(void)
{
	return inb(DEBUG_PORT) == DEBUG_PORT;
}

static int __init hvbench_init(void)
{
	int error;

	if (!is_emulator()) {
		pr_err("hvbench: only for the emulator of the lab\n");
		return -ENODEV;
	}
	if (__rdmsr(MSR_IA32_APICBASE) & X2APIC_ENABLE) {
		pr_err("hvbench: the local APIC is in x2APIC mode\n");
		return -ENODEV;
	}
	error = hvbench_prepare_events();
	if (error)
		return error;
	error = hvbench_map_holes();
	if (error)
		hvbench_forget_events();
	return error;
}

static void __exit hvbench_exit(void)
{
	hvbench_unmap_holes();
	hvbench_forget_events();
}

module_init(hvbench_init);
module_exit(hvbench_exit);
MODULE_DESCRIPTION("Times the instructions that exit (test)");
MODULE_LICENSE("GPL");
