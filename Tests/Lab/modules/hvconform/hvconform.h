/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conformance runs: one instruction with chosen registers and flags at ring 0,
 * and what became of it. A test module: it is never part of hvcore.ko, since it
 * lets user space execute privileged instructions.
 */
#ifndef HVCONFORM_H
#define HVCONFORM_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Which instruction. The order is that of the table in run.S. */
enum hvconform_op {
	HVCONFORM_NOP,
	HVCONFORM_CPUID,
	HVCONFORM_RDMSR,
	HVCONFORM_WRMSR,
	HVCONFORM_XSETBV,
	HVCONFORM_XGETBV,
	HVCONFORM_MOV_FROM_CR0,
	HVCONFORM_MOV_FROM_CR3,
	HVCONFORM_MOV_FROM_CR4,
	HVCONFORM_MOV_RAX_TO_CR4,
	HVCONFORM_MOV_R13_TO_CR4,
	HVCONFORM_VMCALL,
	HVCONFORM_VMCLEAR,
	HVCONFORM_VMLAUNCH,
	HVCONFORM_VMPTRLD,
	HVCONFORM_VMPTRST,
	HVCONFORM_VMREAD,
	HVCONFORM_VMRESUME,
	HVCONFORM_VMWRITE,
	HVCONFORM_VMXOFF,
	HVCONFORM_VMXON,
	HVCONFORM_INVEPT,
	HVCONFORM_INVVPID,
	HVCONFORM_VMFUNC,
	HVCONFORM_GETSEC,
	HVCONFORM_INVD,
	/* STI, then CPUID in its shadow. */
	HVCONFORM_STI_CPUID,
	/* MOV SS, then CPUID in its shadow. */
	HVCONFORM_MOV_SS_CPUID,
	HVCONFORM_NR_OPS,
};

#define HVCONFORM_NO_VECTOR	0xffffffffu
#define HVCONFORM_MAX_TRAPS	4

/* One exception that came of the instruction. */
struct hvconform_trap {
	__u32 vector;
	__u32 error_code;
	__s64 rip;	/* relative to the instruction */
	__u64 rflags;	/* as pushed */
	__u64 dr6;	/* of a #DB, else 0 */
};

/* One run; everything but op, regs_in and rflags_in is out. */
struct hvconform_run {
	__u32 op;
	__u32 nr_traps;
	__u64 regs_in[16];	/* by the processor's numbers; 4 (RSP) is not used */
	__u64 rflags_in;	/* of CF PF AF ZF SF TF DF OF */
	__u64 regs_out[16];
	__u64 rflags_out;
	__s64 rip_out;		/* where it went on, relative to the instruction */
	__u64 length;		/* of the instruction */
	__u64 cr4_out;		/* behind the instruction */
	__u64 xcr0_out;
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
