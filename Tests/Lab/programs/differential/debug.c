// SPDX-License-Identifier: GPL-2.0-only
/* MOV DR, and every way to a #DB. */
#include "categories.h"
#include "differential.h"

#define DR7_FIXED 0x400ull
#define DR7_GD 0x2000ull
/* Reserved without transactional memory, but the emulator keeps it. */
#define DR7_RTM 0x800ull
#define DR6_BT 0x8000ull
#define DR6_FIXED 0xffff0ff0ull

static void put_mov_dr(struct hvconform_run *run, bool to, unsigned int dr, unsigned int reg)
{
	if (reg >= 8)
		PUT(run, 0x41);
	PUT(run, 0x0f, to ? 0x23 : 0x21, 0xc0 | dr << 3 | (reg & 7));
}

/* Known contents, none of which breaks. */
static void set_debug_registers(struct hvconform_run *run)
{
	unsigned int i;

	run->flags |= HVCONFORM_SET_DR;
	for (i = 0; i < 4; i++)
		run->dr_in[i] = random_number();
	/* Not BT: the emulator clears it with B0 to B3, where the manual says that it stays. */
	run->dr_in[4] = DR6_FIXED | (random_number() & 0x600f);
	run->dr_in[5] = DR7_FIXED | (random_number() & 0x300);
}

/* General detect; without TF, since the emulator sets BS for a fault too. */
static void detect_access(struct hvconform_run *run)
{
	run->dr_in[5] |= DR7_GD;
	run->rflags_in &= ~FLAG_TF;
}

void make_mov_dr(void)
{
	unsigned int i;

	for (i = 0; i < 2048; i++) {
		struct hvconform_run *run = add_at(i % 11 == 10, KIND_PLAIN);
		unsigned int dr = i % 8, reg = i / 8 % 16;
		bool to = i / 128 % 2;
		uint64_t value = random_number();

		set_debug_registers(run);
		/* DR4 and DR5 are DR6 and DR7 where CR4.DE is clear, and #UD where it is set. */
		if (i / 256 % 2)
			run->cr4_xor = CR4_DE;
		/* At ring 3 the manual does not say which of the two faults comes first. */
		if (i / 512 % 4 == 3 && !is_user(run))
			detect_access(run);
		/* No breakpoint is enabled by what is written; every fourth value is too wide for DR6 and DR7. */
		if (dr >= 4) {
			if (i % 4)
				value &= 0xffffffff;
			value &= dr & 1 ? ~(0xffull | DR7_GD | DR7_RTM) : ~DR6_BT;
		}
		if (to)
			run->regs_in[reg] = reg == RSP && !value ? 1 : value;
		put_mov_dr(run, to, dr, reg);
	}
}

#define BREAK_AT(n) (1ull << (n) * 2)
#define BREAK_KIND(n, kind, length) ((uint64_t)((length) << 2 | (kind)) << (16 + (n) * 4))
enum { ON_EXECUTION, ON_WRITE, ON_PORT, ON_ACCESS };

static void add_single_step(unsigned int i)
{
	struct hvconform_run *run = add_at(i & 1, KIND_PLAIN);

	run->rflags_in |= FLAG_TF;
	switch (i / 2 % 6) {
	case 0:
		PUT(run, 0x90);
		break;
	case 1: /* PUSHF tells TF; POP */
		PUT(run, 0x9c, 0x58);
		break;
	case 2: /* CPUID */
		PUT(run, 0x0f, 0xa2);
		break;
	case 3: /* MOV SS, NOP: the step comes behind both */
		PUT(run, 0x8e, 0xd6, 0x90);
		run->regs_in[RSI] = is_user(run) ? 0x2b : 0x18;
		break;
	case 4: /* INT1: a trap of its own */
		PUT(run, 0xf1);
		break;
	default: /* a fault comes before the step */
		PUT(run, 0x0f, 0x0b);
		break;
	}
}

static void add_int1(unsigned int i)
{
	struct hvconform_run *run = add_at(i & 1, KIND_PLAIN);

	set_debug_registers(run);
	PUT(run, 0xf1, 0x90);
}

static void add_breakpoint(unsigned int i)
{
	struct hvconform_run *run = add_at(i & 1, KIND_PLAIN);
	unsigned int n = i / 2 % 4;
	uint64_t code = address_for(run, HVCONFORM_CODE), data = address_for(run, HVCONFORM_DATA) + run->memory_at;

	run->flags |= HVCONFORM_SET_DR;
	run->dr_in[4] = DR6_FIXED;
	run->dr_in[5] = DR7_FIXED | 0x300 | BREAK_AT(n);
	run->regs_in[RBX] = data;
	switch (i / 8 % 6) {
	case 0: /* at the first instruction, unless RF is set */
		run->dr_in[n] = code;
		run->rflags_in |= i % 3 ? 0 : FLAG_RF;
		PUT(run, 0x90, 0x90);
		break;
	case 1: /* at the second */
		run->dr_in[n] = code + 1;
		PUT(run, 0x90, 0x90);
		break;
	case 2: /* a byte is written */
		run->dr_in[n] = data;
		run->dr_in[5] |= BREAK_KIND(n, ON_WRITE, 0);
		PUT(run, 0x88, 0x03, 0x90);
		break;
	case 3: /* eight bytes are read */
		run->dr_in[n] = data;
		run->dr_in[5] |= BREAK_KIND(n, ON_ACCESS, 2);
		PUT(run, 0x48, 0x8b, 0x03, 0x90);
		break;
	case 4: /* a port is written */
		run->dr_in[n] = 0x80;
		run->dr_in[5] |= BREAK_KIND(n, ON_PORT, 0);
		run->cr4_xor = CR4_DE & ~native_cr4;
		run->rflags_in |= FLAG_IOPL;
		/* The exit is that of the instruction, and VM entry delivers the trap. */
		run->kind = KIND_QUIET;
		PUT(run, 0xe6, 0x80, 0x90);
		break;
	default: /* a second one, that is not enabled, matches too */
		run->dr_in[n] = data;
		run->dr_in[(n + 1) % 4] = data;
		run->dr_in[5] |= BREAK_KIND(n, ON_WRITE, 3) | BREAK_KIND((n + 1) % 4, ON_WRITE, 3);
		PUT(run, 0x89, 0x03, 0x90);
		break;
	}
}

/* General detect: the access to a debug register faults, and succeeds afterwards. */
static void add_general_detect(unsigned int i)
{
	struct hvconform_run *run = add(KIND_PLAIN);

	set_debug_registers(run);
	detect_access(run);
	/* The exit is that of the instruction, and not of an exception. */
	run->kind = KIND_QUIET;
	put_mov_dr(run, i & 1, i / 2 % 4, RSI);
	PUT(run, 0x90);
}

void make_debug_exceptions(void)
{
	unsigned int i;

	for (i = 0; i < 400; i++) {
		add_single_step(i);
		add_int1(i);
		add_breakpoint(i);
		add_general_detect(i);
	}
}
