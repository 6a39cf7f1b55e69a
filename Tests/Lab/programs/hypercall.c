// SPDX-License-Identifier: GPL-2.0-only
/*
 * Executes VMCALL from ring 3 on a chosen CPU and prints RAX.
 *
 *	hypercall NUMBER [CPU [RCX [RDX]]]
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	uint64_t rax, rcx = 0, rdx = 0;
	cpu_set_t set;

	if (argc < 2) {
		fprintf(stderr, "usage: hypercall NUMBER [CPU [RCX [RDX]]]\n");
		return 2;
	}
	CPU_ZERO(&set);
	CPU_SET(argc > 2 ? atoi(argv[2]) : 0, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("sched_setaffinity");
		return 1;
	}
	rax = strtoull(argv[1], NULL, 0);
	if (argc > 3)
		rcx = strtoull(argv[3], NULL, 0);
	if (argc > 4)
		rdx = strtoull(argv[4], NULL, 0);
	asm volatile("vmcall" : "+a" (rax), "+c" (rcx), "+d" (rdx) : : "memory");
	printf("%lld\n", (long long)rax);
	return 0;
}
