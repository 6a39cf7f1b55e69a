/* SPDX-License-Identifier: GPL-2.0-only */
#include "attempt.h"

#include "trap.h"

/* VMCALL; what it does to the registers that it must preserve. */
static void call(void *argument)
{
	struct hvctl_hypercall *call = argument;
	uint64_t pattern = 0x0123456789abcdef, base, changed;

	/* Each register holds the pattern plus a number of its own. */
	__asm__ volatile(
		"movq %[pattern], %%r15\n\t"
		"leaq 1(%%r15), %%rbx\n\t"
		"leaq 2(%%r15), %%rsi\n\t"
		"leaq 3(%%r15), %%rdi\n\t"
		"leaq 4(%%r15), %%r8\n\t"
		"leaq 5(%%r15), %%r9\n\t"
		"leaq 6(%%r15), %%r10\n\t"
		"leaq 7(%%r15), %%r11\n\t"
		"leaq 8(%%r15), %%r12\n\t"
		"leaq 9(%%r15), %%r13\n\t"
		"leaq 10(%%r15), %%r14\n\t"
		"vmcall\n\t"
		"subq %%r15, %%rbx\n\txorq $1, %%rbx\n\t"
		"subq %%r15, %%rsi\n\txorq $2, %%rsi\n\torq %%rsi, %%rbx\n\t"
		"subq %%r15, %%rdi\n\txorq $3, %%rdi\n\torq %%rdi, %%rbx\n\t"
		"subq %%r15, %%r8\n\txorq $4, %%r8\n\torq %%r8, %%rbx\n\t"
		"subq %%r15, %%r9\n\txorq $5, %%r9\n\torq %%r9, %%rbx\n\t"
		"subq %%r15, %%r10\n\txorq $6, %%r10\n\torq %%r10, %%rbx\n\t"
		"subq %%r15, %%r11\n\txorq $7, %%r11\n\torq %%r11, %%rbx\n\t"
		"subq %%r15, %%r12\n\txorq $8, %%r12\n\torq %%r12, %%rbx\n\t"
		"subq %%r15, %%r13\n\txorq $9, %%r13\n\torq %%r13, %%rbx\n\t"
		"subq %%r15, %%r14\n\txorq $10, %%r14\n\torq %%r14, %%rbx\n\t"
		"movq %%rbx, %[changed]\n\t"
		"movq %%r15, %[base]\n\t"
		: "+a"(call->rax), "+c"(call->rcx), "+d"(call->rdx),
		  [changed] "=m"(changed), [base] "=m"(base)
		: [pattern] "m"(pattern)
		: "rbx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
		  "r14", "r15", "memory", "cc");
	call->preserved = !changed && base == pattern;
}

void hvctl_vmcall(struct hvctl_hypercall *argument)
{
	argument->preserved = false;
	argument->signal = hvctl_catch(call, argument).signal;
}
