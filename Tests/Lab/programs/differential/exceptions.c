// SPDX-License-Identifier: GPL-2.0-only
/* Every exception that instructions cause, and what enters the kernel by intention. */
#include "categories.h"
#include "differential.h"

#define CR0_WP (1ull << 16)
#define CR0_AM (1ull << 18)

static void add_exception(bool user, unsigned int which, unsigned int i)
{
	struct hvconform_run *run = add_at(user, KIND_PLAIN);

	switch (which) {
	case 0: /* #DE: DIV and IDIV by 0 */
		run->regs_in[RBX] = 0;
		PUT(run, 0x48, 0xf7, i & 1 ? 0xf3 : 0xfb);
		break;
	case 1: /* #BP */
		PUT(run, 0xcc, 0x90);
		break;
	case 2: /* #UD */
		PUT(run, 0x0f, i & 1 ? 0x0b : 0xb9, 0xc0);
		break;
	case 3: /* #NM: x87 with EM or TS; WAIT with MP and TS */
		run->cr0_xor = i % 3 == 0 ? CR0_EM : CR0_TS | (~native_cr0 & CR0_MP);
		if (i % 3 == 2)
			PUT(run, 0x9b);
		else
			PUT(run, 0xd9, 0xd0);
		break;
	case 4: /* #NP: a segment register */
		PUT(run, 0x8e, 0xde);
		run->regs_in[RSI] = with_upper(user ? HVCONFORM_SEL_USER_DATA_ABSENT | 3 : HVCONFORM_SEL_DATA_ABSENT);
		break;
	case 5: /* #SS by selector, or by address */
		if (i & 1) {
			PUT(run, 0x8e, 0xd6);
			run->regs_in[RSI] = with_upper(HVCONFORM_SEL_DATA_ABSENT);
		} else {
			PUT(run, 0x50);
			run->regs_in[RSP] = NOT_CANONICAL;
		}
		break;
	case 6: /* #GP by selector, or by address */
		if (i & 1) {
			PUT(run, 0x8e, 0xc6);
			run->regs_in[RSI] = with_upper(0x1ff8 & random_number());
		} else {
			PUT(run, 0x88, 0x03);
			run->regs_in[RBX] = NOT_CANONICAL;
		}
		break;
	case 7: /* #PF: reading */
		PUT(run, 0x8b, 0x03);
		run->regs_in[RBX] = place_address(run, i & 1 ? PLACE_ABSENT : PLACE_OTHER_RING);
		break;
	case 8: /* #PF: writing, with and without CR0.WP */
		PUT(run, 0x89, 0x03);
		run->regs_in[RBX] = place_address(run, i & 1 ? PLACE_ABSENT : PLACE_READONLY);
		if (i % 4 == 2)
			run->cr0_xor = CR0_WP;
		break;
	case 9: /* #PF: executing */
		PUT(run, 0xff, 0xe3);
		run->regs_in[RBX] = place_address(run, PLACE_ABSENT);
		run->gate_vector = 14;
		break;
	case 10: /* #AC, at ring 3 only */
		PUT(run, 0x8b, 0x03);
		run->regs_in[RBX] = place_address(run, PLACE_GOOD) + i % 4;
		run->rflags_in |= FLAG_AC;
		run->cr0_xor = i % 8 < 4 ? 0 : CR0_AM;
		break;
	case 11: /* #MF: a division by 0 that is not masked, told by WAIT */
		run->flags |= HVCONFORM_USES_FPU;
		/* FLDCW; FLD1; FLDZ; FDIVP; WAIT; FNINIT */
		run->memory_in[0] = 0x7b;
		run->memory_in[1] = 0x03;
		run->regs_in[RBX] = place_address(run, PLACE_GOOD);
		PUT(run, 0xd9, 0x2b, 0xd9, 0xe8, 0xd9, 0xee, 0xde, 0xf9, 0x9b, 0xdb, 0xe3);
		break;
	case 12: /* #XM: the same with SSE; LDMXCSR; XORPS; DIVSS */
		run->flags |= HVCONFORM_USES_FPU;
		run->memory_in[0] = 0x80;
		run->memory_in[1] = 0x1d;
		run->memory_in[2] = 0;
		run->memory_in[3] = 0;
		/* 1.0 */
		run->memory_in[4] = 0;
		run->memory_in[5] = 0;
		run->memory_in[6] = 0x80;
		run->memory_in[7] = 0x3f;
		run->regs_in[RBX] = place_address(run, PLACE_GOOD);
		PUT(run, 0x0f, 0xae, 0x13, 0xf3, 0x0f, 0x10, 0x43, 0x04, 0x0f, 0x57, 0xc9, 0xf3, 0x0f, 0x5e, 0xc1);
		break;
	case 13: /* INT n, and a gate that is not for ring 3 */
		PUT(run, 0xcd, 0x40 + i % 0x40, 0x90);
		run->gate_vector = 0x40 + i % 0x40;
		run->gate = i & 1 ? HVCONFORM_GATE_RING_0 : HVCONFORM_GATE_GOOD;
		break;
	default: /* #GP: INT n behind nothing, IRET to a bad selector */
		run->regs_in[RBX] = 0x1ff8;
		PUT(run, 0x6a, 0x00, 0x6a, 0x00, 0x6a, 0x02, 0x53, 0x6a, 0x00, 0x48, 0xcf);
		break;
	}
}

#define NR_EXCEPTIONS 15

void make_exceptions(void)
{
	unsigned int i, which;

	for (i = 0; i < 45; i++)
		for (which = 0; which < NR_EXCEPTIONS; which++) {
			add_exception(false, which, i);
			add_exception(true, which, i);
		}
}

/* To the landing place, with segments and stack from the MSRs. */
void make_system_calls(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		bool by_sysenter = i & 1;
		struct hvconform_run *run = add_at(i % 4 >= 2, KIND_PLAIN);

		run->rflags_in &= ~FLAG_TF;
		run->msrs_written = 7;
		if (by_sysenter) {
			PUT(run, 0x0f, 0x34);
			run->msrs[0] = 0x174;
			run->msrs[1] = 0x175;
			run->msrs[2] = 0x176;
			/* A null selector is #GP. */
			run->msr_values[0] = i % 16 == 1 ? 0 : 0x10;
			run->msr_values[1] = HVCONFORM_RSP - i % 256 * 8;
			run->msr_values[2] = HVCONFORM_CODE + HVCONFORM_LANDING;
		} else {
			PUT(run, 0x0f, 0x05);
			run->msrs[0] = 0xc0000081;
			run->msrs[1] = 0xc0000082;
			run->msrs[2] = 0xc0000084;
			run->msr_values[0] = 0x0023001000000000ull;
			run->msr_values[1] = HVCONFORM_CODE + HVCONFORM_LANDING;
			run->msr_values[2] = random_number() & 0xffffffff;
			/* At ring 0 the kernel's own stack pointer stays. */
		}
	}
}
