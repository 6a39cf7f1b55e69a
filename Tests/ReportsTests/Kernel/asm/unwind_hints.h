/* SPDX-License-Identifier: GPL-2.0-only */
.macro UNWIND_HINT_EMPTY
.endm
