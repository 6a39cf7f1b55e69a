/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a CPU executes after its start-up IPI, at HVINIT_PAGE: it writes down
 * in which state it is, and goes through protected mode into 64-bit mode. The
 * quadwords are those of hvinit.h.
 */
#include <linux/linkage.h>

#include "hvinit.h"

#define EFER		0xc0000080
#define EFER_LME	8
#define CR0_PE		0
#define CR0_PG		31
#define CR4_PAE		5

#define HERE(label)	(HVINIT_PAGE + (label) - hvinit_start)
#define OFFSET(label)	((label) - hvinit_start)
#define STATE(member)	(HVINIT_STATE + 8 * (member))

	.section .rodata
	.balign 16
	.globl	hvinit_start, hvinit_end
	.code16
hvinit_start:
	mov	%eax, %cs:STATE(0)
	mov	%ecx, %cs:STATE(1)
	mov	%edx, %cs:STATE(2)
	mov	%ebx, %cs:STATE(3)
	mov	%esp, %cs:STATE(4)
	mov	%ebp, %cs:STATE(5)
	mov	%esi, %cs:STATE(6)
	mov	%edi, %cs:STATE(7)
	pushfl
	popl	%eax
	mov	%eax, %cs:STATE(8)
	mov	%cr0, %eax
	mov	%eax, %cs:STATE(9)
	mov	%cr2, %eax
	mov	%eax, %cs:STATE(10)
	mov	%cr3, %eax
	mov	%eax, %cs:STATE(11)
	mov	%cr4, %eax
	mov	%eax, %cs:STATE(12)
	mov	%dr6, %eax
	mov	%eax, %cs:STATE(13)
	mov	%dr7, %eax
	mov	%eax, %cs:STATE(14)
	mov	%cs, %cs:STATE(15)
	mov	%ds, %cs:STATE(16)
	mov	%ss, %cs:STATE(17)
	mov	%gs, %cs:STATE(18)
	sgdt	%cs:STATE(19)
	sidt	%cs:STATE(20)
	mov	$EFER, %ecx
	rdmsr
	mov	%eax, %cs:STATE(21)
	movl	$HVINIT_REAL, %cs:STATE(HVINIT_MARKER)

	lgdtl	%cs:OFFSET(.Lgdt_pointer)
	mov	%cr0, %eax
	bts	$CR0_PE, %eax
	mov	%eax, %cr0
	ljmpl	$8, $HERE(.Lprotected)

	.code32
.Lprotected:
	mov	$16, %eax
	mov	%eax, %ds
	mov	%eax, %ss
	movl	$HVINIT_PROTECTED, HVINIT_PAGE + STATE(HVINIT_MARKER)
	mov	%cr4, %eax
	bts	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$HVINIT_TABLES, %eax
	mov	%eax, %cr3
	mov	$EFER, %ecx
	rdmsr
	bts	$EFER_LME, %eax
	wrmsr
	mov	%cr0, %eax
	bts	$CR0_PG, %eax
	mov	%eax, %cr0
	ljmpl	$24, $HERE(.Llong)

	.code64
.Llong:
	mov	$EFER, %ecx
	rdmsr
	mov	%eax, HVINIT_PAGE + STATE(22)
	mov	%cr0, %rax
	mov	%rax, HVINIT_PAGE + STATE(23)
	mov	%cr4, %rax
	mov	%rax, HVINIT_PAGE + STATE(24)
	mov	$0x40000000, %eax
	cpuid
	mov	%ebx, HVINIT_PAGE + STATE(HVINIT_SIGNATURE)
	movl	$HVINIT_LONG, HVINIT_PAGE + STATE(HVINIT_MARKER)
1:	hlt
	jmp	1b

	.balign 8
.Lgdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* 32-bit code */
	.quad	0x00cf93000000ffff	/* data */
	.quad	0x00af9b000000ffff	/* 64-bit code */
.Lgdt_pointer:
	.word	. - .Lgdt - 1
	.long	HERE(.Lgdt)
hvinit_end:
