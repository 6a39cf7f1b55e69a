// SPDX-License-Identifier: GPL-2.0-only
/*
 * The paths. Each is one instruction, or a few that make an event arrive, with
 * what must be in the registers before: R10 is the path's argument, R11 the
 * local APIC. Timed with the instruction and without it, so that the difference
 * is its own.
 */
#include <linux/kernel.h>
#include <asm/apicdef.h>
#include <asm/fixmap.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#include "hvbench.h"

#define READ_TSC	"rdtsc\n"				\
			"shl $32, %%rdx\n"			\
			"or %%rdx, %%rax\n"

#define TIMED(body)						\
	asm volatile(READ_TSC					\
		     "mov %%rax, %%r8\n"			\
		     body					\
		     READ_TSC					\
		     "sub %%r8, %%rax\n"			\
		     : "=&a" (ticks), "+r" (r9), "+r" (r10)	\
		     : "r" (r11)				\
		     : "rbx", "rcx", "rdx", "rsi", "r8", "cc",	\
		       "memory")

/* Nothing, but where the emulator is told to see it. */
#define MARK		"xchg %%bx, %%bx\n"
#define AGAIN		"dec %%r9\n"				\
			"jnz 1b\n"

#define PATH(id, setup, instruction)					\
static notrace noinline u64 id##_loop(u64 count, bool with, u64 *argument) \
{									\
	register u64 r9 asm("r9") = count;				\
	register u64 r10 asm("r10") = *argument;			\
	register u64 r11 asm("r11") = APIC_BASE;			\
	u64 ticks;							\
									\
	if (with)							\
		TIMED("1:\n" setup instruction AGAIN);			\
	else								\
		TIMED("1:\n" setup AGAIN);				\
	*argument = r10;						\
	return ticks;							\
}									\
									\
static notrace noinline u64 id##_once(bool with, u64 *argument)	\
{									\
	register u64 r9 asm("r9") = 0;					\
	register u64 r10 asm("r10") = *argument;			\
	register u64 r11 asm("r11") = APIC_BASE;			\
	u64 ticks;							\
									\
	if (with)							\
		TIMED(setup instruction);				\
	else								\
		TIMED(setup);						\
	*argument = r10;						\
	return ticks;							\
}									\
									\
static notrace noinline void id##_trace(u64 *argument)			\
{									\
	register u64 r9 asm("r9") = 0;					\
	register u64 r10 asm("r10") = *argument;			\
	register u64 r11 asm("r11") = APIC_BASE;			\
	u64 ticks;							\
									\
	TIMED(MARK setup instruction MARK);				\
	*argument = r10;						\
}

#define NUMBER(n)	__stringify(n)

#define CPUID_PATH(id, leaf)						\
	PATH(id, "mov $" NUMBER(leaf) ", %%eax\n"			\
		 "xor %%ecx, %%ecx\n", "cpuid\n")

CPUID_PATH(cpuid, 0)
CPUID_PATH(cpuid_1, 1)
CPUID_PATH(cpuid_7, 7)
CPUID_PATH(cpuid_d, 0xd)
CPUID_PATH(cpuid_40000000, 0x40000000)
CPUID_PATH(cpuid_40000001, 0x40000001)
CPUID_PATH(cpuid_80000008, 0x80000008)

PATH(vmcall, "mov $0x68760000, %%eax\n", "vmcall\n")
PATH(vmcall_version, "mov $0x68760002, %%eax\n", "vmcall\n")
/* What `everything` knows; to others a number that nobody knows. */
PATH(vmcall_arguments, "mov $0x68760011, %%eax\n"
		       "mov $1, %%ecx\n"
		       "mov $2, %%edx\n", "vmcall\n")

#define RDMSR_PATH(id, msr)						\
	PATH(id, "mov $" NUMBER(msr) ", %%ecx\n", "rdmsr\n")

#define WRMSR_PATH(id, msr)						\
	PATH(id, "mov $" NUMBER(msr) ", %%ecx\n"			\
		 "mov %%r10d, %%eax\n"					\
		 "mov %%r10, %%rdx\n"					\
		 "shr $32, %%rdx\n", "wrmsr\n")

RDMSR_PATH(rdmsr_feature_control, 0x3a)
RDMSR_PATH(rd_tsc_adjust_msr, 0x3b)
WRMSR_PATH(wr_tsc_adjust_msr, 0x3b)
WRMSR_PATH(wrmsr_mtrr_def_type, 0x2ff)
/* Locked: #GP. */
WRMSR_PATH(wrmsr_refused, 0x3a)
/* What no bitmap can speak for: it always exits. */
RDMSR_PATH(rdmsr_outside_bitmaps, 0x2000)
WRMSR_PATH(wrmsr_outside_bitmaps, 0x2000)

/* OSXSAVE, which shows in CPUID. */
PATH(mov_to_cr4, "xor $0x40000, %%r10\n", "mov %%r10, %%cr4\n")
PATH(mov_to_cr8, "", "mov %%r10, %%cr8\n")
PATH(xsetbv, "xor %%ecx, %%ecx\n"
	     "mov %%r10d, %%eax\n"
	     "mov %%r10, %%rdx\n"
	     "shr $32, %%rdx\n", "xsetbv\n")
PATH(wbinvd, "", "wbinvd\n")
/*
 * Natively this loses what is in the caches and not yet in memory. The emulator
 * has none; the module loads nowhere else.
 */
PATH(invd, "", "invd\n")

PATH(ept_violation, "add $8, %%r10\n"
		    "mov (%%r10), %%rsi\n", "mov (%%rsi), %%al\n")
/* LOCK MOV %EAX, %EAX: #UD. */
PATH(exception, "", ".byte 0xf0, 0x89, 0xc0\n")
PATH(nmi, "", "movl $" NUMBER(APIC_DM_NMI) " | " NUMBER(APIC_INT_ASSERT)
	      ", " NUMBER(APIC_ICR) "(%%r11)\n"
	      "nop\n"
	      "nop\n")
PATH(interrupt, "", "sti\n"
		    "nop\n"
		    "movl $" NUMBER(HVBENCH_VECTOR) " | "
		    NUMBER(APIC_INT_ASSERT) ", " NUMBER(APIC_ICR) "(%%r11)\n"
		    "nop\n"
		    "nop\n"
		    "cli\n")

static u64 none(void)
{
	return 0;
}

static u64 tsc_adjust(void)
{
	return __rdmsr(MSR_IA32_TSC_ADJUST);
}

static u64 default_memory_type(void)
{
	return __rdmsr(MSR_MTRRdefType);
}

static u64 feature_control(void)
{
	return __rdmsr(MSR_IA32_FEAT_CTL);
}

static u64 task_priority(void)
{
	u64 value;

	asm volatile("mov %%cr8, %0" : "=r" (value));
	return value;
}

static u64 cr4(void)
{
	return native_read_cr4();
}

static u64 xcr0(void)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	return (u64)high << 32 | low;
}

static u64 hole(void)
{
	return hvbench_next_hole;
}

#define ENTRY(id, argument, most)					\
	{ #id, id##_loop, id##_once, id##_trace, argument, most }

const struct hvbench_path hvbench_paths[] = {
	ENTRY(cpuid, none, 0),
	ENTRY(cpuid_1, none, 0),
	ENTRY(cpuid_7, none, 0),
	ENTRY(cpuid_d, none, 0),
	ENTRY(cpuid_40000000, none, 0),
	ENTRY(cpuid_40000001, none, 0),
	ENTRY(cpuid_80000008, none, 0),
	ENTRY(vmcall, none, 0),
	ENTRY(vmcall_version, none, 0),
	ENTRY(vmcall_arguments, none, 0),
	ENTRY(rdmsr_feature_control, none, 0),
	ENTRY(rdmsr_outside_bitmaps, none, 0),
	ENTRY(rd_tsc_adjust_msr, none, 0),
	ENTRY(wr_tsc_adjust_msr, tsc_adjust, 0),
	ENTRY(wrmsr_outside_bitmaps, none, 0),
	ENTRY(wrmsr_mtrr_def_type, default_memory_type, 0),
	ENTRY(wrmsr_refused, feature_control, 0),
	ENTRY(mov_to_cr4, cr4, 0),
	ENTRY(mov_to_cr8, task_priority, 0),
	ENTRY(xsetbv, xcr0, 0),
	ENTRY(wbinvd, none, 0),
	ENTRY(invd, none, 0),
	ENTRY(ept_violation, hole, HVBENCH_HOLES),
	ENTRY(exception, none, 0),
	ENTRY(nmi, none, 0),
	ENTRY(interrupt, none, 0),
};

const unsigned int hvbench_nr_paths = ARRAY_SIZE(hvbench_paths);
