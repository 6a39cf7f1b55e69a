// SPDX-License-Identifier: GPL-2.0-only
/* RDMSR and WRMSR. */
#include "categories.h"
#include "differential.h"

const uint32_t named_msrs[] = {
	0x1b, 0x3a, 0x3b, 0x48, 0x8b, 0xce, 0xfe, 0x10a, 0x174, 0x175, 0x176, 0x179, 0x17a, 0x198, 0x199, 0x19b,
	0x19c, 0x1a0, 0x1b0, 0x1d9, 0x1db, 0x1dc, 0x1f2, 0x1f3,
	0x200, 0x201, 0x20f, 0x210, 0x21f, 0x250, 0x258, 0x259, 0x268, 0x26f, 0x277, 0x2ff, 0x300, 0x345, 0x38d, 0x38f,
	0x47f, 0x480, 0x481, 0x485, 0x48c, 0x490, 0x491, 0x493, 0x494, 0x7ff, 0x800, 0x802, 0x807, 0x808, 0x830, 0x83f,
	0xd90, 0xda0, 0x1fff, 0x2000, 0x2001, 0x10000, 0x3fffffff, 0x40000000, 0x4000ffff, 0x80000000, 0xbfffffff,
	0xc0000000, 0xc0000080, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, 0xc0000100, 0xc0000101, 0xc0000102,
	0xc0000103, 0xc0000104, 0xc0001fff, 0xc0002000, 0xc0010015, 0xffffffff,
};
const unsigned int nr_named_msrs = ARRAY_SIZE(named_msrs);

static void add_rdmsr(bool user, uint32_t msr)
{
	struct hvconform_run *run = add_at(user, KIND_RDMSR);

	PUT(run, 0x0f, 0x32);
	run->regs_in[RCX] = with_upper(msr);
}

void make_rdmsr(void)
{
	unsigned int i, copies;

	for (copies = 0; copies < 4; copies++)
		for (i = 0; i < ARRAY_SIZE(named_msrs); i++)
			add_rdmsr(false, named_msrs[i]);
	for (i = 0; i < 0x40; i++)
		add_rdmsr(false, 0x800 + i);
	for (i = 0; i < 800; i++) {
		uint32_t msr = random_number();

		/* Both ranges of the bitmap, and outside. */
		if (i % 4 < 2)
			msr = (msr & 0x1fff) | (i % 4 ? 0xc0000000 : 0);
		add_rdmsr(false, msr);
	}
	for (i = 0; i < 100; i++)
		add_rdmsr(true, named_msrs[i % ARRAY_SIZE(named_msrs)]);
}

static struct hvconform_run *add_wrmsr(uint32_t msr, uint64_t value)
{
	struct hvconform_run *run = add(KIND_PLAIN);

	PUT(run, 0x0f, 0x30);
	run->regs_in[RCX] = with_upper(msr);
	set_edx_eax(run, value);
	run->msrs[0] = msr;
	return run;
}

/* Registers that take many values for the time of some instructions. */
static const uint32_t open_msrs[] = {
	0x174, 0x175, 0x176, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, 0xc0000100, 0xc0000101, 0xc0000102,
	0xc0000103,
};

/* Canonical, barely not, and anything. */
static uint64_t value_for_open(unsigned int j)
{
	uint64_t value = random_number();

	if (j % 3 == 0)
		return canonical(value);
	return j % 3 == 1 ? 1ull << (j % 64) : value;
}

void make_wrmsr(void)
{
	/*
	 * What the processor refuses whatever the value. Not 0x492 and 0x493: the
	 * emulated processors do not have them, and the emulator then ignores a
	 * write that a processor would refuse.
	 */
	static const uint32_t closed_msrs[] = { 0x3a, 0xfe, 0x480, 0x481, 0x485, 0x48c, 0x490, 0x491, 0x48a, 0x17b };
	/* Values that are wrong for these. */
	static const struct {
		uint32_t msr;
		uint64_t value;
	} wrong[] = {
		{ 0x277, 0x0000000000000002ull }, { 0x277, 0x0300000000000000ull }, { 0x277, 0xff00000000000000ull },
		{ 0x2ff, 0x0000000000000002ull }, { 0x2ff, 0xffffffffffffffffull }, { 0x200, 0xffffffffffffffffull },
		{ 0x250, 0x0202020202020202ull }, { 0x268, 0x0303030303030303ull }, { 0xc0000080, 0xffffffffffffffffull },
		{ 0xc0000080, 0x0000000000000002ull }, { 0xc0000101, 0x8000000000000000ull },
		{ 0xc0000082, 0x0000800000000000ull }, { 0x176, 0x7fff800000000000ull }, { 0xc0000100, 0xfeffffffffffffffull },
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(open_msrs); i++)
		for (j = 0; j < 60; j++)
			add_wrmsr(open_msrs[i], value_for_open(j));
	for (i = 0; i < ARRAY_SIZE(closed_msrs); i++)
		for (j = 0; j < 20; j++)
			add_wrmsr(closed_msrs[i], j == 0 ? 0 : random_number());
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		for (j = 0; j < 8; j++)
			add_wrmsr(wrong[i].msr, wrong[i].value);
	/* Outside the ranges of the bitmap. */
	for (i = 0; i < 200; i++)
		add_wrmsr(0x4000 + i * 0x1357, random_number());
}

/* Written, then read back; EDX:EAX and the run's own reading both tell. */
void make_wrmsr_rdmsr(void)
{
	static const uint64_t pats[] = {
		0x0007040600070406ull, 0x0007010600070106ull, 0x0606060606060606ull, 0x0000000000000000ull,
		0x0007040600070402ull, 0x0007040600070403ull, 0x0807040600070406ull,
	};
	static const uint64_t debug_controls[] = { 0, 1, 2, 3, 0x40, 0x800, 0x1000, 0x8000, 1ull << 63 };
	struct hvconform_run *run;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(open_msrs); i++)
		for (j = 0; j < 90; j++) {
			run = add_wrmsr(open_msrs[i], value_for_open(j));
			/* Cleared, so that what is read comes from the processor. */
			PUT(run, 0x31, 0xc0, 0x31, 0xd2, 0x0f, 0x32);
		}
	for (i = 0; i < 140; i++) {
		run = add_wrmsr(0x277, pats[i % ARRAY_SIZE(pats)]);
		PUT(run, 0x31, 0xc0, 0x31, 0xd2, 0x0f, 0x32);
	}
	/* SCE on and off; LMA may not be changed, NXE must stay: the kernel's pages need it. */
	for (i = 0; i < 120; i++) {
		run = add_wrmsr(0xc0000080, 0xd00 ^ (i & 1) ^ (i % 5 == 4 ? 0x100 : 0) ^ (i % 7 == 6 ? 0x400 : 0) ^
					    (i % 11 == 10 ? 1ull << (12 + i % 50) : 0));
		PUT(run, 0x31, 0xc0, 0x31, 0xd2, 0x0f, 0x32);
	}
	for (i = 0; i < 90; i++) {
		run = add_wrmsr(0x1d9, debug_controls[i % ARRAY_SIZE(debug_controls)]);
		run->kind = KIND_EMULATOR_DEBUGCTL;
		run->rflags_in &= ~FLAG_TF;
		PUT(run, 0x31, 0xc0, 0x31, 0xd2, 0x0f, 0x32);
	}
}
