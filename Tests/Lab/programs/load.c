// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load for every CPU: hashes memory and starts processes, and compares every
 * result with the one it must be.
 *
 *	load SECONDS
 *
 * Ends with 0 when every result was right and every CPU did some work.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t hash(uint64_t seed)
{
	static uint64_t words[512];
	uint64_t h = 0xcbf29ce484222325ull ^ seed;
	unsigned int i, round;

	for (round = 0; round < 8; round++)
		for (i = 0; i < 512; i++) {
			words[i] = round ? words[i] * 0x2545f4914f6cdd1dull + h : seed + i;
			h = (h ^ words[i]) * 0x100000001b3ull;
		}
	return h;
}

/* A process that computes a hash for its parent to check. */
static int run_child(const char *self, uint64_t seed, uint64_t *result)
{
	int ends[2], status;
	char text[32];
	ssize_t got;
	pid_t child;

	if (pipe(ends))
		return -1;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)seed);
	child = fork();
	if (child < 0)
		return -1;
	if (!child) {
		dup2(ends[1], 1);
		close(ends[0]);
		execl(self, "load", "--hash", text, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	got = read(ends[0], result, sizeof(*result));
	close(ends[0]);
	if (waitpid(child, &status, 0) != child || status || got != sizeof(*result))
		return -1;
	return 0;
}

static int work(const char *self, int cpu, time_t end)
{
	unsigned long rounds = 0;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("sched_setaffinity");
		return 1;
	}
	do {
		uint64_t seed = (uint64_t)cpu << 32 | rounds, want = hash(seed), got;

		if (hash(seed) != want) {
			fprintf(stderr, "cpu %d: a hash changed\n", cpu);
			return 1;
		}
		if (run_child(self, seed, &got) || got != want) {
			fprintf(stderr, "cpu %d: a child's hash is wrong\n", cpu);
			return 1;
		}
		rounds++;
	} while (time(NULL) < end);
	printf("cpu %d: %lu rounds\n", cpu, rounds);
	return 0;
}

int main(int argc, char **argv)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), cpu, status, failed = 0;
	time_t end;

	if (argc == 3 && !strcmp(argv[1], "--hash")) {
		uint64_t result = hash(strtoull(argv[2], NULL, 10));

		return write(1, &result, sizeof(result)) == sizeof(result) ? 0 : 1;
	}
	if (argc != 2) {
		fprintf(stderr, "usage: load SECONDS\n");
		return 2;
	}
	end = time(NULL) + atoi(argv[1]);
	fflush(NULL);
	for (cpu = 0; cpu < cpus; cpu++) {
		pid_t child = fork();

		if (child < 0) {
			perror("fork");
			return 1;
		}
		if (!child) {
			status = work("/proc/self/exe", cpu, end);
			fflush(NULL);
			_exit(status);
		}
	}
	while (wait(&status) > 0)
		failed |= status;
	return failed ? 1 : 0;
}
