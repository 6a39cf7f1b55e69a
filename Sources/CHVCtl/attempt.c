/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "attempt.h"

#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>

#include "taken.h"
#include "trap.h"

/* Its operands, where it has some: a zeroed page, which is no structure that VT-x would take. */
static uint64_t operand[512] __attribute__((aligned(4096)));

/* An instruction with RAX, RCX and RDX zero, R10 the address of the operand. */
#define PLAIN(function, text)                                           \
	static void function(uint64_t *values)                          \
	{                                                               \
		uint64_t rax = 0, rcx = 0, rdx = 0;                     \
									\
		__asm__ volatile("movq %[page], %%r10\n\t" HVCTL_FIRST text \
				 : "+a"(rax), "+c"(rcx), "+d"(rdx),     \
				   [first] "=m"(hvctl_first)            \
				 : [page] "r"(operand)                  \
				 : "r10", "r11", "memory", "cc");       \
		values[0] = rax;                                        \
		values[1] = rdx;                                        \
	}

PLAIN(vmxon, "vmxon (%%r10)")
PLAIN(vmxoff, "vmxoff")
PLAIN(vmclear, "vmclear (%%r10)")
PLAIN(vmptrld, "vmptrld (%%r10)")
PLAIN(vmptrst, "vmptrst (%%r10)")
PLAIN(vmlaunch, "vmlaunch")
PLAIN(vmresume, "vmresume")
PLAIN(vmread, "vmread %%rcx, %%rax")
PLAIN(vmwrite, "vmwrite %%rax, %%rcx")
PLAIN(invept, "invept (%%r10), %%rax")
PLAIN(invvpid, "invvpid (%%r10), %%rax")
PLAIN(vmfunc, "vmfunc")
PLAIN(getsec, "getsec")

/* A number that no hypervisor here knows. */
PLAIN(vmcall, "vmcall")

PLAIN(rdmsr, "rdmsr")
PLAIN(wrmsr, "wrmsr")
PLAIN(hlt, "hlt")
PLAIN(cli, "cli")
PLAIN(clts, "clts")
PLAIN(lmsw, "lmsw %%ax")
PLAIN(invd, "invd")
PLAIN(wbinvd, "wbinvd")
PLAIN(invlpg, "invlpg (%%r10)")
PLAIN(lgdt, "lgdt (%%r10)")
PLAIN(lidt, "lidt (%%r10)")
PLAIN(lldt, "lldt %%ax")
PLAIN(ltr, "ltr %%ax")
PLAIN(mov_from_cr0, "movq %%cr0, %%rax")
PLAIN(mov_from_cr3, "movq %%cr3, %%rax")
PLAIN(mov_to_cr4, "movq %%rax, %%cr4")
PLAIN(mov_from_cr8, "movq %%cr8, %%rax")
PLAIN(mov_from_dr7, "movq %%dr7, %%rax")
PLAIN(in, "inb $0x80, %%al")
PLAIN(xsetbv, "xsetbv")
PLAIN(swapgs, "swapgs")

PLAIN(smsw, "smsw %%rax")
PLAIN(str, "str %%rax")
PLAIN(sldt, "sldt %%rax")
PLAIN(xgetbv, "xgetbv")
PLAIN(rdfsbase, "rdfsbase %%rax")
PLAIN(rdgsbase, "rdgsbase %%rax")
PLAIN(rdpkru, ".byte 0x0f, 0x01, 0xee")
PLAIN(rdpmc, "rdpmc\n\txorl %%eax, %%eax\n\txorl %%edx, %%edx")
PLAIN(rdtscp, "rdtscp\n\tmovl %%ecx, %%eax\n\txorl %%edx, %%edx")
PLAIN(rdpid, ".byte 0xf3, 0x0f, 0xc7, 0xf8") /* RDPID RAX */
PLAIN(lar, "movl $0x33, %%ecx\n\tlarl %%ecx, %%eax")
PLAIN(lsl, "movl $0x7b, %%ecx\n\tlsll %%ecx, %%eax")

static void sgdt(uint64_t *values)
{
	operand[0] = operand[1] = 0;
	__asm__ volatile(HVCTL_FIRST "sgdt (%[page])"
			 : [first] "=m"(hvctl_first)
			 : [page] "r"(operand)
			 : "r11", "memory");
	values[0] = operand[0];
	values[1] = operand[1];
	operand[0] = operand[1] = 0;
}

static void sidt(uint64_t *values)
{
	operand[0] = operand[1] = 0;
	__asm__ volatile(HVCTL_FIRST "sidt (%[page])"
			 : [first] "=m"(hvctl_first)
			 : [page] "r"(operand)
			 : "r11", "memory");
	values[0] = operand[0];
	values[1] = operand[1];
	operand[0] = operand[1] = 0;
}

PLAIN(int3, "int3")
PLAIN(ud2, "ud2")
PLAIN(divide, "divl %%ecx")
PLAIN(interrupt_2, "int $2")
PLAIN(store_to_nothing, "movq %%rax, 64(%%rcx)")
PLAIN(not_canonical, "movabs $0x800000000000, %%rcx\n\tmovq (%%rcx), %%rax")

/*
 * One step over an instruction that exits and one that may. The stack pointer
 * is moved first: the pushes must not go where the compiler keeps its own.
 */
#define STEP(function, text)                                            \
	static void function(uint64_t *values)                          \
	{                                                               \
		(void)values;                                           \
		__asm__ volatile("subq $128, %%rsp\n\t"                 \
				 "leaq 771f(%%rip), %%r11\n\t"          \
				 "movq %%r11, %[first]\n\t"             \
				 "xorl %%eax, %%eax\n\txorl %%ecx, %%ecx\n\t" \
				 "pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n" \
				 "771:\t" text "\n\t"                   \
				 "nop\n\tnop\n\tnop\n\t"                \
				 "pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq\n\t" \
				 "addq $128, %%rsp"                     \
				 : [first] "=m"(hvctl_first)            \
				 :                                      \
				 : "rax", "rbx", "rcx", "rdx", "r11",   \
				   "memory", "cc");                     \
	}

STEP(step_cpuid, "cpuid")
STEP(step_rdtsc, "rdtsc")
STEP(step_nop, "nop")

static const struct instruction {
	const char *name;
	enum hvctl_group group;
	void (*run)(uint64_t *values);
} instructions[] = {
	{ "VMXON", HVCTL_VMX, vmxon },
	{ "VMXOFF", HVCTL_VMX, vmxoff },
	{ "VMCLEAR", HVCTL_VMX, vmclear },
	{ "VMPTRLD", HVCTL_VMX, vmptrld },
	{ "VMPTRST", HVCTL_VMX, vmptrst },
	{ "VMLAUNCH", HVCTL_VMX, vmlaunch },
	{ "VMRESUME", HVCTL_VMX, vmresume },
	{ "VMREAD", HVCTL_VMX, vmread },
	{ "VMWRITE", HVCTL_VMX, vmwrite },
	{ "INVEPT", HVCTL_VMX, invept },
	{ "INVVPID", HVCTL_VMX, invvpid },
	{ "VMFUNC", HVCTL_VMX, vmfunc },
	{ "GETSEC", HVCTL_VMX, getsec },
	{ "VMCALL", HVCTL_VMCALL, vmcall },
	{ "RDMSR", HVCTL_PRIVILEGED, rdmsr },
	{ "WRMSR", HVCTL_PRIVILEGED, wrmsr },
	{ "HLT", HVCTL_PRIVILEGED, hlt },
	{ "CLI", HVCTL_PRIVILEGED, cli },
	{ "CLTS", HVCTL_PRIVILEGED, clts },
	{ "LMSW", HVCTL_PRIVILEGED, lmsw },
	{ "INVD", HVCTL_PRIVILEGED, invd },
	{ "WBINVD", HVCTL_PRIVILEGED, wbinvd },
	{ "INVLPG", HVCTL_PRIVILEGED, invlpg },
	{ "LGDT", HVCTL_PRIVILEGED, lgdt },
	{ "LIDT", HVCTL_PRIVILEGED, lidt },
	{ "LLDT", HVCTL_PRIVILEGED, lldt },
	{ "LTR", HVCTL_PRIVILEGED, ltr },
	{ "MOV from CR0", HVCTL_PRIVILEGED, mov_from_cr0 },
	{ "MOV from CR3", HVCTL_PRIVILEGED, mov_from_cr3 },
	{ "MOV to CR4", HVCTL_PRIVILEGED, mov_to_cr4 },
	{ "MOV from CR8", HVCTL_PRIVILEGED, mov_from_cr8 },
	{ "MOV from DR7", HVCTL_PRIVILEGED, mov_from_dr7 },
	{ "IN", HVCTL_PRIVILEGED, in },
	{ "XSETBV", HVCTL_PRIVILEGED, xsetbv },
	{ "SWAPGS", HVCTL_PRIVILEGED, swapgs },
	{ "SMSW", HVCTL_STATE, smsw },
	{ "STR", HVCTL_STATE, str },
	{ "SLDT", HVCTL_STATE, sldt },
	{ "SGDT", HVCTL_STATE, sgdt },
	{ "SIDT", HVCTL_STATE, sidt },
	{ "XGETBV", HVCTL_STATE, xgetbv },
	{ "RDFSBASE", HVCTL_STATE, rdfsbase },
	{ "RDGSBASE", HVCTL_STATE, rdgsbase },
	{ "RDPKRU", HVCTL_STATE, rdpkru },
	{ "RDPMC", HVCTL_STATE, rdpmc },
	{ "TSC_AUX by RDTSCP", HVCTL_STATE, rdtscp },
	{ "TSC_AUX by RDPID", HVCTL_STATE, rdpid },
	{ "LAR", HVCTL_STATE, lar },
	{ "LSL", HVCTL_STATE, lsl },
	{ "INT3", HVCTL_EXCEPTION, int3 },
	{ "UD2", HVCTL_EXCEPTION, ud2 },
	{ "DIV by 0", HVCTL_EXCEPTION, divide },
	{ "INT 2", HVCTL_EXCEPTION, interrupt_2 },
	{ "a store to page 0", HVCTL_EXCEPTION, store_to_nothing },
	{ "an address that is not canonical", HVCTL_EXCEPTION, not_canonical },
	{ "a step over CPUID", HVCTL_EXCEPTION, step_cpuid },
	{ "a step over RDTSC", HVCTL_EXCEPTION, step_rdtsc },
	{ "a step over NOP", HVCTL_EXCEPTION, step_nop },
	{ "RDTSC where it is taken away", HVCTL_EXCEPTION, hvctl_rdtsc_taken },
	{ "CPUID where it is taken away", HVCTL_EXCEPTION, hvctl_cpuid_taken },
};

uint32_t hvctl_instruction_count(void)
{
	return sizeof(instructions) / sizeof(instructions[0]);
}

const char *hvctl_instruction_name(uint32_t number)
{
	return instructions[number].name;
}

enum hvctl_group hvctl_instruction_group(uint32_t number)
{
	return instructions[number].group;
}

struct job {
	const struct instruction *instruction;
	uint64_t values[2];
};

static void run(void *argument)
{
	struct job *job = argument;

	job->instruction->run(job->values);
}

void hvctl_execute(uint32_t number, struct hvctl_attempt *attempt)
{
	/* Static: after the jump back, what was changed since is still known. */
	static struct job job;
	struct hvctl_fault fault;

	job = (struct job){ .instruction = &instructions[number] };
	fault = hvctl_catch(run, &job);
	hvctl_give_back();
	*attempt = (struct hvctl_attempt){ .signal = fault.signal };
	if (fault.signal) {
		attempt->code = fault.code;
		attempt->offset = (int64_t)(fault.rip - hvctl_first);
	} else {
		attempt->values[0] = job.values[0];
		attempt->values[1] = job.values[1];
	}
}
