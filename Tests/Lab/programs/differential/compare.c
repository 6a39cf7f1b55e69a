// SPDX-License-Identifier: GPL-2.0-only
/* Everything that a run tells, natively and now. */
#include <stdio.h>
#include <string.h>

#include "differential.h"

#define MOST_SHOWN 24

static unsigned int differences;
/* A waived run is compared too, but shown only in a sum. */
static bool is_silent;

static void describe(unsigned int number, const struct hvconform_run *run)
{
	unsigned int i;

	printf("# set %u kind %u flags %#x code", number, run->kind & 0xff, run->flags);
	for (i = 0; i < run->code_length; i++)
		printf(" %02x", run->code[i]);
	printf(" rax %#llx rcx %#llx rdx %#llx rflags %#llx cr0^%#llx cr4^%#llx absent %#x taken %#x gate %u:%u",
	       (unsigned long long)run->regs_in[RAX], (unsigned long long)run->regs_in[RCX],
	       (unsigned long long)run->regs_in[RDX], (unsigned long long)run->rflags_in,
	       (unsigned long long)run->cr0_xor, (unsigned long long)run->cr4_xor, run->absent, run->taken,
	       run->gate_vector, run->gate);
	for (i = 0; i < run->nr_traps && i < HVCONFORM_MAX_TRAPS; i++)
		printf(" trap %u(%#x) at %lld", run->traps[i].vector, run->traps[i].error_code,
		       (long long)run->traps[i].rip);
	printf("\n");
}

static void differs(unsigned int number, const struct hvconform_run *run, const char *what, uint64_t want,
		    uint64_t got)
{
	static unsigned int described = -1u;

	if (++differences > MOST_SHOWN || is_silent)
		return;
	if (described != number)
		describe(number, run);
	described = number;
	printf("#   %s %#llx, natively %#llx\n", what, (unsigned long long)got, (unsigned long long)want);
}

#define CHECK(field) do { \
	if (want.field != got->field) \
		differs(number, native, #field, want.field, got->field); \
} while (0)

static void compare_traps(unsigned int number, const struct hvconform_run *native, struct hvconform_run want,
			  const struct hvconform_run *got)
{
	unsigned int i;

	CHECK(nr_traps);
	for (i = 0; i < want.nr_traps && i < got->nr_traps && i < HVCONFORM_MAX_TRAPS; i++) {
		CHECK(traps[i].vector);
		CHECK(traps[i].error_code);
		CHECK(traps[i].rip);
		CHECK(traps[i].rflags);
		CHECK(traps[i].rsp);
		CHECK(traps[i].cs);
		CHECK(traps[i].ss);
		CHECK(traps[i].cr2);
		CHECK(traps[i].dr6);
	}
}

static void compare(unsigned int number, const struct hvconform_run *native, const struct hvconform_run *got)
{
	static const char *const names[16] = { "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
					       "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15" };
	struct hvconform_run want = *native;
	unsigned int i;

	expect_documented(&want, got);
	for (i = 0; i < 16; i++)
		if (want.regs_out[i] != got->regs_out[i])
			differs(number, native, names[i], want.regs_out[i], got->regs_out[i]);
	CHECK(rflags_out);
	CHECK(rip_out);
	CHECK(cs_out);
	CHECK(cr0_out);
	CHECK(cr3_out);
	CHECK(cr4_out);
	CHECK(cr8_out);
	CHECK(xcr0_out);
	for (i = 0; i < 6; i++)
		CHECK(dr_out[i]);
	CHECK(gdt_base);
	CHECK(gdt_limit);
	CHECK(idt_base);
	CHECK(idt_limit);
	CHECK(ldt);
	CHECK(tr);
	for (i = 0; i < HVCONFORM_MAX_MSRS; i++)
		/* Where nothing was written, some are the process's own. */
		if (want.msrs[i] != -1u && !(msr_varies(want.msrs[i]) && want.nr_traps && want.traps[0].vector == 13))
			CHECK(msr_values[i]);
	for (i = 0; i < HVCONFORM_MEMORY_BYTES; i++)
		CHECK(memory_out[i]);
	compare_traps(number, native, want, got);
}

unsigned int compare_all(const struct hvconform_run *native, const struct hvconform_run *got)
{
	unsigned int i;

	differences = 0;
	for (i = 0; i < nr_runs; i++) {
		unsigned int before = differences;

		is_silent = is_waived(&native[i]);
		compare(i, &native[i], &got[i]);
		if (!is_silent)
			continue;
		note_waived(&native[i], differences > before);
		differences = before;
	}
	return differences + report_waived();
}
