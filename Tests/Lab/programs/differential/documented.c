// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may differ, and how: the hypervisor announces itself and hides VT-x, time
 * passes and random numbers are random. Where a difference is documented, the run
 * under the hypervisor is compared with what the documentation says, not waived.
 */
#include <errno.h>
#include <string.h>

#include "differential.h"

#define FEATURE_CONTROL 0x3a
#define KERNEL_CS 0x10
#define KERNEL_SS 0x18
#define USER_CS 0x33
#define USER_SS 0x2b
#define CPUID_VMX 0x20ull
#define CPUID_HYPERVISOR (1ull << 31)

/* Counters and what differs from process to process. */
bool msr_varies(uint32_t msr)
{
	return msr == 0x10 || msr == 0xe7 || msr == 0xe8 || msr == 0x34 || msr == 0x6e0 ||
	       (msr >= 0xc1 && msr <= 0xc8) || (msr >= 0x309 && msr <= 0x30c) || msr == 0xc0000100 ||
	       msr == 0xc0000102 || msr == 0x839 || msr == 0x19c || msr == 0x1b1 || msr == 0x611;
}

/* RFLAGS behind an instruction that changes none, without single-stepping. */
static uint64_t flags_behind(const struct hvconform_run *run)
{
	return (run->rflags_in & ~FLAG_TF) | FLAG_FIXED;
}

static void expect_trap(struct hvconform_run *want, uint32_t vector, int64_t rip, uint64_t rflags)
{
	struct hvconform_trap *trap = &want->traps[0];

	memset(want->traps, 0, sizeof(want->traps));
	want->nr_traps = 1;
	trap->vector = vector;
	trap->rip = rip;
	trap->rflags = rflags;
	trap->rsp = want->regs_in[RSP] ? want->regs_in[RSP] : address_for(want, HVCONFORM_RSP);
	trap->cs = is_user(want) ? USER_CS : KERNEL_CS;
	trap->ss = is_user(want) ? USER_SS : KERNEL_SS;
}

static void expect_registers_as_before(struct hvconform_run *want)
{
	uint64_t rsp = want->regs_in[RSP] ? want->regs_in[RSP] : address_for(want, HVCONFORM_RSP);

	memcpy(want->regs_out, want->regs_in, sizeof(want->regs_out));
	want->regs_out[RSP] = rsp;
	want->rip_out = want->code_length;
	want->rflags_out = flags_behind(want);
}

/* #GP(0) at the first instruction, which has changed nothing; pushed as a fault, with RF. */
static void expect_general_protection(struct hvconform_run *want)
{
	expect_registers_as_before(want);
	expect_trap(want, 13, 0, flags_behind(want) | (want->rflags_in & FLAG_TF) | FLAG_RF);
}

static void expect_cpuid(struct hvconform_run *want, const struct hvconform_run *got)
{
	uint32_t leaf = want->regs_in[RAX];

	if (leaf == 1) {
		want->regs_out[RCX] = (want->regs_out[RCX] & ~CPUID_VMX) | CPUID_HYPERVISOR;
	} else if (leaf == 0x40000000 || leaf == 0x40000001) {
		/* Which hypervisor it is does not matter here. */
		want->regs_out[RAX] = got->regs_out[RAX];
		want->regs_out[RBX] = got->regs_out[RBX];
		want->regs_out[RCX] = got->regs_out[RCX];
		want->regs_out[RDX] = got->regs_out[RDX];
	}
}

/* IA32_FEATURE_CONTROL: locked, and VMX off inside and outside SMX. */
static uint64_t hide_vmx(uint64_t value)
{
	return (value & ~6ull) | 1;
}

static void expect_rdmsr(struct hvconform_run *want, const struct hvconform_run *got, bool faults_natively)
{
	uint32_t msr = want->regs_in[RCX];

	if (is_user(want))
		return;
	if (msr == FEATURE_CONTROL && !faults_natively) {
		want->regs_out[RAX] = hide_vmx(want->regs_out[RAX]);
	} else if (msr >= 0x480 && msr <= 0x493) {
		/* As for an MSR that is not there. */
		expect_general_protection(want);
	} else if (msr_varies(msr)) {
		want->regs_out[RAX] = got->regs_out[RAX];
		want->regs_out[RDX] = got->regs_out[RDX];
	}
}

static void expect_hypercall(struct hvconform_run *want, const struct hvconform_run *got)
{
	/* Answered: an unknown number is -ENOSYS, behind the instruction; the arguments are clobbered. */
	expect_registers_as_before(want);
	want->regs_out[RAX] = (uint64_t)-ENOSYS;
	want->regs_out[RCX] = got->regs_out[RCX];
	want->regs_out[RDX] = got->regs_out[RDX];
	want->nr_traps = 0;
	if (want->rflags_in & FLAG_TF) {
		expect_trap(want, 1, want->code_length, flags_behind(want) | FLAG_TF);
		want->traps[0].dr6 = 0xffff4ff0;
	}
}

/* Between the run's two readings of the counter; what is not the time is compared. */
static void expect_time(struct hvconform_run *want, const struct hvconform_run *got)
{
	uint64_t value = got->regs_out[RDX] << 32 | (uint32_t)got->regs_out[RAX];

	if (got->regs_out[RAX] >> 32 || got->regs_out[RDX] >> 32 || value < got->tsc_before ||
	    value > got->tsc_after) {
		want->regs_out[RAX] = (uint32_t)got->tsc_before;
		want->regs_out[RDX] = got->tsc_before >> 32;
		return;
	}
	want->regs_out[RAX] = got->regs_out[RAX];
	want->regs_out[RDX] = got->regs_out[RDX];
}

/* Any number in the operand; above it what the operand's size says. */
static void expect_random(struct hvconform_run *want, const struct hvconform_run *got)
{
	unsigned int reg = want->kind >> 8 & 0xff, bytes = want->kind >> 16;
	uint64_t mask = bytes == 8 ? ~0ull : (1ull << bytes * 8) - 1;

	want->regs_out[reg] = (want->regs_out[reg] & ~mask) | (got->regs_out[reg] & mask);
	if (reg == RSP)
		want->traps[0].rsp = want->regs_out[reg];
}

void expect_documented(struct hvconform_run *want, const struct hvconform_run *got)
{
	bool faults_natively = want->nr_traps > 0 && want->traps[0].vector != 1;
	unsigned int i;

	for (i = 0; i < HVCONFORM_MAX_MSRS; i++)
		if (want->msrs[i] == FEATURE_CONTROL)
			want->msr_values[i] = hide_vmx(want->msr_values[i]);
	/* Not every processor lets VM entry inject bit 15 of an error code. */
	if ((want->kind & 0xff) == KIND_SELECTOR && faults_natively)
		want->traps[0].error_code &= 0x7fff;
	switch (want->kind & 0xff) {
	case KIND_CPUID:
		expect_cpuid(want, got);
		break;
	case KIND_RDMSR:
		expect_rdmsr(want, got, faults_natively);
		break;
	case KIND_MOV_TO_CR4:
		/* VT-x is hidden, so VMXE is a reserved bit. */
		if (!is_user(want) && !faults_natively && want->regs_in[want->kind >> 8] & CR4_VMXE) {
			expect_general_protection(want);
			want->cr4_out = native_cr4;
			want->xcr0_out = native_xcr0;
		}
		break;
	case KIND_VMCALL:
		expect_hypercall(want, got);
		break;
	case KIND_TIME:
		if (!faults_natively)
			expect_time(want, got);
		break;
	case KIND_RANDOM:
		if (!faults_natively)
			expect_random(want, got);
		break;
	case KIND_COUNTER:
		if (!faults_natively) {
			want->regs_out[RAX] = got->regs_out[RAX];
			want->regs_out[RDX] = got->regs_out[RDX];
		}
		break;
	default:
		break;
	}
}
