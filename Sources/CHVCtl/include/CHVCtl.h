/* SPDX-License-Identifier: GPL-2.0-only */
/* What hvctl needs of the processor that Swift has no word for. */
#ifndef CHVCTL_H
#define CHVCTL_H

#include <stdint.h>

/**
 * struct hvctl_cpuid - what CPUID returned
 * @eax: EAX
 * @ebx: EBX
 * @ecx: ECX
 * @edx: EDX
 */
struct hvctl_cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* Executes CPUID on the CPU that the thread happens to run on. */
static inline struct hvctl_cpuid hvctl_cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct hvctl_cpuid result;

	__asm__ volatile("cpuid"
			 : "=a"(result.eax), "=b"(result.ebx),
			   "=c"(result.ecx), "=d"(result.edx)
			 : "a"(leaf), "c"(subleaf));
	return result;
}

#endif /* CHVCTL_H */
