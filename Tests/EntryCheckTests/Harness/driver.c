// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of VM entry as a program, for comparison with the interpreter.
 *
 *	driver names	the inputs by number, then the rules by place
 *	driver <file>	a verdict a byte for each request of the file
 *
 * A request: the place of a rule, the number of inputs that are given, that of
 * entries of the MSR-load area, each as a u32 and the last followed by padding;
 * then input, known bits and unknown bits of each as three u64; then known and
 * unknown bits of each part of each entry. What is not given is unknown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry_check.h"

#define MAX_MSRS	8

static void say_names(void)
{
	unsigned int i;

	for (i = 0; i < HV_NR_ENTRY_INPUTS + HV_NR_ENTRY_MSR_PARTS; i++)
		printf("input %s\n", hv_entry_inputs[i].name);
	for (i = 0; i < hv_nr_entry_rules; i++)
		printf("rule %s\n", hv_entry_rules[i].code);
}

static void get(void *to, size_t size)
{
	if (fread(to, size, 1, stdin) != 1)
		exit(3);
}

int main(int argc, char **argv)
{
	static struct hv_entry_state state;
	/* On the heap and of its own size, so that a sanitizer sees what reads on. */
	struct hv_entry_msr *msrs;
	u32 head[4], i, part;
	u64 given[3];

	if (argc != 2)
		return 1;
	if (!strcmp(argv[1], "names")) {
		say_names();
		return 0;
	}
	if (!freopen(argv[1], "rb", stdin))
		return 1;
	while (fread(head, sizeof(head), 1, stdin) == 1) {
		if (head[0] >= hv_nr_entry_rules || head[2] > MAX_MSRS)
			return 2;
		hv_entry_state_init(&state);
		for (i = 0; i < head[1]; i++) {
			get(given, sizeof(given));
			if (given[0] >= HV_NR_ENTRY_INPUTS)
				return 2;
			state.inputs[given[0]].bits = given[1];
			state.inputs[given[0]].unknown = given[2];
		}
		msrs = malloc(head[2] ? head[2] * sizeof(*msrs) : 1);
		if (!msrs)
			return 4;
		for (i = 0; i < head[2]; i++) {
			for (part = 0; part < HV_NR_ENTRY_MSR_PARTS; part++) {
				get(given, 2 * sizeof(given[0]));
				msrs[i].parts[part].bits = given[0];
				msrs[i].parts[part].unknown = given[1];
			}
		}
		state.msrs = msrs;
		state.nr_msrs = head[2];
		putchar(hv_entry_check(&hv_entry_rules[head[0]], &state));
		/* Which entries break it. */
		for (i = 0; i < head[2]; i++)
			putchar(hv_entry_msr_breaks(&hv_entry_rules[head[0]],
						    &state, i));
		free(msrs);
	}
	return 0;
}
