// SPDX-License-Identifier: GPL-2.0-only
/*
 * What it costs to start and stop a hypervisor, in ticks of the TSC, from before
 * the ioctl to after it. In the emulator with one CPU a tick is one instruction.
 *
 *	startcost [HYPERVISOR [ROUNDS]]		observer, 10
 *	startcost HYPERVISOR trace		3 rounds; the last is marked for the emulator's
 *						trace (`traces` of Tests/Lab/README.md): one of
 *						the start, one of the stop
 *
 * One line for each of: an ioctl that does nothing, start, stop; with the least,
 * the median and the most of the rounds. An interrupt may come in any round, so the
 * least is what it costs. The first round is on its own: it warms up allocators.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <x86intrin.h>

#include "hvcore.h"

#define MOST_ROUNDS 1000

/* An instruction that does nothing but where the emulator is told to see it. */
#define MARK() asm volatile("xchg %%bx, %%bx" : : : "memory")

static int device;
static bool marked;

static uint64_t timed(const char *what, unsigned long request, void *argument)
{
	uint64_t before, ticks;
	int result;

	if (marked)
		MARK();
	before = __rdtsc();
	result = ioctl(device, request, argument);
	ticks = __rdtsc() - before;
	if (marked)
		MARK();
	if (result >= 0)
		return ticks;
	fprintf(stderr, "startcost: %s: %s\n", what, strerror(errno));
	if (request == HVCORE_IOC_START)
		fprintf(stderr, "startcost: %s\n", ((struct hvcore_start *)argument)->refusal.text);
	exit(1);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void report(const char *what, uint64_t *ticks, unsigned int rounds)
{
	uint64_t first = ticks[0];

	qsort(ticks + 1, rounds - 1, sizeof(*ticks), compare);
	printf("%s first %llu least %llu median %llu most %llu\n", what, (unsigned long long)first,
	       (unsigned long long)ticks[1], (unsigned long long)ticks[1 + (rounds - 1) / 2],
	       (unsigned long long)ticks[rounds - 1]);
}

int main(int argc, char **argv)
{
	static uint64_t nothing[MOST_ROUNDS], starts[MOST_ROUNDS], stops[MOST_ROUNDS];
	const char *name = argc > 1 ? argv[1] : "observer";
	bool trace = argc > 2 && !strcmp(argv[2], "trace");
	int rounds = trace ? 3 : argc > 2 ? atoi(argv[2]) : 10;
	struct hvcore_start start;
	struct hvcore_stop stop;
	cpu_set_t first;
	int i;

	device = open("/dev/hvcore", O_RDWR | O_CLOEXEC);
	if (device < 0 || rounds < 2 || rounds > MOST_ROUNDS || strlen(name) >= sizeof(start.name)) {
		fprintf(stderr, "startcost: /dev/hvcore: %s; usage: startcost [HYPERVISOR [ROUNDS]], 2 to %d rounds\n",
			device < 0 ? strerror(errno) : "open", MOST_ROUNDS);
		return 1;
	}
	/* All on one CPU: TSCs of different ones need not agree. */
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first))
		perror("startcost: sched_setaffinity");
	for (i = 0; i < rounds; i++) {
		memset(&start, 0, sizeof(start));
		start.size = sizeof(start);
		strcpy(start.name, name);
		memset(&stop, 0, sizeof(stop));
		stop.size = sizeof(stop);
		nothing[i] = timed("API_VERSION", HVCORE_IOC_API_VERSION, NULL);
		marked = trace && i == rounds - 1;
		starts[i] = timed("START", HVCORE_IOC_START, &start);
		stops[i] = timed("STOP", HVCORE_IOC_STOP, &stop);
	}
	report("nothing", nothing, rounds);
	report("start", starts, rounds);
	report("stop", stops, rounds);
	return 0;
}
