/* SPDX-License-Identifier: GPL-2.0-only */
#include "entry_asm.h"
#include "arch/vmcs_fields.h"

/* enum hv_vmx_result */
#define FAIL_INVALID	1
#define FAIL_VALID	2

	.section .noinstr.text, "ax"

/*
 * Entered from stubs and from behind C with the guest's registers, RSP at the
 * vcpu and the flags that VMRESUME left.
 */
SYM_CODE_START(hv_vmresume_failed)
	HV_UNWIND_HINT_END
	HV_SAVE_REGISTERS
	mov	$FAIL_INVALID, %ebp
	mov	$FAIL_VALID, %eax
	cmovz	%eax, %ebp
	HV_MITIGATE_AFTER_EXIT HV_VCPU_SPEC_CTRL(%rsp)
	mov	%rsp, %rdi
	mov	%ebp, %esi
	call	hv_leave_failed_resume
	jmp	hv_leave_finish
SYM_CODE_END(hv_vmresume_failed)

/* Entered like hv_leave_asm, with what C keeps still in place. */
SYM_CODE_START(hv_leave_light_asm)
	HV_UNWIND_HINT_END
	HV_SAVE_CALLEE_SAVED
	jmp	hv_leave_asm
SYM_CODE_END(hv_leave_light_asm)

/* Entered from behind C with the action in EAX, RSP at the vcpu. */
SYM_CODE_START(hv_leave_asm)
	HV_UNWIND_HINT_END
	mov	%rsp, %rdi
	mov	%eax, %esi
	call	hv_leave
SYM_INNER_LABEL(hv_leave_finish, SYM_L_LOCAL)
	HV_UNWIND_HINT_END
	/* The CPU is native from here on; RAX is a struct hv_leave_frame. */
	HV_GIVE_BACK_SPEC_CTRL HV_VCPU_SPEC_CTRL(%rsp)
	mov	%rax, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	iretq
SYM_CODE_END(hv_leave_asm)

	.text

/* u32 hv_launch(struct hv_cpu *cpu) */
SYM_FUNC_START(hv_launch)
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	pushfq
	mov	%rsp, %rsi
	lea	.Lguest(%rip), %rdx
	mov	(%rsp), %rcx
	call	hv_launch_setup
	vmlaunch
	/* It comes back here only when it failed, with CF or ZF set. */
	jbe	.Lfailed
.Lguest:
	xor	%eax, %eax
.Lreturn:
	popfq
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	RET
.Lfailed:
	mov	$FAIL_INVALID, %eax
	mov	$FAIL_VALID, %ecx
	cmovz	%ecx, %eax
	jmp	.Lreturn
SYM_FUNC_END(hv_launch)

	.section .noinstr.text, "ax"

/*
 * u32 hv_guest_enter(struct hv_vcpu *vcpu, bool launched)
 *
 * Linux is the host: HOST_RSP is this stack, with the vcpu on top.
 */
SYM_FUNC_START(hv_guest_enter)
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	mov	$HV_HOST_RSP, %eax
	vmwrite	%rsp, %rax
	mov	%rdi, %rax
	/* In CF, which neither the loads nor VERW change. */
	bt	$0, %esi
	HV_RESTORE_REGISTERS %rax
	CLEAR_CPU_BUFFERS
	jnc	.Lguest_launch
	UNWIND_HINT_SAVE
	vmresume
	jmp	.Lguest_failed
.Lguest_launch:
	vmlaunch
	jmp	.Lguest_failed

SYM_INNER_LABEL(hv_guest_exit, SYM_L_GLOBAL)
	UNWIND_HINT_RESTORE
	ENDBR
	push	%rax
	mov	8(%rsp), %rax
	pop	HV_VCPU_RAX(%rax)
	HV_SAVE_REGISTERS %rax, %rax
	HV_CLEAR_CALLER_SAVED
	xor	%edi, %edi
	HV_CLEAR_CALLEE_SAVED
	/* Linux leaves IBRS on in its kernel, which this is. */
	HV_MITIGATE_AFTER_EXIT %ebx
	xor	%eax, %eax
	jmp	.Lguest_return
.Lguest_failed:
	mov	$FAIL_INVALID, %eax
	mov	$FAIL_VALID, %ecx
	cmovz	%ecx, %eax
.Lguest_return:
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	RET
SYM_FUNC_END(hv_guest_enter)
