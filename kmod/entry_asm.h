/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What entry.S and exit_asm.h have in common: the guest's registers, and the
 * mitigations around root-mode C.
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

#define HV_SAVE_UNLESS(register, slot, saved)	\
	.ifnc saved, register; mov register, slot; .endif

/*
 * What C may change. With @base at the vcpu; @saved is a register whose slot
 * has the guest's value already. Changes no flags.
 */
.macro HV_SAVE_CALLER_SAVED saved=none base=%rsp
	HV_SAVE_UNLESS(%rax, HV_VCPU_RAX(\base), \saved)
	HV_SAVE_UNLESS(%rcx, HV_VCPU_RCX(\base), \saved)
	HV_SAVE_UNLESS(%rdx, HV_VCPU_RDX(\base), \saved)
	HV_SAVE_UNLESS(%rsi, HV_VCPU_RSI(\base), \saved)
	HV_SAVE_UNLESS(%rdi, HV_VCPU_RDI(\base), \saved)
	HV_SAVE_UNLESS(%r8, HV_VCPU_R8(\base), \saved)
	HV_SAVE_UNLESS(%r9, HV_VCPU_R9(\base), \saved)
	HV_SAVE_UNLESS(%r10, HV_VCPU_R10(\base), \saved)
	HV_SAVE_UNLESS(%r11, HV_VCPU_R11(\base), \saved)
.endm

/* What C keeps. */
.macro HV_SAVE_CALLEE_SAVED saved=none base=%rsp
	HV_SAVE_UNLESS(%rbx, HV_VCPU_RBX(\base), \saved)
	HV_SAVE_UNLESS(%rbp, HV_VCPU_RBP(\base), \saved)
	HV_SAVE_UNLESS(%r12, HV_VCPU_R12(\base), \saved)
	HV_SAVE_UNLESS(%r13, HV_VCPU_R13(\base), \saved)
	HV_SAVE_UNLESS(%r14, HV_VCPU_R14(\base), \saved)
	HV_SAVE_UNLESS(%r15, HV_VCPU_R15(\base), \saved)
.endm

.macro HV_SAVE_REGISTERS saved=none base=%rsp
	HV_SAVE_CALLER_SAVED \saved, \base
	HV_SAVE_CALLEE_SAVED \saved, \base
.endm

/* RAX comes last: it may be the base. Changes no flags. */
.macro HV_RESTORE_CALLER_SAVED base=%rsp
	mov	HV_VCPU_RCX(\base), %rcx
	mov	HV_VCPU_RDX(\base), %rdx
	mov	HV_VCPU_RSI(\base), %rsi
	mov	HV_VCPU_RDI(\base), %rdi
	mov	HV_VCPU_R8(\base),  %r8
	mov	HV_VCPU_R9(\base),  %r9
	mov	HV_VCPU_R10(\base), %r10
	mov	HV_VCPU_R11(\base), %r11
	mov	HV_VCPU_RAX(\base), %rax
.endm

.macro HV_RESTORE_REGISTERS base=%rsp
	mov	HV_VCPU_RBX(\base), %rbx
	mov	HV_VCPU_RBP(\base), %rbp
	mov	HV_VCPU_R12(\base), %r12
	mov	HV_VCPU_R13(\base), %r13
	mov	HV_VCPU_R14(\base), %r14
	mov	HV_VCPU_R15(\base), %r15
	HV_RESTORE_CALLER_SAVED \base
.endm

/*
 * So that nothing of the guest's is left to be used speculatively, but in what
 * C keeps where that stays in place. @kept has something of ours, and RDI is
 * about to.
 */
.macro HV_CLEAR_CALLER_SAVED kept=none
	xor	%eax, %eax
	xor	%ecx, %ecx
	xor	%edx, %edx
	.ifnc \kept, %rsi
	xor	%esi, %esi
	.endif
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
.endm

.macro HV_CLEAR_CALLEE_SAVED
	xor	%ebx, %ebx
	xor	%ebp, %ebp
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
.endm

/*
 * Before the first RET or indirect branch after an exit: Linux's own
 * mitigations, under Linux's own conditions. On processors where Linux turns
 * IBRS on at every kernel entry, an exit from user mode finds it off;
 * @spec_ctrl is where to remember what the guest had. Changes RAX, RCX and RDX.
 *
 * Where nothing is to be mitigated it is two jumps: the one that Linux's macro
 * has itself, and one over all the rest.
 *
 * What cannot be had: where Linux uses call-depth tracking (6.12,
 * retbleed=stuff), the depth counter of this CPU goes on counting in root
 * mode as if that were the guest. FILL_RETURN_BUFFER credits it fully first.
 */
.macro HV_MITIGATE_AFTER_EXIT spec_ctrl:req
	FILL_RETURN_BUFFER %rcx, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_VMEXIT, \
			   X86_FEATURE_RSB_VMEXIT_LITE
	ALTERNATIVE_2 "jmp .Lhv_mitigated_\@", "", X86_FEATURE_KERNEL_IBRS, \
		      "", X86_FEATURE_CLEAR_BHB_LOOP_ON_VMEXIT
	ALTERNATIVE "jmp .Lhv_ibrs_is_on_\@", "", X86_FEATURE_KERNEL_IBRS
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	rdmsr
	mov	%eax, \spec_ctrl
	test	$SPEC_CTRL_IBRS, %eax
	jnz	.Lhv_ibrs_was_on_\@
	or	$SPEC_CTRL_IBRS, %eax
	wrmsr
.Lhv_ibrs_was_on_\@:
	lfence
.Lhv_ibrs_is_on_\@:
	CLEAR_BRANCH_HISTORY_VMEXIT
.Lhv_mitigated_\@:
.endm

/* The reverse; no RET or indirect branch from here on. Keeps RAX, by RSI. */
.macro HV_GIVE_BACK_SPEC_CTRL spec_ctrl:req
	ALTERNATIVE "jmp .Lhv_ibrs_done_\@", "", X86_FEATURE_KERNEL_IBRS
	testl	$SPEC_CTRL_IBRS, \spec_ctrl
	jnz	.Lhv_ibrs_done_\@
	mov	%rax, %rsi
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	mov	\spec_ctrl, %eax
	xor	%edx, %edx
	wrmsr
	mov	%rsi, %rax
.Lhv_ibrs_done_\@:
.endm

/* The same before VMRESUME. What root mode read is in the processor's buffers. */
.macro HV_MITIGATE_BEFORE_ENTRY spec_ctrl:req
	ALTERNATIVE_2 "jmp .Lhv_ready_\@", "", X86_FEATURE_KERNEL_IBRS, \
		      "", X86_FEATURE_CLEAR_CPU_BUF
	HV_GIVE_BACK_SPEC_CTRL \spec_ctrl
	CLEAR_CPU_BUFFERS
.Lhv_ready_\@:
.endm

/* Back into the guest. Every register is the guest's. */
.macro HV_VMRESUME
	vmresume
	jmp	hv_vmresume_failed
.endm

#endif /* HV_ENTRY_ASM_H */
