// SPDX-License-Identifier: GPL-2.0-only
/*
 * What VT-x can leave behind on a CPU: prints, for every CPU, the limits of GDT
 * and IDT, whether ioperm() lets a port through, whether PR_SET_TSC takes the
 * time stamp away, and whether CPUID costs what it costs without an exit. The
 * same before and after.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/io.h>
#include <sys/prctl.h>
#include <unistd.h>

struct table {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static sigjmp_buf resume;

static void on_fault(int number)
{
	siglongjmp(resume, number);
}

static const char *port_works(void)
{
	if (ioperm(0x80, 1, 1))
		return "ioperm failed";
	if (sigsetjmp(resume, 1))
		return "SIGSEGV";
	outb(0, 0x80);
	ioperm(0x80, 1, 0);
	return "yes";
}

static const char *tsc_is_taken(void)
{
	const char *result = "no";

	if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV))
		return "prctl failed";
	if (sigsetjmp(resume, 1))
		result = "yes";
	else
		__builtin_ia32_rdtsc();
	prctl(PR_SET_TSC, PR_TSC_ENABLE);
	return result;
}

static void cpuid(void)
{
	uint32_t a = 2, b, c = 0, d;

	asm volatile("cpuid" : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
}

/*
 * The least of many, which no interrupt is part of. In the emulator a tick is an
 * instruction, and the CPUs run by turns: 5 ticks, or 10 with another CPU's turn
 * in between. The shortest exit adds more than 25.
 */
#define WITHOUT_EXIT 25

static uint64_t cpuid_cost(void)
{
	uint64_t least = UINT64_MAX;
	int i;

	for (i = 0; i < 20000; i++) {
		uint64_t start = __builtin_ia32_rdtsc(), ticks;

		cpuid();
		ticks = __builtin_ia32_rdtsc() - start;
		if (ticks < least)
			least = ticks;
	}
	return least;
}

int main(void)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), cpu;

	signal(SIGSEGV, on_fault);
	for (cpu = 0; cpu < cpus; cpu++) {
		struct table gdt, idt;
		cpu_set_t set;

		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		if (sched_setaffinity(0, sizeof(set), &set)) {
			perror("sched_setaffinity");
			return 1;
		}
		asm volatile("sgdt %0" : "=m" (gdt));
		asm volatile("sidt %0" : "=m" (idt));
		printf("cpu %d: gdt limit %#x, idt limit %#x, ioperm %s, PR_SET_TSC %s, cpuid %s\n", cpu, gdt.limit,
		       idt.limit, port_works(), tsc_is_taken(), cpuid_cost() < WITHOUT_EXIT ? "native" : "exits");
	}
	return 0;
}
