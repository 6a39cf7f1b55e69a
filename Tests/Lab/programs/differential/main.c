// SPDX-License-Identifier: GPL-2.0-only
/*
 * Native differential: runs instructions with many operand sets, notes
 * everything that became of them, and compares a later run with the note.
 *
 *	differential list GROUP			names of categories
 *	differential record CATEGORY FILE	run natively, write FILE
 *	differential compare CATEGORY FILE [exits] [take]
 *		run again, compare; with `exits`, each run must have exited for the
 *		category's reason; with `take`, the hypervisor takes pages first
 *
 * Ends with 0 when nothing differs but what is documented, with 1 when something
 * does, with 2 when it could not run. Deterministic: the operand sets come from
 * fixed lists and a fixed seed, and what was run natively is run again as noted.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "categories.h"
#include "delivery.h"
#include "differential.h"

static struct hvconform_run again[MAX_RUNS];

static const struct category *find_category(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_categories; i++)
		if (!strcmp(categories[i].name, name))
			return &categories[i];
	fprintf(stderr, "no category %s\n", name);
	exit(2);
}

static int list(const char *group)
{
	unsigned int i, found = 0;

	for (i = 0; i < nr_categories; i++)
		if (!strcmp(categories[i].group, group)) {
			printf("%s\n", categories[i].name);
			found++;
		}
	return found ? 0 : 2;
}

static void stay_on_first_cpu(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first)) {
		perror("sched_setaffinity");
		exit(2);
	}
}

static void take_nothing(struct hvconform_run *some)
{
	unsigned int i;

	for (i = 0; i < nr_runs; i++)
		some[i].taken = 0;
}

static int record(const struct category *category, const char *path)
{
	FILE *file;
	int status;
	unsigned int i;

	category->make();
	memcpy(again, runs, sizeof(runs[0]) * nr_runs);
	take_nothing(again);
	status = run_list(again, nr_runs);
	if (status)
		return status;
	for (i = 0; i < nr_runs; i++)
		again[i].taken = runs[i].taken;
	file = fopen(path, "wb");
	if (!file || fwrite(again, sizeof(again[0]), nr_runs, file) != nr_runs || fclose(file)) {
		perror(path);
		return 2;
	}
	printf("# %s: %u operand sets run\n", category->name, nr_runs);
	return 0;
}

static int load(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file) {
		perror(path);
		return 2;
	}
	nr_runs = fread(runs, sizeof(runs[0]), MAX_RUNS, file);
	fclose(file);
	if (nr_runs < FEWEST_RUNS) {
		printf("# only %u operand sets, %d are wanted\n", nr_runs, FEWEST_RUNS);
		return 1;
	}
	memcpy(again, runs, sizeof(runs[0]) * nr_runs);
	return 0;
}

/* Exits that running the list causes, by reason. */
static int run_and_count(struct hvconform_run *some, uint64_t grown[NR_REASONS])
{
	uint64_t before[NR_REASONS], after[NR_REASONS];
	unsigned int i;

	if (count_exits(before) || run_list(some, nr_runs) || count_exits(after))
		return 2;
	for (i = 0; i < NR_REASONS; i++)
		grown[i] = after[i] - before[i];
	return 0;
}

/*
 * Each run has exited for one of the category's reasons or for an exception (reason
 * 0), beyond what the same runs cost without their instructions.
 */
static int check_exits(const struct category *category, const uint64_t full[NR_REASONS])
{
	static struct hvconform_run empty[MAX_RUNS];
	uint64_t baseline[NR_REASONS];
	int64_t seen = 0, exceptions;
	unsigned int i, natively = 0, steps = 0, wanted = 0, quiet = 0;

	memcpy(empty, runs, sizeof(runs[0]) * nr_runs);
	take_nothing(empty);
	for (i = 0; i < nr_runs; i++) {
		empty[i].flags |= HVCONFORM_EMPTY;
		bool faults = runs[i].nr_traps && runs[i].traps[0].vector != 1;
		/* One that gives CR0 its old value spares the exit that would do so afterwards. */
		bool is_quiet = (runs[i].kind & 0xff) == KIND_QUIET ||
				(runs[i].cr0_xor && runs[i].cr0_out == native_cr0);

		/* INT n and external interrupts are no exceptions. */
		natively += faults && runs[i].traps[0].vector < 32;
		steps += runs[i].nr_traps && runs[i].traps[0].vector == 1 && !is_quiet;
		quiet += is_quiet;
		/* One that faults natively may do so before it can exit. */
		wanted += !faults && !is_quiet;
	}
	if (run_and_count(empty, baseline))
		return 2;
	for (i = 0; i < ARRAY_SIZE(category->reasons) && category->reasons[i]; i++)
		seen += full[category->reasons[i]] - baseline[category->reasons[i]];
	exceptions = full[0] - baseline[0] - steps;
	printf("# %s: %lld exits for the instruction, %lld for faults; at least %u of %u are wanted\n", category->name,
	       (long long)seen, (long long)exceptions, wanted, nr_runs);
	if (!category->reasons[0])
		return exceptions < (int64_t)natively;
	/*
	 * Single steps count here too: not each of them exits, when VM entry delivers it. Some faults of other
	 * programs come during either of the two measurements.
	 */
	return seen < (int64_t)wanted ||
	       seen + exceptions + steps + (int64_t)nr_runs / 32 < (int64_t)(nr_runs - quiet);
}

/*
 * The kernel has exits of its own, RDTSC for its clock above all, on the same CPU and at any time: more of them in
 * the baseline than beside the instructions look like instructions that did not exit. Those that really do not are
 * missing each time.
 */
#define EXIT_MEASUREMENTS 4

static int compare(const struct category *category, const char *path, bool exits, bool take)
{
	uint64_t grown[NR_REASONS];
	unsigned int differences, i;
	int status = load(path);

	if (status)
		return status;
	if (!take)
		take_nothing(again);
	status = exits ? run_and_count(again, grown) : run_list(again, nr_runs);
	if (status)
		return status;
	differences = compare_all(runs, again);
	if (category->make == make_nested)
		differences += count_wrong_double_faults(runs, nr_runs) + count_wrong_double_faults(again, nr_runs);
	printf("# %s: %u operand sets, %u differences\n", category->name, nr_runs - nr_waived(), differences);
	if (nr_runs - nr_waived() < FEWEST_RUNS)
		return 1;
	if (exits)
		status = check_exits(category, grown);
	for (i = 1; exits && status == 1 && i < EXIT_MEASUREMENTS; i++) {
		memcpy(again, runs, sizeof(runs[0]) * nr_runs);
		if (!take)
			take_nothing(again);
		status = run_and_count(again, grown);
		if (!status)
			status = check_exits(category, grown);
	}
	return differences ? 1 : status;
}

int main(int argc, char **argv)
{
	bool exits = false, take = false;
	int i;

	if (argc == 3 && !strcmp(argv[1], "list"))
		return list(argv[2]);
	if (argc < 4)
		goto usage;
	for (i = 4; i < argc; i++) {
		exits |= !strcmp(argv[i], "exits");
		take |= !strcmp(argv[i], "take");
	}
	stay_on_first_cpu();
	learn_native_state();
	if (!strcmp(argv[1], "record"))
		return record(find_category(argv[2]), argv[3]);
	if (!strcmp(argv[1], "compare"))
		return compare(find_category(argv[2]), argv[3], exits, take);
usage:
	fprintf(stderr, "usage: differential list GROUP\n"
			"       differential record CATEGORY FILE\n"
			"       differential compare CATEGORY FILE [exits] [take]\n");
	return 2;
}
