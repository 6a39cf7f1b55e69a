/* SPDX-License-Identifier: GPL-2.0-only */
/* From C into an exit entry, out of it again, and out of it into the machine. */
#include "stub_asm.h"

	.data
	.globl	driver_gpr
	.balign	8
driver_gpr:
	.fill	16, 8, 0
	.globl	driver_rsp
driver_rsp:
	.quad	0
	.globl	driver_handler
driver_handler:
	.quad	0
	.globl	driver_reason
driver_reason:
	.quad	0
	.globl	driver_entry
driver_entry:
	.quad	0
host_rsp:
	.quad	0
target:
	.quad	0
stub_rsp:
	.quad	0
stub_gpr:
	.fill	16, 8, 0
	.globl	driver_argument
driver_argument:
	.fill	4, 8, 0

.macro SAVE to
	mov	%rax, \to+0x00(%rip)
	mov	%rcx, \to+0x08(%rip)
	mov	%rdx, \to+0x10(%rip)
	mov	%rbx, \to+0x18(%rip)
	mov	%rbp, \to+0x28(%rip)
	mov	%rsi, \to+0x30(%rip)
	mov	%rdi, \to+0x38(%rip)
	mov	%r8,  \to+0x40(%rip)
	mov	%r9,  \to+0x48(%rip)
	mov	%r10, \to+0x50(%rip)
	mov	%r11, \to+0x58(%rip)
	mov	%r12, \to+0x60(%rip)
	mov	%r13, \to+0x68(%rip)
	mov	%r14, \to+0x70(%rip)
	mov	%r15, \to+0x78(%rip)
.endm

.macro LOAD from
	mov	\from+0x00(%rip), %rax
	mov	\from+0x08(%rip), %rcx
	mov	\from+0x10(%rip), %rdx
	mov	\from+0x18(%rip), %rbx
	mov	\from+0x28(%rip), %rbp
	mov	\from+0x30(%rip), %rsi
	mov	\from+0x38(%rip), %rdi
	mov	\from+0x40(%rip), %r8
	mov	\from+0x48(%rip), %r9
	mov	\from+0x50(%rip), %r10
	mov	\from+0x58(%rip), %r11
	mov	\from+0x60(%rip), %r12
	mov	\from+0x68(%rip), %r13
	mov	\from+0x70(%rip), %r14
	mov	\from+0x78(%rip), %r15
.endm

/* On the test's stack, with every register of the stub put aside. */
.macro CALL_C function
	SAVE	stub_gpr
	mov	%rsp, stub_rsp(%rip)
	mov	host_rsp(%rip), %rsp
	cld
	call	\function
	mov	stub_rsp(%rip), %rsp
	LOAD	stub_gpr
.endm

	.text

/* u32 driver_enter_stub(struct hv_vcpu *vcpu, void (*entry)(void)) */
	.globl	driver_enter_stub
	.type	driver_enter_stub, @function
driver_enter_stub:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sub	$8, %rsp
	mov	%rsp, host_rsp(%rip)
	mov	%rsi, target(%rip)
	mov	%rdi, %rsp
	/* RFLAGS after an exit. */
	pushq	$2
	popfq
	mov	HV_VCPU_RAX(%rsp), %rax
	mov	HV_VCPU_RCX(%rsp), %rcx
	mov	HV_VCPU_RDX(%rsp), %rdx
	mov	HV_VCPU_RBX(%rsp), %rbx
	mov	HV_VCPU_RBP(%rsp), %rbp
	mov	HV_VCPU_RSI(%rsp), %rsi
	mov	HV_VCPU_RDI(%rsp), %rdi
	mov	HV_VCPU_R8(%rsp),  %r8
	mov	HV_VCPU_R9(%rsp),  %r9
	mov	HV_VCPU_R10(%rsp), %r10
	mov	HV_VCPU_R11(%rsp), %r11
	mov	HV_VCPU_R12(%rsp), %r12
	mov	HV_VCPU_R13(%rsp), %r13
	mov	HV_VCPU_R14(%rsp), %r14
	mov	HV_VCPU_R15(%rsp), %r15
	jmp	*target(%rip)

.Lback:
	mov	host_rsp(%rip), %rsp
	cld
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.globl	driver_catch_fast
driver_catch_fast:
	SAVE	driver_gpr
	mov	%rsp, driver_rsp(%rip)
	mov	$1, %eax
	jmp	.Lback

	.globl	driver_catch_slow
driver_catch_slow:
	SAVE	driver_gpr
	mov	%rsp, driver_rsp(%rip)
	xor	%eax, %eax
	jmp	.Lback

/* At 8(%rsp) the encoding; the value takes its place. */
	.globl	driver_vmread
driver_vmread:
	push	%rax
	mov	16(%rsp), %rax
	mov	%rax, driver_argument(%rip)
	pop	%rax
	CALL_C	driver_do_vmread
	push	%rax
	mov	driver_argument(%rip), %rax
	mov	%rax, 16(%rsp)
	pop	%rax
	pushq	$2
	popfq
	ret

/* At 8(%rsp) the encoding, at 16(%rsp) the value. */
	.globl	driver_vmwrite
driver_vmwrite:
	push	%rax
	mov	16(%rsp), %rax
	mov	%rax, driver_argument(%rip)
	mov	24(%rsp), %rax
	mov	%rax, driver_argument+8(%rip)
	pop	%rax
	CALL_C	driver_do_vmwrite
	pushq	$2
	popfq
	ret

	.globl	driver_cpuid
driver_cpuid:
	mov	%rax, driver_argument(%rip)
	mov	%rcx, driver_argument+8(%rip)
	CALL_C	driver_do_cpuid
	mov	driver_argument(%rip), %rax
	mov	driver_argument+8(%rip), %rbx
	mov	driver_argument+16(%rip), %rcx
	mov	driver_argument+24(%rip), %rdx
	pushq	$2
	popfq
	ret

/* CF says whether it faulted; EAX and EDX are kept then. */
	.globl	driver_rdmsr
driver_rdmsr:
	mov	%rcx, driver_argument(%rip)
	CALL_C	driver_do_rdmsr
	testb	$1, driver_argument+8(%rip)
	jnz	.Lfaulted
	mov	driver_argument+16(%rip), %rax
	mov	driver_argument+24(%rip), %rdx
	pushq	$2
	popfq
	ret

	.globl	driver_wrmsr
driver_wrmsr:
	mov	%rcx, driver_argument(%rip)
	mov	%rax, driver_argument+16(%rip)
	mov	%rdx, driver_argument+24(%rip)
	CALL_C	driver_do_wrmsr
	testb	$1, driver_argument+8(%rip)
	jnz	.Lfaulted
	pushq	$2
	popfq
	ret

.Lfaulted:
	pushq	$3
	popfq
	ret
