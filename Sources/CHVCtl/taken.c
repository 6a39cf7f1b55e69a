/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "taken.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trap.h"

/* asm/prctl.h; not in every C library's headers. */
#define ARCH_CPUID_SET	0x1012

#define RDTSC_TAKEN	1u
#define CPUID_TAKEN	2u
static volatile unsigned int taken;

void hvctl_rdtsc_taken(uint64_t *values)
{
	taken |= RDTSC_TAKEN;
	values[0] = prctl(PR_SET_TSC, PR_TSC_SIGSEGV) ? errno : 0;
	__asm__ volatile(HVCTL_FIRST "rdtsc"
			 : [first] "=m"(hvctl_first)
			 : : "rax", "rdx", "r11");
}

void hvctl_cpuid_taken(uint64_t *values)
{
	taken |= CPUID_TAKEN;
	values[0] = syscall(SYS_arch_prctl, ARCH_CPUID_SET, 0) ? errno : 0;
	__asm__ volatile("xorl %%eax, %%eax\n\txorl %%ecx, %%ecx\n\t"
			 HVCTL_FIRST "cpuid"
			 : [first] "=m"(hvctl_first)
			 : : "rax", "rbx", "rcx", "rdx", "r11");
}

void hvctl_give_back(void)
{
	if (taken & RDTSC_TAKEN)
		prctl(PR_SET_TSC, PR_TSC_ENABLE);
	if (taken & CPUID_TAKEN)
		syscall(SYS_arch_prctl, ARCH_CPUID_SET, 1);
	taken = 0;
}
