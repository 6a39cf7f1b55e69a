/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shell of every exit path in runningSystem mode: HOST_RIP of a profile is
 *
 *	HV_EXIT_ENTRY_BEGIN name
 *	... hot stubs, which end in HV_VMRESUME or fall through ...
 *	HV_EXIT_ENTRY_SLOW name handler
 *
 * From HV_EXIT_ENTRY_BEGIN on RSP is the vcpu, the other registers are the
 * guest's, RFLAGS is 2. Hot stubs save what they change at fixed offsets from
 * RSP. They hold no RET, no indirect branch and no load whose address the
 * guest has a say in, so that they need none of the mitigations below.
 */
#ifndef HV_ENTRY_ASM_H
#define HV_ENTRY_ASM_H

#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>

#include "compat.h"
#include "vcpu_asm.h"

/* With @base at the vcpu. Changes no flags. */
.macro HV_SAVE_REGISTERS base=%rsp
	mov	%rax, HV_VCPU_RAX(\base)
	HV_SAVE_REGISTERS_BUT_RAX \base
.endm

.macro HV_SAVE_REGISTERS_BUT_RAX base
	mov	%rcx, HV_VCPU_RCX(\base)
	mov	%rdx, HV_VCPU_RDX(\base)
	mov	%rbx, HV_VCPU_RBX(\base)
	mov	%rbp, HV_VCPU_RBP(\base)
	mov	%rsi, HV_VCPU_RSI(\base)
	mov	%rdi, HV_VCPU_RDI(\base)
	mov	%r8,  HV_VCPU_R8(\base)
	mov	%r9,  HV_VCPU_R9(\base)
	mov	%r10, HV_VCPU_R10(\base)
	mov	%r11, HV_VCPU_R11(\base)
	mov	%r12, HV_VCPU_R12(\base)
	mov	%r13, HV_VCPU_R13(\base)
	mov	%r14, HV_VCPU_R14(\base)
	mov	%r15, HV_VCPU_R15(\base)
.endm

/* RAX comes last: it may be the base. Changes no flags. */
.macro HV_RESTORE_REGISTERS base=%rsp
	mov	HV_VCPU_RCX(\base), %rcx
	mov	HV_VCPU_RDX(\base), %rdx
	mov	HV_VCPU_RBX(\base), %rbx
	mov	HV_VCPU_RBP(\base), %rbp
	mov	HV_VCPU_RSI(\base), %rsi
	mov	HV_VCPU_RDI(\base), %rdi
	mov	HV_VCPU_R8(\base),  %r8
	mov	HV_VCPU_R9(\base),  %r9
	mov	HV_VCPU_R10(\base), %r10
	mov	HV_VCPU_R11(\base), %r11
	mov	HV_VCPU_R12(\base), %r12
	mov	HV_VCPU_R13(\base), %r13
	mov	HV_VCPU_R14(\base), %r14
	mov	HV_VCPU_R15(\base), %r15
	mov	HV_VCPU_RAX(\base), %rax
.endm

/*
 * So that nothing of the guest's is left to be used speculatively. RBX and RSP
 * stay.
 */
.macro HV_CLEAR_REGISTERS
	xor	%eax, %eax
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%ebp, %ebp
	xor	%esi, %esi
	xor	%edi, %edi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
.endm

/*
 * Before the first RET or indirect branch after an exit: Linux's own
 * mitigations, under Linux's own conditions. On processors where Linux turns
 * IBRS on at every kernel entry, an exit from user mode finds it off; RBX
 * remembers what the guest had.
 *
 * What cannot be had: where Linux uses call-depth tracking (6.12,
 * retbleed=stuff), the depth counter of this CPU goes on counting in root
 * mode as if that were the guest. FILL_RETURN_BUFFER credits it fully first.
 */
.macro HV_MITIGATE_AFTER_EXIT
	FILL_RETURN_BUFFER %rcx, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_VMEXIT, \
			   X86_FEATURE_RSB_VMEXIT_LITE
	ALTERNATIVE "jmp .Lhv_ibrs_is_on_\@", "", X86_FEATURE_KERNEL_IBRS
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	rdmsr
	mov	%eax, %ebx
	test	$SPEC_CTRL_IBRS, %eax
	jnz	.Lhv_ibrs_was_on_\@
	or	$SPEC_CTRL_IBRS, %eax
	wrmsr
.Lhv_ibrs_was_on_\@:
	lfence
.Lhv_ibrs_is_on_\@:
	CLEAR_BRANCH_HISTORY_VMEXIT
.endm

/* The reverse; no RET or indirect branch from here on. Keeps RAX, by RSI. */
.macro HV_MITIGATE_BEFORE_ENTRY
	ALTERNATIVE "jmp .Lhv_ibrs_done_\@", "", X86_FEATURE_KERNEL_IBRS
	test	$SPEC_CTRL_IBRS, %ebx
	jnz	.Lhv_ibrs_done_\@
	mov	%rax, %rsi
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	mov	%ebx, %eax
	xor	%edx, %edx
	wrmsr
	mov	%rsi, %rax
.Lhv_ibrs_done_\@:
.endm

/* Back into the guest. Every register is the guest's. */
.macro HV_VMRESUME
	vmresume
	jmp	hv_vmresume_failed
.endm

/*
 * objtool takes a VM exit for what it is: code that nobody calls. ENDBR
 * because the guest's indirect-branch tracker may be waiting for one: exits do
 * not reset it where no CET state is loaded.
 */
.macro HV_EXIT_ENTRY_BEGIN name:req
	.pushsection .noinstr.text, "ax"
SYM_CODE_START(\name)
	HV_UNWIND_HINT_END
	ENDBR
#ifdef HV_POISON
	/* Always: RFLAGS is 2. Not JMP, or objtool would miss the stubs. */
	jnc	.Lhv_poison_\name
#endif
.endm

/* For every exit that no stub took. */
.macro HV_EXIT_ENTRY_SLOW name:req handler:req
.Lhv_poison_\name:
	HV_SAVE_REGISTERS
	xor	%ebx, %ebx
	HV_CLEAR_REGISTERS
	HV_MITIGATE_AFTER_EXIT
#ifdef HV_POISON
	mov	%rsp, %rdi
	call	hv_poison_begin
#endif
	mov	%rsp, %rdi
	call	\handler
	test	%eax, %eax
	jnz	hv_leave_asm
#ifdef HV_POISON
	mov	%rsp, %rdi
	call	hv_poison_end
	test	%eax, %eax
	jnz	hv_leave_asm
#endif
	HV_MITIGATE_BEFORE_ENTRY
	/* What root mode read is in the processor's buffers. */
	CLEAR_CPU_BUFFERS
	HV_RESTORE_REGISTERS
	HV_VMRESUME
SYM_CODE_END(\name)
	.popsection
.endm

#endif /* HV_ENTRY_ASM_H */
