/* SPDX-License-Identifier: GPL-2.0-only */
#define MSR_IA32_SPEC_CTRL 0x48
#define SPEC_CTRL_IBRS 1
