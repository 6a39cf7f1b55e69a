// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <asm/asm.h>
#include <asm/processor.h>

#include "hvnmi.h"

#define TURNS		200
#define PING		0x68760000

/* Nothing that exits. */
static bool compute(void)
{
	const u64 factor = 6364136223846793005ull;
	u64 forward = 1, power = 1;
	unsigned int i;

	for (i = 0; i < TURNS; i++) {
		forward = forward * factor;
		power = power * factor;
		barrier();
		OPTIMIZER_HIDE_VAR(forward);
	}
	return forward == power;
}

/* Exits, one after the other: the CPU is hardly ever outside root mode. */
static bool identify(void)
{
	u32 vendor[3], ebx, ecx, edx, eax;
	unsigned int i;
	bool right = true;

	cpuid(0, &eax, &vendor[0], &vendor[1], &vendor[2]);
	for (i = 0; i < TURNS; i++) {
		cpuid(0, &eax, &ebx, &ecx, &edx);
		right &= ebx == vendor[0] && ecx == vendor[1] &&
			 edx == vendor[2];
	}
	return right;
}

/* The same through the C of the hypervisor; natively #UD each time. */
static bool call(void)
{
	u64 number, rcx, rdx;
	unsigned int i;
	bool right = true;

	for (i = 0; i < TURNS; i++) {
		number = PING;
		rcx = i;
		asm volatile("1: vmcall\n"
			     "2:\n"
			     _ASM_EXTABLE(1b, 2b)
			     : "+a" (number), "+c" (rcx), "=d" (rdx)
			     : : "memory");
		right &= number == 0 || number == PING;
	}
	return right;
}

/* Exceptions, which a hypervisor may intercept and inject again. */
static bool divide(void)
{
	unsigned int i;
	u32 eax, edx;
	bool right = true;

	for (i = 0; i < TURNS / 4; i++) {
		eax = i;
		edx = 0;
		asm volatile("1: divl %[zero]\n"
			     "2:\n"
			     _ASM_EXTABLE(1b, 2b)
			     : "+a" (eax), "+d" (edx)
			     : [zero] "r" (0)
			     : "cc");
		right &= eax == i && edx == 0;
	}
	return right;
}

const struct hvnmi_work hvnmi_works[] = {
	{ "compute", compute },
	{ "cpuid", identify },
	{ "vmcall", call },
	{ "divide", divide },
	/* The CPU is idle: HLT, with whatever else Linux has to do. */
	{ "halt", NULL },
};

const unsigned int hvnmi_nr_works = ARRAY_SIZE(hvnmi_works);
