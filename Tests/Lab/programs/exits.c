// SPDX-License-Identifier: GPL-2.0-only
/* Executes VMCALL (a ping) on a CPU, for ever: it is in root mode most of the time. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	uint64_t rax, rcx, rdx;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("sched_setaffinity");
		return 1;
	}
	for (;;) {
		rax = 0x68760000;
		asm volatile("vmcall"
			     : "+a" (rax), "=c" (rcx), "=d" (rdx)
			     : : "memory");
	}
}
