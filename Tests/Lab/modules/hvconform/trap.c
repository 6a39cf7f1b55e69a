// SPDX-License-Identifier: GPL-2.0-only
/* What an event during a run does. Nothing of Linux is called here. */
#include <linux/compiler.h>
#include <asm/apicdef.h>
#include <asm/processor-flags.h>

#include "world.h"

#define VECTOR_DEBUG	1
#define VECTOR_NMI	2
#define VECTOR_PF	14
#define SPURIOUS	0xff

struct hvconform_progress hvconform_progress;

static notrace u64 read_and_reset_dr6(void)
{
	u64 value;

	asm volatile("mov %%dr6, %0" : "=r" (value));
	asm volatile("mov %0, %%dr6" : : "r" (0xffff0ff0ul));
	/* A breakpoint would come again. */
	asm volatile("mov %0, %%dr7" : : "r" (0x400ul));
	return value;
}

static notrace u64 faulting_address(void)
{
	u64 value;

	asm volatile("mov %%cr2, %0" : "=r" (value));
	return value;
}

static notrace void note(struct hvconform_run *run,
			 const struct hvconform_frame *frame)
{
	struct hvconform_trap *trap;
	u64 dr6 = frame->vector == VECTOR_DEBUG ? read_and_reset_dr6() : 0;

	if (run->nr_traps < HVCONFORM_MAX_TRAPS) {
		trap = &run->traps[run->nr_traps];
		trap->vector = frame->vector;
		trap->error_code = frame->error_code;
		trap->rip = frame->rip - hvconform_progress.code;
		trap->rflags = frame->rflags;
		trap->rsp = frame->rsp;
		trap->cs = frame->cs;
		trap->ss = frame->ss;
		trap->cr2 = frame->vector == VECTOR_PF ?
			    faulting_address() : 0;
		trap->dr6 = dr6;
	}
	run->nr_traps++;
}

/* Whether the APIC has given us this vector, and not an INT n. */
static notrace bool acknowledge(u32 vector)
{
	u32 reg = APIC_ISR + vector / 32 * 0x10;

	if (!(hvconform_apic_read(reg) & 1u << vector % 32))
		return false;
	hvconform_apic_write(APIC_EOI, 0);
	return true;
}

/* Faults end the run; traps, interrupts and NMIs go on. */
static notrace bool is_fault(u32 vector)
{
	return vector < 32 && vector != VECTOR_DEBUG && vector != VECTOR_NMI &&
	       vector != 3 && vector != 4;
}

static notrace u64 frame_elsewhere(const struct hvconform_frame *frame)
{
	const u64 place = HVCONFORM_RETURN_FRAME + 0x800;
	const u64 *from = &frame->rip;
	const unsigned int index = hvconform_index(HVCONFORM_PAGE_RETURN_FRAME);
	unsigned int i;

	for (i = 0; i < 5; i++)
		((volatile u64 *)place)[i] = from[i];
	if (hvconform_progress.run->taken & HVCONFORM_PAGE_RETURN_FRAME)
		hvconform_progress.taken |=
			hvconform_take(hvconform_world.physical[index]);
	return place;
}

notrace u64 hvconform_event(struct hvconform_frame *frame)
{
	struct hvconform_run *run = hvconform_progress.run;
	u32 vector;
	unsigned int i;

	frame->vector &= 0xff;
	vector = frame->vector;
	if (vector == HVCONFORM_END) {
		for (i = 0; i < 16; i++)
			run->regs_out[i] = i == 4 ? frame->rsp : frame->regs[i];
		run->rflags_out = frame->rflags;
		run->rip_out = frame->rip - hvconform_progress.code - 2;
		run->cs_out = frame->cs;
		/* What comes from here on, as general detect does, is not the run's. */
		hvconform_progress.draining = true;
		return 0;
	}
	/* An interrupt that CR8 has held back meanwhile: the APIC keeps it. */
	if (vector == SPURIOUS)
		return (u64)&frame->rip;
	if (vector >= 32 && acknowledge(vector) &&
	    vector != HVCONFORM_INTERRUPT) {
		hvconform_progress.foreign[vector / 64] |= 1ull << vector % 64;
		return (u64)&frame->rip;
	}
	if (hvconform_progress.draining)
		return (u64)&frame->rip;
	note(run, frame);
	if (vector == VECTOR_NMI && hvconform_progress.nmis++ == 0 &&
	    run->flags & HVCONFORM_SECOND_NMI)
		hvconform_apic_write(APIC_ICR, APIC_DM_NMI | APIC_INT_ASSERT);
	frame->rflags &= ~(u64)X86_EFLAGS_TF;
	/* RF would be the instruction's that is left out. */
	if (is_fault(vector)) {
		frame->rip = hvconform_progress.code + run->code_length;
		frame->rflags &= ~(u64)X86_EFLAGS_RF;
	}
	if (run->flags & HVCONFORM_RETURN_ELSEWHERE)
		return frame_elsewhere(frame);
	return (u64)&frame->rip;
}
