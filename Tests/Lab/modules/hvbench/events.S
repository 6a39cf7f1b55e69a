/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shortest handlers that count: what a path costs natively is hardly more
 * than its instructions. Faults go on behind the instruction.
 */
#include <linux/linkage.h>

#include "hvbench.h"

	.data
	.balign 64
SYM_DATA(hvbench_faults, .quad 0)
SYM_DATA(hvbench_nmis, .quad 0)
SYM_DATA(hvbench_interrupts, .quad 0)

	.text

SYM_CODE_START(hvbench_on_ud)
	addq	$HVBENCH_UD_LENGTH, (%rsp)
	incq	hvbench_faults(%rip)
	iretq
SYM_CODE_END(hvbench_on_ud)

SYM_CODE_START(hvbench_on_gp)
	addq	$8, %rsp
	addq	$HVBENCH_GP_LENGTH, (%rsp)
	incq	hvbench_faults(%rip)
	iretq
SYM_CODE_END(hvbench_on_gp)

SYM_CODE_START(hvbench_on_nmi)
	incq	hvbench_nmis(%rip)
	iretq
SYM_CODE_END(hvbench_on_nmi)

/* R11 is the local APIC, see paths.c. */
SYM_CODE_START(hvbench_on_interrupt)
	incq	hvbench_interrupts(%rip)
	movl	$0, HVBENCH_APIC_EOI(%r11)
	iretq
SYM_CODE_END(hvbench_on_interrupt)
