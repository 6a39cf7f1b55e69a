/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Executes one instruction with a chosen register file under an IDT of our own.
 * Interrupts are off, and everything here runs on one CPU at a time: the
 * register files are plain variables.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>

	.bss
	.balign 64
SYM_DATA_START(hvconform_regs_in)
	.skip	16 * 8
SYM_DATA_END(hvconform_regs_in)
SYM_DATA_START(hvconform_regs_out)
	.skip	16 * 8
SYM_DATA_END(hvconform_regs_out)
SYM_DATA_START(hvconform_rflags_out)
	.skip	8
SYM_DATA_END(hvconform_rflags_out)
SYM_DATA_START_LOCAL(saved_rsp)
	.skip	8
SYM_DATA_END(saved_rsp)
/* Where an exception goes on: behind the instruction it came from, or at the end. */
SYM_DATA_START(hvconform_resume_at)
	.skip	8
SYM_DATA_END(hvconform_resume_at)
/* Memory operand of the VMX instructions. */
SYM_DATA_START_LOCAL(operand)
	.skip	32
SYM_DATA_END(operand)

	.text

.macro LOAD_REGS
	movq	hvconform_regs_in + 0 * 8(%rip), %rax
	movq	hvconform_regs_in + 1 * 8(%rip), %rcx
	movq	hvconform_regs_in + 2 * 8(%rip), %rdx
	movq	hvconform_regs_in + 3 * 8(%rip), %rbx
	movq	hvconform_regs_in + 5 * 8(%rip), %rbp
	movq	hvconform_regs_in + 6 * 8(%rip), %rsi
	movq	hvconform_regs_in + 7 * 8(%rip), %rdi
	movq	hvconform_regs_in + 8 * 8(%rip), %r8
	movq	hvconform_regs_in + 9 * 8(%rip), %r9
	movq	hvconform_regs_in + 10 * 8(%rip), %r10
	movq	hvconform_regs_in + 11 * 8(%rip), %r11
	movq	hvconform_regs_in + 12 * 8(%rip), %r12
	movq	hvconform_regs_in + 13 * 8(%rip), %r13
	movq	hvconform_regs_in + 14 * 8(%rip), %r14
	movq	hvconform_regs_in + 15 * 8(%rip), %r15
.endm

/*
 * void hvconform_execute(u64 rflags, unsigned long instruction)
 *
 * @instruction: one of the labels below. The flags are on the stack when the
 * registers are loaded; POPF is the last thing before the instruction, so that
 * with TF set the first trap is the instruction's own.
 */
SYM_FUNC_START(hvconform_execute)
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, saved_rsp(%rip)
	pushq	%rdi
	movq	%rsi, hvconform_resume_at(%rip)
	jmp	*%rsi
SYM_FUNC_END(hvconform_execute)

/* Each: load, POPF, the instruction between its two labels, then the common end. */
.macro OP name:req, instruction:vararg
SYM_CODE_START(hvconform_op_\name)
	LOAD_REGS
	popfq
SYM_INNER_LABEL(hvconform_at_\name, SYM_L_GLOBAL)
	\instruction
SYM_INNER_LABEL(hvconform_end_\name, SYM_L_GLOBAL)
	jmp	hvconform_capture
SYM_CODE_END(hvconform_op_\name)
.endm

OP nop, nop
OP cpuid, cpuid
OP rdmsr, rdmsr
OP wrmsr, wrmsr
OP xsetbv, xsetbv
OP xgetbv, xgetbv
OP mov_from_cr0, movq %cr0, %rax
OP mov_from_cr3, movq %cr3, %rax
OP mov_from_cr4, movq %cr4, %rax
OP mov_rax_to_cr4, movq %rax, %cr4
OP mov_r13_to_cr4, movq %r13, %cr4
OP vmcall, vmcall
OP vmclear, vmclear operand(%rip)
OP vmlaunch, vmlaunch
OP vmptrld, vmptrld operand(%rip)
OP vmptrst, vmptrst operand(%rip)
OP vmread, vmread %rax, %rdx
OP vmresume, vmresume
OP vmwrite, vmwrite %rdx, %rax
OP vmxoff, vmxoff
OP vmxon, vmxon operand(%rip)
OP invept, invept operand(%rip), %rax
OP invvpid, invvpid operand(%rip), %rax
OP vmfunc, vmfunc
OP getsec, getsec
OP invd, invd

/* A shadow instruction stands before the label that POPF's trap would see. */
SYM_CODE_START(hvconform_op_sti_cpuid)
	LOAD_REGS
	popfq
SYM_INNER_LABEL(hvconform_at_sti_cpuid, SYM_L_GLOBAL)
	sti
	cpuid
	cli
SYM_INNER_LABEL(hvconform_end_sti_cpuid, SYM_L_GLOBAL)
	jmp	hvconform_capture
SYM_CODE_END(hvconform_op_sti_cpuid)

SYM_CODE_START(hvconform_op_mov_ss_cpuid)
	LOAD_REGS
	popfq
SYM_INNER_LABEL(hvconform_at_mov_ss_cpuid, SYM_L_GLOBAL)
	movl	%esi, %ss
	cpuid
SYM_INNER_LABEL(hvconform_end_mov_ss_cpuid, SYM_L_GLOBAL)
	jmp	hvconform_capture
SYM_CODE_END(hvconform_op_mov_ss_cpuid)

SYM_CODE_START(hvconform_capture)
	movq	%rax, hvconform_regs_out + 0 * 8(%rip)
	movq	%rcx, hvconform_regs_out + 1 * 8(%rip)
	movq	%rdx, hvconform_regs_out + 2 * 8(%rip)
	movq	%rbx, hvconform_regs_out + 3 * 8(%rip)
	movq	%rbp, hvconform_regs_out + 5 * 8(%rip)
	movq	%rsi, hvconform_regs_out + 6 * 8(%rip)
	movq	%rdi, hvconform_regs_out + 7 * 8(%rip)
	movq	%r8, hvconform_regs_out + 8 * 8(%rip)
	movq	%r9, hvconform_regs_out + 9 * 8(%rip)
	movq	%r10, hvconform_regs_out + 10 * 8(%rip)
	movq	%r11, hvconform_regs_out + 11 * 8(%rip)
	movq	%r12, hvconform_regs_out + 12 * 8(%rip)
	movq	%r13, hvconform_regs_out + 13 * 8(%rip)
	movq	%r14, hvconform_regs_out + 14 * 8(%rip)
	movq	%r15, hvconform_regs_out + 15 * 8(%rip)
	movq	saved_rsp(%rip), %rsp
	pushfq
	popq	hvconform_rflags_out(%rip)
	cld
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	RET
SYM_CODE_END(hvconform_capture)

/*
 * Exceptions: the frame is made the same with and without an error code, then C
 * notes it and says where to go on. No FPU, no per-CPU data, no tracing there.
 */
.macro VECTOR number:req, has_error_code:req
SYM_CODE_START(hvconform_vector_\number)
	.if \has_error_code == 0
	pushq	$0
	.endif
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	movl	$\number, %edi
	leaq	9 * 8(%rsp), %rsi
	cld
	pushq	%rbp
	movq	%rsp, %rbp
	andq	$-16, %rsp
	call	hvconform_exception
	movq	%rbp, %rsp
	popq	%rbp
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax
	addq	$8, %rsp
	iretq
SYM_CODE_END(hvconform_vector_\number)
.endm

VECTOR 0, 0
VECTOR 1, 0
VECTOR 3, 0
VECTOR 4, 0
VECTOR 5, 0
VECTOR 6, 0
VECTOR 7, 0
VECTOR 10, 1
VECTOR 11, 1
VECTOR 12, 1
VECTOR 13, 1
VECTOR 14, 1
VECTOR 17, 1
