/* SPDX-License-Identifier: GPL-2.0-only */
#define RSB_CLEAR_LOOPS 32

.macro FILL_RETURN_BUFFER register loops feature more
.endm

.macro CLEAR_BRANCH_HISTORY_VMEXIT
.endm

.macro CLEAR_CPU_BUFFERS
.endm
