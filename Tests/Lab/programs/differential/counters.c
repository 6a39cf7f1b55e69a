// SPDX-License-Identifier: GPL-2.0-only
/* RDTSC, RDTSCP, RDPMC; RDRAND and RDSEED. */
#include <cpuid.h>

#include "categories.h"
#include "differential.h"

static void make_time(bool with_processor)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		struct hvconform_run *run = add_at(i & 1, KIND_TIME);

		if (with_processor)
			PUT(run, 0x0f, 0x01, 0xf9);
		else
			PUT(run, 0x0f, 0x31);
		if (i % 4 >= 2)
			run->cr4_xor = CR4_TSD;
		/* TSC_AUX. */
		run->msrs[0] = 0xc0000103;
		run->msr_values[0] = (uint32_t)random_number();
		run->msrs_written = 1;
	}
}

void make_rdtsc(void)
{
	make_time(false);
}

void make_rdtscp(void)
{
	make_time(true);
}

void make_rdpmc(void)
{
	static const uint32_t counters[] = { 0, 1, 2, 3, 4, 7, 8, 9, 0x20, 0x3fffffff, 0x40000000, 0x40000001,
					     0x40000002, 0x40000003, 0x80000000, 0xffffffff };
	unsigned int i;

	for (i = 0; i < 1024; i++) {
		struct hvconform_run *run = add_at(i & 1, KIND_COUNTER);

		PUT(run, 0x0f, 0x33);
		run->regs_in[RCX] = with_upper(counters[i / 4 % ARRAY_SIZE(counters)]);
		if (i % 4 >= 2)
			run->cr4_xor = CR4_PCE;
	}
}

static void make_random(uint8_t digit, bool has)
{
	unsigned int i;

	for (i = 0; i < 1632; i++) {
		unsigned int reg = i % 16, bytes = 2 << i / 16 % 3;
		struct hvconform_run *run = add_at(i & 1, KIND_RANDOM | reg << 8 | bytes << 16);
		uint8_t rex = (reg >= 8 ? 1 : 0) | (bytes == 8 ? 8 : 0);

		if (bytes == 2) {
			PUT(run, 0x66);
			if (has)
				run->kind = KIND_EMULATOR_RDRAND_16;
		}
		if (rex)
			PUT(run, 0x40 | rex);
		PUT(run, 0x0f, 0xc7, 0xc0 | digit << 3 | (reg & 7));
	}
}

void make_rdrand(void)
{
	unsigned int a, b, c, d;

	make_random(6, __get_cpuid(1, &a, &b, &c, &d) && c & 1u << 30);
}

void make_rdseed(void)
{
	unsigned int a, b, c, d;

	make_random(7, __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & 1u << 18);
}
