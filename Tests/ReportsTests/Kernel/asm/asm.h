/* SPDX-License-Identifier: GPL-2.0-only */
#define _ASM_EXTABLE(from, to) .pushsection __ex_table, "a"; .long from - ., to - .; .popsection
