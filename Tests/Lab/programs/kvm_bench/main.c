// SPDX-License-Identifier: GPL-2.0-only
/*
 * What exits cost under KVM, in ticks of the guest's TSC.
 *
 *	kvm_bench measure	a line a path, as Tests/Lab/modules/hvbench has them
 *	kvm_bench trace		each path once more, marked for the emulator's trace
 */
#include <stdio.h>
#include <string.h>
#include <sys/io.h>

#include "kvm_bench.h"

#define TURNS 1000
#define DEBUG_PORT 0xe9

static uint32_t loop(struct machine *machine, const char *code, unsigned int turns, uint32_t *argument)
{
	struct kvm_regs registers = { .rdi = turns, .rsi = *argument };

	run_machine(machine, code, &registers);
	*argument = registers.rsi;
	return registers.rax;
}

static uint32_t least(struct machine *machine, const char *code, unsigned int turns, uint32_t *argument)
{
	uint32_t result = ~0u;

	memcpy(machine->low + LEAST, &result, sizeof(result));
	loop(machine, code, turns, argument);
	memcpy(&result, machine->low + LEAST, sizeof(result));
	return result;
}

static void measure(struct machine *machine, const struct path *path)
{
	unsigned int turns = path->most ? path->most / 2 : TURNS, singles = path->most ? path->most / 4 : TURNS;
	uint32_t with = path->argument, without = path->argument, least_with, least_without, loop_with, loop_without;
	unsigned int exits;

	least_with = least(machine, path->least_with, singles, &with);
	least_without = least(machine, path->least_without, singles, &without);
	loop_with = loop(machine, path->with, turns, &with);
	exits = machine->exits;
	loop_without = loop(machine, path->without, turns, &without);
	printf("@bench cost kvm %s turns=%u loop=%u empty=%u first=0 least=%u none=%u own=%u userspace=%u\n",
	       path->name, turns, loop_with, loop_without, least_with, least_without, path->own, exits);
}

static void say(const char *text)
{
	while (*text)
		outb(*text++, DEBUG_PORT);
}

static void trace(struct machine *machine, const struct path *path)
{
	uint32_t argument = path->argument;

	say("\n@bench trace kvm ");
	say(path->name);
	say("\n");
	loop(machine, path->trace, 0, &argument);
}

int main(int argc, char **argv)
{
	int tracing = argc == 2 && !strcmp(argv[1], "trace");
	struct machine machine;
	unsigned int i;

	if (argc != 2 || (!tracing && strcmp(argv[1], "measure"))) {
		fprintf(stderr, "usage: kvm_bench measure | kvm_bench trace\n");
		return 2;
	}
	if (tracing && ioperm(DEBUG_PORT, 1, 1)) {
		perror("kvm_bench: ioperm");
		return 1;
	}
	create_machine(&machine);
	for (i = 0; i < nr_paths; i++) {
		if (tracing)
			trace(&machine, &paths[i]);
		else
			measure(&machine, &paths[i]);
	}
	return 0;
}
