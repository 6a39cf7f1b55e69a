// SPDX-License-Identifier: GPL-2.0-only
/*
 * Executes, on every CPU and from ring 3, each instruction that VT-x can intercept there and that the processor has,
 * and makes the kernel use the debug registers and INVLPG. Says nothing; fails if one of them faults.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEAF_1_ECX_RDRAND (1u << 30)
#define LEAF_7_EBX_RDSEED (1u << 18)
#define LEAF_7_ECX_UMIP (1u << 2)
#define LEAF_80000001_EDX_RDTSCP (1u << 27)

struct features {
	int rdrand, rdseed, umip, rdtscp;
};

static struct features find_features(void)
{
	struct features features = { 0 };
	uint32_t a, b, c, d;

	if (__get_cpuid(1, &a, &b, &c, &d))
		features.rdrand = !!(c & LEAF_1_ECX_RDRAND);
	if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
		features.rdseed = !!(b & LEAF_7_EBX_RDSEED);
		features.umip = !!(c & LEAF_7_ECX_UMIP);
	}
	if (__get_cpuid(0x80000001, &a, &b, &c, &d))
		features.rdtscp = !!(d & LEAF_80000001_EDX_RDTSCP);
	return features;
}

static void execute(const struct features *features)
{
	char table[16];
	uint64_t word;

	asm volatile("rdtsc" : : : "rax", "rdx");
	asm volatile("pause");
	outb(0, 0x80);
	if (features->rdtscp)
		asm volatile("rdtscp" : : : "rax", "rcx", "rdx");
	if (features->rdrand)
		asm volatile("rdrand %0" : "=r" (word) : : "cc");
	if (features->rdseed)
		asm volatile("rdseed %0" : "=r" (word) : : "cc");
	/* With UMIP the kernel lets ring 3 have none of these. */
	if (!features->umip) {
		asm volatile("sidt %0" : "=m" (table));
		asm volatile("str %0" : "=r" (word));
	}
}

/* A page that is written, protected and given back: the kernel flushes its translation. */
static int flush_a_page(void)
{
	volatile char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return -1;
	*page = 1;
	return mprotect((void *)page, 4096, PROT_READ) || munmap((void *)page, 4096);
}

/* A child with a breakpoint: the kernel loads the debug registers for it. */
static int use_debug_registers(void)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return -1;
	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_POKEUSER, child, offsetof(struct user, u_debugreg[0]), (void *)use_debug_registers) ||
	    ptrace(PTRACE_POKEUSER, child, offsetof(struct user, u_debugreg[7]), (void *)1) ||
	    ptrace(PTRACE_CONT, child, NULL, NULL) || waitpid(child, &status, 0) != child || status)
		return -1;
	return 0;
}

int main(void)
{
	struct features features = find_features();
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), cpu;
	cpu_set_t set;

	if (ioperm(0x80, 1, 1)) {
		perror("ioperm");
		return 1;
	}
	for (cpu = 0; cpu < cpus; cpu++) {
		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		if (sched_setaffinity(0, sizeof(set), &set)) {
			perror("sched_setaffinity");
			return 1;
		}
		execute(&features);
		if (flush_a_page() || use_debug_registers()) {
			perror("intercepts");
			return 1;
		}
	}
	return 0;
}
