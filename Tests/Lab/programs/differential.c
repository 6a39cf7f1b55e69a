// SPDX-License-Identifier: GPL-2.0-only
/*
 * Native differential: runs instructions with many operand sets, notes
 * everything that became of them, and compares a later run with the note.
 *
 *	differential record CATEGORY FILE	run natively, write FILE
 *	differential compare CATEGORY FILE	run again, compare
 *
 * Ends with 0 when nothing differs but what is documented, with 1 when something
 * does, with 2 when it could not run. Deterministic: the operand sets come from
 * fixed lists and a fixed seed, and what was run natively is run again as noted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ucontext.h>
#include <unistd.h>

#include "../modules/hvconform/hvconform.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_RUNS 8192
#define FEWEST_RUNS 1000

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

#define FLAG_FIXED 0x2ull
#define FLAG_TF 0x100ull
#define FLAG_IF 0x200ull
#define FLAG_RF 0x10000ull
#define FLAGS 0xcd5ull	/* CF PF AF ZF SF DF OF */

static struct hvconform_run runs[MAX_RUNS], again[MAX_RUNS];
static unsigned int nr_runs;
static bool in_user_mode;

/* ---------------------------------------------------------------- running */

extern uint64_t user_regs_in[16], user_regs_out[16];
extern uint64_t user_rflags_out;
void user_execute(uint64_t rflags, void *start);

#define USER_OPS(f) f(nop) f(cpuid) f(rdmsr) f(wrmsr) f(xsetbv) f(xgetbv) \
	f(mov_from_cr0) f(mov_from_cr3) f(mov_from_cr4) f(mov_rax_to_cr4) \
	f(mov_r13_to_cr4) f(vmcall) f(vmclear) f(vmlaunch) f(vmptrld) \
	f(vmptrst) f(vmread) f(vmresume) f(vmwrite) f(vmxoff) f(vmxon) \
	f(invept) f(invvpid) f(vmfunc) f(getsec) f(invd)
#define DECLARE_OP(n) extern char user_op_##n[], user_at_##n[], user_end_##n[];
USER_OPS(DECLARE_OP)

struct user_op {
	char *start, *at, *end;
};

#define OP_ENTRY(n) { user_op_##n, user_at_##n, user_end_##n },
static const struct user_op user_ops[] = { USER_OPS(OP_ENTRY) };

static struct hvconform_run *current;

static void on_signal(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	const struct user_op *op = &user_ops[current->op];
	struct hvconform_trap *trap;

	(void)number;
	(void)info;
	if (current->nr_traps < HVCONFORM_MAX_TRAPS) {
		trap = &current->traps[current->nr_traps];
		trap->vector = regs[REG_TRAPNO];
		trap->error_code = regs[REG_ERR];
		trap->rip = regs[REG_RIP] - (greg_t)op->at;
		trap->rflags = regs[REG_EFL];
	}
	current->nr_traps++;
	current->rip_out = regs[REG_RIP] - (greg_t)op->at;
	regs[REG_EFL] &= ~(greg_t)FLAG_TF;
	if (regs[REG_TRAPNO] != 1)
		regs[REG_RIP] = (greg_t)op->end;
}

static void run_in_user_mode(struct hvconform_run *run)
{
	const struct user_op *op = &user_ops[run->op];

	current = run;
	run->nr_traps = 0;
	memset(run->traps, 0, sizeof(run->traps));
	run->length = op->end - op->at;
	run->rip_out = run->length;
	memcpy(user_regs_in, run->regs_in, sizeof(run->regs_in));
	user_execute((run->rflags_in & (FLAGS | FLAG_TF)) | 2, op->start);
	memcpy(run->regs_out, user_regs_out, sizeof(run->regs_out));
	run->regs_out[RSP] = 0;
	run->rflags_out = user_rflags_out;
}

static int run_all(struct hvconform_run *list)
{
	struct hvconform_batch batch = {
		.runs = (uintptr_t)list, .count = nr_runs,
	};
	unsigned int i;
	int device;

	if (in_user_mode) {
		for (i = 0; i < nr_runs; i++)
			run_in_user_mode(&list[i]);
		return 0;
	}
	device = open("/dev/hvconform", O_RDWR | O_CLOEXEC);
	if (device < 0) {
		perror("/dev/hvconform");
		return 2;
	}
	if (ioctl(device, HVCONFORM_IOC_RUN, &batch)) {
		perror("HVCONFORM_IOC_RUN");
		close(device);
		return 2;
	}
	close(device);
	return 0;
}

/* ---------------------------------------------------------------- operands */

static uint64_t random_state = 0x243f6a8885a308d3ull;

static uint64_t random_number(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* A run with random registers and flags; half of them single-step. */
static struct hvconform_run *add(enum hvconform_op op)
{
	struct hvconform_run *run;
	unsigned int i;

	if (nr_runs == MAX_RUNS) {
		fprintf(stderr, "more than %d operand sets\n", MAX_RUNS);
		exit(2);
	}
	run = &runs[nr_runs++];
	memset(run, 0, sizeof(*run));
	run->op = op;
	for (i = 0; i < 16; i++)
		run->regs_in[i] = i == RSP ? 0 : random_number();
	run->rflags_in = random_number() & (FLAGS | FLAG_TF);
	return run;
}

static void set_edx_eax(struct hvconform_run *run, uint64_t value)
{
	run->regs_in[RAX] = (random_number() & ~0xffffffffull) | (uint32_t)value;
	run->regs_in[RDX] = (random_number() & ~0xffffffffull) | value >> 32;
}

static void make_cpuid(void)
{
	static const uint32_t bases[] = { 0, 0x20000000, 0x40000000, 0x80000000, 0xc0000000, 0xfffffff0 };
	static const uint32_t subleaves[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 31, 63, 0x7fffffff, 0xffffffff,
	};
	struct hvconform_run *run;
	unsigned int b, leaf, s;

	for (b = 0; b < ARRAY_SIZE(bases); b++)
		for (leaf = 0; leaf < (bases[b] == 0 || bases[b] == 0x80000000 ? 0x24 : 4); leaf++)
			for (s = 0; s < ARRAY_SIZE(subleaves); s++) {
				run = add(HVCONFORM_CPUID);
				run->regs_in[RAX] = (random_number() & ~0xffffffffull) | (bases[b] + leaf);
				run->regs_in[RCX] = (random_number() & ~0xffffffffull) | subleaves[s];
			}
}

static void make_cpuid_in_shadow(void)
{
	unsigned int i;

	for (i = 0; i < FEWEST_RUNS; i++) {
		struct hvconform_run *run =
			add(i & 1 ? HVCONFORM_STI_CPUID : HVCONFORM_MOV_SS_CPUID);

		run->regs_in[RAX] = i % 0x20;
		run->regs_in[RCX] = i / 0x20 % 4;
	}
}

static const uint32_t named_msrs[] = {
	0x1b, 0x3a, 0x3b, 0x48, 0x8b, 0xce, 0xfe, 0x10a, 0x174, 0x175, 0x176, 0x179, 0x17a, 0x198, 0x199, 0x19b,
	0x19c, 0x1a0, 0x1b0, 0x1d9, 0x1db, 0x1dc, 0x1f2, 0x1f3,
	0x200, 0x201, 0x20f, 0x210, 0x21f, 0x250, 0x258, 0x259, 0x268, 0x26f, 0x277, 0x2ff, 0x300, 0x345, 0x38d, 0x38f,
	0x47f, 0x480, 0x481, 0x485, 0x48c, 0x490, 0x491, 0x493, 0x494, 0x7ff, 0x800, 0x802, 0x807, 0x808, 0x830, 0x83f,
	0xd90, 0xda0, 0x1fff, 0x2000, 0x2001, 0x10000, 0x3fffffff, 0x40000000, 0x4000ffff, 0x80000000, 0xbfffffff,
	0xc0000000, 0xc0000080, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, 0xc0000100, 0xc0000101, 0xc0000102,
	0xc0000103, 0xc0000104, 0xc0001fff, 0xc0002000, 0xc0010015, 0xffffffff,
};

/* Counters and what differs from process to process. */
static bool msr_varies(uint32_t msr)
{
	return msr == 0x10 || msr == 0xe7 || msr == 0xe8 || msr == 0x34 || msr == 0x6e0 ||
	       (msr >= 0xc1 && msr <= 0xc8) || (msr >= 0x309 && msr <= 0x30c) || msr == 0xc0000100 ||
	       msr == 0xc0000102 || msr == 0x839 || msr == 0x19c || msr == 0x1b1 || msr == 0x611;
}

static void make_rdmsr(void)
{
	unsigned int i, copies;

	for (copies = 0; copies < 4; copies++)
		for (i = 0; i < ARRAY_SIZE(named_msrs); i++)
			add(HVCONFORM_RDMSR)->regs_in[RCX] = (random_number() & ~0xffffffffull) | named_msrs[i];
	for (i = 0; i < 800; i++) {
		uint32_t msr = random_number();

		/* Both ranges of the bitmap, and outside. */
		if (i % 4 < 2)
			msr = (msr & 0x1fff) | (i % 4 ? 0xc0000000 : 0);
		add(HVCONFORM_RDMSR)->regs_in[RCX] = (random_number() & ~0xffffffffull) | msr;
	}
}

static void add_wrmsr(uint32_t msr, uint64_t value)
{
	struct hvconform_run *run = add(HVCONFORM_WRMSR);

	run->regs_in[RCX] = (random_number() & ~0xffffffffull) | msr;
	set_edx_eax(run, value);
}

static void make_wrmsr(void)
{
	/* Registers that take many values for the time of one instruction. */
	static const uint32_t open_msrs[] = { 0x174, 0x175, 0x176, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084,
					      0xc0000100, 0xc0000102, 0xc0000103 };
	/*
	 * What the processor refuses whatever the value. Not 0x492 and 0x493: the
	 * emulated processors do not have them, and the emulator then ignores a
	 * write that a processor would refuse.
	 */
	static const uint32_t closed_msrs[] = { 0x3a, 0xfe, 0x480, 0x481, 0x485, 0x48c, 0x490, 0x491, 0x48a, 0x17b };
	/* Values that are wrong for these. */
	static const struct { uint32_t msr; uint64_t value; } wrong[] = {
		{ 0x277, 0x0000000000000002ull }, { 0x277, 0x0300000000000000ull }, { 0x277, 0xff00000000000000ull },
		{ 0x2ff, 0x0000000000000002ull }, { 0x2ff, 0xffffffffffffffffull }, { 0x200, 0xffffffffffffffffull },
		{ 0x250, 0x0202020202020202ull }, { 0x268, 0x0303030303030303ull }, { 0xc0000080, 0xffffffffffffffffull },
		{ 0xc0000080, 0x0000000000000002ull }, { 0xc0000101, 0x8000000000000000ull },
		{ 0xc0000082, 0x0000800000000000ull }, { 0x176, 0x7fff800000000000ull }, { 0xc0000100, 0xfeffffffffffffffull },
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(open_msrs); i++)
		for (j = 0; j < 60; j++) {
			uint64_t value = random_number();

			/* Canonical, barely not, and anything. */
			if (j % 3 == 0)
				value = (uint64_t)((int64_t)(value << 16) >> 16);
			else if (j % 3 == 1)
				value = 1ull << (j % 64);
			add_wrmsr(open_msrs[i], value);
		}
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

static void make_xsetbv(void)
{
	unsigned int i;

	for (i = 0; i < 1200; i++) {
		struct hvconform_run *run = add(HVCONFORM_XSETBV);
		uint64_t value = i % 4 == 0 ? random_number() : (i / 4) & 0x2ff;

		if (i % 4 == 3)
			value |= 1ull << (i % 64);
		run->regs_in[RCX] = (random_number() & ~0xffffffffull) | (i % 8 == 7 ? random_number() % 5 : 0);
		set_edx_eax(run, value);
	}
	for (i = 0; i < 50; i++)
		add(HVCONFORM_XGETBV)->regs_in[RCX] = i % 4;
}

static void make_cr(void)
{
	/* What CR4 is; the run before the others tells. */
	struct hvconform_run probe[1] = { { .op = HVCONFORM_MOV_FROM_CR4 } };
	struct hvconform_batch batch = { .runs = (uintptr_t)probe, .count = 1 };
	int device = open("/dev/hvconform", O_RDWR | O_CLOEXEC);
	uint64_t cr4;
	unsigned int i, j;

	if (device < 0 || ioctl(device, HVCONFORM_IOC_RUN, &batch)) {
		perror("/dev/hvconform");
		exit(2);
	}
	close(device);
	cr4 = probe[0].regs_out[RAX];
	for (i = 0; i < 64; i++)
		for (j = 0; j < 16; j++) {
			struct hvconform_run *run =
				add(j & 1 ? HVCONFORM_MOV_R13_TO_CR4 : HVCONFORM_MOV_RAX_TO_CR4);
			uint64_t value = cr4 ^ 1ull << i;

			/* Alone, with OSXSAVE, with PGE, with another. */
			if (j >= 4)
				value ^= 1ull << 18;
			if (j >= 8)
				value ^= 1ull << 7;
			if (j >= 12)
				value ^= 1ull << (random_number() % 23);
			run->regs_in[j & 1 ? 13 : RAX] = value;
		}
	for (i = 0; i < 60; i++)
		add(i % 2 ? HVCONFORM_MOV_FROM_CR0 : HVCONFORM_MOV_FROM_CR4);
}

static void make_vmx(void)
{
	enum hvconform_op op;
	unsigned int i;

	for (i = 0; i < 80; i++) {
		for (op = HVCONFORM_VMCALL; op <= HVCONFORM_INVD; op++) {
			struct hvconform_run *run = add(op);

			/* No hypercall that anybody answers. */
			if (op == HVCONFORM_VMCALL)
				run->regs_in[RAX] = random_number() | 1ull << 63;
		}
	}
}

static void make_user_privileged(void)
{
	unsigned int i;

	make_vmx();
	for (i = 0; i < 60; i++) {
		add(HVCONFORM_RDMSR)->regs_in[RCX] = named_msrs[i];
		add(HVCONFORM_WRMSR)->regs_in[RCX] = named_msrs[i];
		add(HVCONFORM_XSETBV)->regs_in[RCX] = i % 3;
		add(HVCONFORM_MOV_FROM_CR4);
		add(HVCONFORM_MOV_RAX_TO_CR4);
		add(HVCONFORM_XGETBV)->regs_in[RCX] = 0;
	}
}

/* ------------------------------------------------------------- differences */

/* RFLAGS behind an instruction that changes none, without single-stepping. */
static uint64_t flags_behind(const struct hvconform_run *run)
{
	return (run->rflags_in & FLAGS) | FLAG_FIXED | (in_user_mode ? FLAG_IF : 0);
}

/* #GP(0) at the instruction, which has changed nothing; pushed as a fault, with RF. */
static void expect_general_protection(struct hvconform_run *want, const struct hvconform_run *got)
{
	memcpy(want->regs_out, want->regs_in, sizeof(want->regs_out));
	want->regs_out[RSP] = got->regs_out[RSP];
	memset(want->traps, 0, sizeof(want->traps));
	want->nr_traps = 1;
	want->traps[0].vector = 13;
	want->traps[0].rflags = flags_behind(want) | (want->rflags_in & FLAG_TF) | FLAG_RF;
	want->rip_out = 0;
	want->rflags_out = flags_behind(want);
}

/*
 * What may differ, and how: the hypervisor announces itself and hides VT-x.
 * Where a difference is documented, the run under the hypervisor is compared
 * with what the documentation says, not waived.
 */
static void expect_documented(struct hvconform_run *want, const struct hvconform_run *got)
{
	uint32_t leaf = want->regs_in[RAX], msr = want->regs_in[RCX];
	bool faults_natively = want->nr_traps > 0 && want->traps[0].vector != 1;

	switch (want->op) {
	case HVCONFORM_CPUID:
	case HVCONFORM_STI_CPUID:
	case HVCONFORM_MOV_SS_CPUID:
		if (leaf == 1) {
			want->regs_out[RCX] = (want->regs_out[RCX] & ~0x20ull) | 1ull << 31;
		} else if (leaf == 0x40000000 || leaf == 0x40000001) {
			/* Which hypervisor it is does not matter here. */
			want->regs_out[RAX] = got->regs_out[RAX];
			want->regs_out[RBX] = got->regs_out[RBX];
			want->regs_out[RCX] = got->regs_out[RCX];
			want->regs_out[RDX] = got->regs_out[RDX];
		}
		break;
	case HVCONFORM_RDMSR:
		if (in_user_mode)
			break;
		if (msr == 0x3a && !faults_natively) {
			want->regs_out[RAX] = (want->regs_out[RAX] & ~6ull) | 1;
		} else if (msr >= 0x480 && msr <= 0x493) {
			/* As for an MSR that is not there. */
			expect_general_protection(want, got);
		} else if (msr_varies(msr)) {
			want->regs_out[RAX] = got->regs_out[RAX];
			want->regs_out[RDX] = got->regs_out[RDX];
		}
		break;
	case HVCONFORM_MOV_FROM_CR3:
		want->regs_out[RAX] = got->regs_out[RAX];
		break;
	case HVCONFORM_MOV_RAX_TO_CR4:
	case HVCONFORM_MOV_R13_TO_CR4:
		/* VT-x is hidden, so VMXE is a reserved bit. */
		if (!in_user_mode && !faults_natively &&
		    want->regs_in[want->op == HVCONFORM_MOV_RAX_TO_CR4 ? RAX : 13] & 1 << 13) {
			expect_general_protection(want, got);
			/* Whatever it was before, it has no VMXE to be seen. */
			want->cr4_out = got->cr4_out & ~(1ull << 13);
		}
		break;
	case HVCONFORM_VMCALL:
		/* Answered: an unknown number is -ENOSYS, behind the instruction. */
		want->regs_out[RAX] = (uint64_t)-ENOSYS;
		memset(want->traps, 0, sizeof(want->traps));
		want->nr_traps = want->rflags_in & FLAG_TF ? 1 : 0;
		if (want->nr_traps) {
			want->traps[0].vector = 1;
			want->traps[0].rip = want->length;
			want->traps[0].rflags = flags_behind(want) | FLAG_TF;
			want->traps[0].dr6 = in_user_mode ? 0 : 0xffff4ff0;
		}
		want->rip_out = want->length;
		want->rflags_out = flags_behind(want);
		break;
	default:
		break;
	}
}

static unsigned int differences;

static void differs(unsigned int number, const struct hvconform_run *run, const char *what, uint64_t want,
		    uint64_t got)
{
	if (++differences <= 20)
		printf("# set %u op %u rax %#llx rcx %#llx rdx %#llx flags %#llx: %s %#llx, natively %#llx\n", number,
		       run->op, (unsigned long long)run->regs_in[RAX], (unsigned long long)run->regs_in[RCX],
		       (unsigned long long)run->regs_in[RDX], (unsigned long long)run->rflags_in, what,
		       (unsigned long long)got, (unsigned long long)want);
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
	if (want.rflags_out != got->rflags_out)
		differs(number, native, "rflags", want.rflags_out, got->rflags_out);
	if (want.rip_out != got->rip_out)
		differs(number, native, "rip", want.rip_out, got->rip_out);
	if (!in_user_mode && want.cr4_out != got->cr4_out)
		differs(number, native, "cr4", want.cr4_out, got->cr4_out);
	if (!in_user_mode && want.xcr0_out != got->xcr0_out)
		differs(number, native, "xcr0", want.xcr0_out, got->xcr0_out);
	if (want.nr_traps != got->nr_traps)
		differs(number, native, "traps", want.nr_traps, got->nr_traps);
	for (i = 0; i < want.nr_traps && i < HVCONFORM_MAX_TRAPS; i++) {
		if (want.traps[i].vector != got->traps[i].vector)
			differs(number, native, "vector", want.traps[i].vector, got->traps[i].vector);
		if (want.traps[i].error_code != got->traps[i].error_code)
			differs(number, native, "error code", want.traps[i].error_code, got->traps[i].error_code);
		if (want.traps[i].rip != got->traps[i].rip)
			differs(number, native, "trap rip", want.traps[i].rip, got->traps[i].rip);
		if (want.traps[i].rflags != got->traps[i].rflags)
			differs(number, native, "trap rflags", want.traps[i].rflags, got->traps[i].rflags);
		if (want.traps[i].dr6 != got->traps[i].dr6)
			differs(number, native, "dr6", want.traps[i].dr6, got->traps[i].dr6);
	}
}

/* ------------------------------------------------------------------- main */

static const struct category {
	const char *name;
	void (*make)(void);
	bool in_user_mode;
} categories[] = {
	{ "cpuid", make_cpuid, false },
	{ "cpuid-in-shadow", make_cpuid_in_shadow, false },
	{ "rdmsr", make_rdmsr, false },
	{ "wrmsr", make_wrmsr, false },
	{ "xsetbv", make_xsetbv, false },
	{ "cr", make_cr, false },
	{ "vmx", make_vmx, false },
	{ "user-cpuid", make_cpuid, true },
	{ "user-privileged", make_user_privileged, true },
};

static const struct category *find_category(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(categories); i++)
		if (!strcmp(categories[i].name, name))
			return &categories[i];
	fprintf(stderr, "no category %s\n", name);
	exit(2);
}

static void prepare(bool user)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	static char stack[65536];
	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first)) {
		perror("sched_setaffinity");
		exit(2);
	}
	if (!user)
		return;
	if (sigaltstack(&alternative, NULL) || sigaction(SIGILL, &action, NULL) || sigaction(SIGSEGV, &action, NULL) ||
	    sigaction(SIGTRAP, &action, NULL) || sigaction(SIGBUS, &action, NULL)) {
		perror("sigaction");
		exit(2);
	}
}

int main(int argc, char **argv)
{
	const struct category *category;
	unsigned int i;
	FILE *file;
	int status;

	if (argc != 4 || (strcmp(argv[1], "record") && strcmp(argv[1], "compare"))) {
		fprintf(stderr, "usage: differential record|compare CATEGORY FILE\n");
		return 2;
	}
	category = find_category(argv[2]);
	in_user_mode = category->in_user_mode;
	prepare(in_user_mode);

	if (!strcmp(argv[1], "record")) {
		category->make();
		status = run_all(runs);
		if (status)
			return status;
		file = fopen(argv[3], "wb");
		if (!file || fwrite(runs, sizeof(runs[0]), nr_runs, file) != nr_runs || fclose(file)) {
			perror(argv[3]);
			return 2;
		}
		printf("# %s: %u operand sets run\n", category->name, nr_runs);
		return 0;
	}

	file = fopen(argv[3], "rb");
	if (!file) {
		perror(argv[3]);
		return 2;
	}
	nr_runs = fread(runs, sizeof(runs[0]), MAX_RUNS, file);
	fclose(file);
	if (nr_runs < FEWEST_RUNS) {
		printf("# %s: only %u operand sets, %d are wanted\n", category->name, nr_runs, FEWEST_RUNS);
		return 1;
	}
	memcpy(again, runs, sizeof(runs));
	status = run_all(again);
	if (status)
		return status;
	for (i = 0; i < nr_runs; i++)
		compare(i, &runs[i], &again[i]);
	printf("# %s: %u operand sets, %u differences\n", category->name, nr_runs, differences);
	return differences ? 1 : 0;
}

/* -------------------------------------------------- instructions at ring 3 */

asm(".bss\n"
    ".balign 64\n"
    ".globl user_regs_in, user_regs_out, user_rflags_out\n"
    "user_regs_in: .skip 128\n"
    "user_regs_out: .skip 128\n"
    "user_rflags_out: .skip 8\n"
    "saved_rsp: .skip 8\n"
    "operand: .skip 32\n"
    ".text\n"
    ".globl user_execute\n"
    "user_execute:\n"
    "	push %rbx\n	push %rbp\n	push %r12\n	push %r13\n	push %r14\n	push %r15\n"
    "	mov %rsp, saved_rsp(%rip)\n"
    "	push %rdi\n"
    "	jmp *%rsi\n"
    "user_capture:\n"
    "	mov %rax, user_regs_out+0(%rip)\n	mov %rcx, user_regs_out+8(%rip)\n"
    "	mov %rdx, user_regs_out+16(%rip)\n	mov %rbx, user_regs_out+24(%rip)\n"
    "	mov %rbp, user_regs_out+40(%rip)\n	mov %rsi, user_regs_out+48(%rip)\n"
    "	mov %rdi, user_regs_out+56(%rip)\n	mov %r8, user_regs_out+64(%rip)\n"
    "	mov %r9, user_regs_out+72(%rip)\n	mov %r10, user_regs_out+80(%rip)\n"
    "	mov %r11, user_regs_out+88(%rip)\n	mov %r12, user_regs_out+96(%rip)\n"
    "	mov %r13, user_regs_out+104(%rip)\n	mov %r14, user_regs_out+112(%rip)\n"
    "	mov %r15, user_regs_out+120(%rip)\n"
    "	mov saved_rsp(%rip), %rsp\n"
    "	pushf\n	pop user_rflags_out(%rip)\n	cld\n"
    "	pop %r15\n	pop %r14\n	pop %r13\n	pop %r12\n	pop %rbp\n	pop %rbx\n	ret\n"
    ".macro USER_OP name:req, instruction:vararg\n"
    ".globl user_op_\\name, user_at_\\name, user_end_\\name\n"
    "user_op_\\name:\n"
    "	mov user_regs_in+0(%rip), %rax\n	mov user_regs_in+8(%rip), %rcx\n"
    "	mov user_regs_in+16(%rip), %rdx\n	mov user_regs_in+24(%rip), %rbx\n"
    "	mov user_regs_in+40(%rip), %rbp\n	mov user_regs_in+48(%rip), %rsi\n"
    "	mov user_regs_in+56(%rip), %rdi\n	mov user_regs_in+64(%rip), %r8\n"
    "	mov user_regs_in+72(%rip), %r9\n	mov user_regs_in+80(%rip), %r10\n"
    "	mov user_regs_in+88(%rip), %r11\n	mov user_regs_in+96(%rip), %r12\n"
    "	mov user_regs_in+104(%rip), %r13\n	mov user_regs_in+112(%rip), %r14\n"
    "	mov user_regs_in+120(%rip), %r15\n"
    "	popf\n"
    "user_at_\\name:\n"
    "	\\instruction\n"
    "user_end_\\name:\n"
    "	jmp user_capture\n"
    ".endm\n"
    "USER_OP nop, nop\n"
    "USER_OP cpuid, cpuid\n"
    "USER_OP rdmsr, rdmsr\n"
    "USER_OP wrmsr, wrmsr\n"
    "USER_OP xsetbv, xsetbv\n"
    "USER_OP xgetbv, xgetbv\n"
    "USER_OP mov_from_cr0, mov %cr0, %rax\n"
    "USER_OP mov_from_cr3, mov %cr3, %rax\n"
    "USER_OP mov_from_cr4, mov %cr4, %rax\n"
    "USER_OP mov_rax_to_cr4, mov %rax, %cr4\n"
    "USER_OP mov_r13_to_cr4, mov %r13, %cr4\n"
    "USER_OP vmcall, vmcall\n"
    "USER_OP vmclear, vmclear operand(%rip)\n"
    "USER_OP vmlaunch, vmlaunch\n"
    "USER_OP vmptrld, vmptrld operand(%rip)\n"
    "USER_OP vmptrst, vmptrst operand(%rip)\n"
    "USER_OP vmread, vmread %rax, %rdx\n"
    "USER_OP vmresume, vmresume\n"
    "USER_OP vmwrite, vmwrite %rdx, %rax\n"
    "USER_OP vmxoff, vmxoff\n"
    "USER_OP vmxon, vmxon operand(%rip)\n"
    "USER_OP invept, invept operand(%rip), %rax\n"
    "USER_OP invvpid, invvpid operand(%rip), %rax\n"
    "USER_OP vmfunc, vmfunc\n"
    "USER_OP getsec, getsec\n"
    "USER_OP invd, invd\n");
