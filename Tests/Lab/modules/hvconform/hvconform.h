/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conformance runs: a few instructions with chosen registers, flags and
 * surroundings at ring 0 or 3, and what became of them. A test module: it is
 * never part of hvcore.ko, since it lets user space execute what it wants.
 *
 * The instructions run in a world of their own: page tables with the kernel's
 * upper half and the fixed addresses below, and an own GDT, IDT, TSS and stacks.
 * They are followed by INT HVCONFORM_END, which ends the run.
 */
#ifndef HVCONFORM_H
#define HVCONFORM_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * Linear addresses. Each page can be reached by ring 3 too, 1 MiB higher; what
 * lies between them is not present.
 */
#define HVCONFORM_CODE		0x100000
#define HVCONFORM_DATA		0x101000
#define HVCONFORM_ABSENT	0x102000
#define HVCONFORM_READONLY	0x103000	/* the data page again */
#define HVCONFORM_STACK		0x105000
#define HVCONFORM_FIRST_STACK	0x107000	/* of the vector under test */
#define HVCONFORM_OTHER_STACK	0x109000	/* of all other vectors */
#define HVCONFORM_RETURN_FRAME	0x10b000
#define HVCONFORM_IDT_LOW	0x10d000	/* vectors up to 31 at its end */
#define HVCONFORM_IDT_HIGH	0x10e000
#define HVCONFORM_GDT_LOW	0x110000
#define HVCONFORM_GDT_HIGH	0x111000	/* the gates' code segment */
#define HVCONFORM_TSS		0x113000
#define HVCONFORM_HANDLERS	0x115000
#define HVCONFORM_APIC		0x117000
#define HVCONFORM_USER		0x100000	/* to be added for ring 3 */

#define HVCONFORM_IDT		(HVCONFORM_IDT_HIGH - 32 * 16)
#define HVCONFORM_IDT_LIMIT	0xfff
#define HVCONFORM_GDT		HVCONFORM_GDT_LOW
#define HVCONFORM_GDT_LIMIT	0x1fff

/* In the code page: INT HVCONFORM_END, for instructions that jump. */
#define HVCONFORM_LANDING	0x800

/*
 * In the data page at every start: what LGDT and LIDT take to load the world's
 * own tables. The rest is 0 but for the chosen bytes.
 */
#define HVCONFORM_GDTR_AT	0xc00
#define HVCONFORM_IDTR_AT	0xc10

/* Stack pointer at the start, unless another is asked for. */
#define HVCONFORM_RSP		(HVCONFORM_STACK + 0xf00)

/* Descriptors of the GDT. */
#define HVCONFORM_SEL_TSS	0x200	/* in TR */
#define HVCONFORM_SEL_LDT	0x210
#define HVCONFORM_SEL_LDT_ABSENT	0x220
#define HVCONFORM_SEL_TSS_FREE	0x230
#define HVCONFORM_SEL_TSS_ABSENT	0x240
#define HVCONFORM_SEL_TSS_BUSY	0x250
#define HVCONFORM_SEL_CODE_ABSENT	0x260
#define HVCONFORM_SEL_DATA	0x268
#define HVCONFORM_SEL_DATA_ABSENT	0x270
#define HVCONFORM_SEL_USER_DATA_ABSENT	0x278
#define HVCONFORM_SEL_LDT_FAR	0x280	/* its base is not canonical */
#define HVCONFORM_SEL_GATES	0x1008	/* of the gates, in the second page */

#define HVCONFORM_END		31
/* A vector for interrupts: the module lets none below 0xe0 through. */
#define HVCONFORM_INTERRUPT	0xf1
#define HVCONFORM_TPR		0xe

/* Ports that ring 3 may use: the TSS's bitmap has no other. */
#define HVCONFORM_PORTS		0x400

enum hvconform_flag {
	HVCONFORM_AT_RING_3		= 1 << 0,
	HVCONFORM_SET_DR		= 1 << 1,
	HVCONFORM_USES_FPU		= 1 << 2,
	/* An interrupt waits from the start on. */
	HVCONFORM_PENDING		= 1 << 3,
	/* The first handler of an NMI sends the CPU another one. */
	HVCONFORM_SECOND_NMI		= 1 << 4,
	/* Handlers return from a frame in the page for it. */
	HVCONFORM_RETURN_ELSEWHERE	= 1 << 5,
	/* Nothing is executed: what the module itself costs. */
	HVCONFORM_EMPTY			= 1 << 6,
	/* No stack switch but for the vector under test. */
	HVCONFORM_SAME_STACK		= 1 << 7,
	HVCONFORM_FLAGS			= (1 << 8) - 1,
};

/* Pages, for @absent and @taken. */
enum hvconform_page {
	HVCONFORM_PAGE_CODE		= 1 << 0,
	HVCONFORM_PAGE_DATA		= 1 << 1,
	HVCONFORM_PAGE_STACK		= 1 << 2,
	HVCONFORM_PAGE_FIRST_STACK	= 1 << 3,
	HVCONFORM_PAGE_OTHER_STACK	= 1 << 4,
	HVCONFORM_PAGE_RETURN_FRAME	= 1 << 5,
	HVCONFORM_PAGE_IDT_LOW		= 1 << 6,
	HVCONFORM_PAGE_IDT_HIGH		= 1 << 7,
	HVCONFORM_PAGE_GDT_LOW		= 1 << 8,
	HVCONFORM_PAGE_GDT_HIGH		= 1 << 9,
	HVCONFORM_PAGE_TSS		= 1 << 10,
	HVCONFORM_PAGE_HANDLERS		= 1 << 11,
	HVCONFORM_NR_PAGES		= 12,
};

/* What is wrong with the gate of the vector under test. */
enum hvconform_gate {
	HVCONFORM_GATE_GOOD,
	HVCONFORM_GATE_ABSENT,
	HVCONFORM_GATE_NULL_CS,
	HVCONFORM_GATE_DATA_CS,
	HVCONFORM_GATE_ABSENT_CS,
	HVCONFORM_GATE_ABSENT_STACK,
	HVCONFORM_GATE_FAR_STACK,	/* not canonical */
	HVCONFORM_GATE_RING_0,		/* not for INT n of ring 3 */
	HVCONFORM_GATE_NO_STACK,	/* behind the limit of the TSS */
	HVCONFORM_NR_GATES,
};

#define HVCONFORM_CODE_BYTES	64
#define HVCONFORM_MEMORY_BYTES	64
#define HVCONFORM_MAX_TRAPS	5
#define HVCONFORM_MAX_MSRS	3

/* One event that was delivered. */
struct hvconform_trap {
	__u32 vector;
	__u32 error_code;
	__s64 rip;	/* relative to the first instruction */
	__u64 rflags;	/* as pushed, like the next two */
	__u64 rsp;
	__u32 cs;
	__u32 ss;
	__u64 cr2;	/* of a #PF, else 0 */
	__u64 dr6;	/* of a #DB, else 0 */
};

/* One run. */
struct hvconform_run {
	/* in */
	__u32 kind;		/* what the caller likes */
	__u32 flags;
	__u8 code[HVCONFORM_CODE_BYTES];
	__u32 code_length;
	__u32 absent;		/* pages that page tables do not have */
	__u32 taken;		/* pages that the hypervisor is asked to take */
	__u32 memory_at;	/* in the data page */
	__u32 gate;		/* enum hvconform_gate */
	__u32 gate_vector;	/* the vector under test */
	__u8 memory_in[HVCONFORM_MEMORY_BYTES];
	__u64 regs_in[16];	/* by the processor's numbers; RSP 0: as usual */
	__u64 rflags_in;	/* any but VM */
	__u64 cr0_xor;
	__u64 cr4_xor;
	__u64 dr_in[6];		/* 0 to 3, 6, 7 */
	__u32 msrs[HVCONFORM_MAX_MSRS];	/* saved, read and restored; -1: none */
	__u32 msrs_written;	/* mask: of these the given values are written */
	__u64 msr_values[HVCONFORM_MAX_MSRS];	/* in and out */
	/* out */
	__u64 regs_out[16];
	__u64 rflags_out;
	__s64 rip_out;		/* where it went on, relative to the instruction */
	__u64 cr0_out;
	__u64 cr3_out;
	__u64 cr4_out;
	__u64 cr8_out;
	__u64 xcr0_out;
	__u64 dr_out[6];
	__u64 gdt_base;
	__u64 idt_base;
	__u16 gdt_limit;
	__u16 idt_limit;
	__u16 ldt;
	__u16 tr;
	__u64 tsc_before;
	__u64 tsc_after;
	__u8 memory_out[HVCONFORM_MEMORY_BYTES];
	__u32 cs_out;
	__u32 nr_traps;
	struct hvconform_trap traps[HVCONFORM_MAX_TRAPS];
};

/* An array of runs, all on the CPU that calls, interrupts off for each. */
struct hvconform_batch {
	__u64 runs;		/* user pointer to struct hvconform_run[] */
	__u32 count;
	__u32 pad;
};

#define HVCONFORM_IOC_RUN	_IOWR(0xBD, 0x80, struct hvconform_batch)

#endif /* HVCONFORM_H */
