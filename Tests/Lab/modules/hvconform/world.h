/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this module share. */
#ifndef HVCONFORM_WORLD_H
#define HVCONFORM_WORLD_H

#include <linux/types.h>
#include <asm/desc.h>

#include "hvconform.h"

/* The pages of the world, by the bits of enum hvconform_page. */
struct hvconform_world {
	u8 *pages[HVCONFORM_NR_PAGES];
	u64 physical[HVCONFORM_NR_PAGES];
	u64 *pgd;
	u64 *kernel_pt, *user_pt;
	u64 cr3;
};

extern struct hvconform_world hvconform_world;

int hvconform_build_world(void);
void hvconform_free_world(void);

/* Makes pages, descriptors, gates and memory what @run asks for. */
void hvconform_prepare(const struct hvconform_run *run);

/* Makes every page and gate good again. */
void hvconform_repair(void);

/* Executes @run on this CPU. Returns 0 or a negative error number. */
int hvconform_run(struct hvconform_run *run);

/* Page tables: whether the page of this index is present. */
void hvconform_set_present(unsigned int index, bool present);

static inline unsigned int hvconform_index(enum hvconform_page page)
{
	return __builtin_ctz(page);
}

static inline u8 *hvconform_page(enum hvconform_page page)
{
	return hvconform_world.pages[hvconform_index(page)];
}

static __always_inline u32 hvconform_apic_read(u32 reg)
{
	return *(volatile u32 *)(HVCONFORM_APIC + (unsigned long)reg);
}

static __always_inline void hvconform_apic_write(u32 reg, u32 value)
{
	*(volatile u32 *)(HVCONFORM_APIC + (unsigned long)reg) = value;
}

/* Asks the hypervisor to take a page until its next access. */
static __always_inline long hvconform_take(u64 physical)
{
	u64 rax = 0x68760010, rcx = physical, rdx = 0;

	asm volatile("vmcall" : "+a" (rax), "+c" (rcx), "+d" (rdx) : : "memory");
	return rax;
}

/* What entry.S and the handlers in C share. */
struct hvconform_frame {
	u64 regs[16];	/* by the processor's numbers; 4 is not used */
	u64 vector, error_code;
	u64 rip, cs, rflags, rsp, ss;
};

/* What is under way on this CPU; one at a time. */
struct hvconform_progress {
	struct hvconform_run *run;
	u64 code;		/* linear address of the first instruction */
	bool draining;
	u32 nmis;
	/* Vectors of Linux that came meanwhile. */
	u64 foreign[4];
	long taken;		/* worst answer of the hypervisor */
};

extern struct hvconform_progress hvconform_progress;

/*
 * Returns where to return from: the frame's RIP or a copy of it elsewhere; 0 when
 * the run has ended.
 */
u64 hvconform_event(struct hvconform_frame *frame);

/* In entry.S. */
extern u64 hvconform_regs_in[16];
void hvconform_enter(u64 rip, u64 cs, u64 rflags, u64 rsp, u64 ss);
void hvconform_common(void);

#endif /* HVCONFORM_WORLD_H */
