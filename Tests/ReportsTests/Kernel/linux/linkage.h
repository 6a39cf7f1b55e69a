/* SPDX-License-Identifier: GPL-2.0-only */
/* What assembly of kmod/ takes from the kernel, for a test without one. */
#ifndef TEST_LINKAGE_H
#define TEST_LINKAGE_H

#define SYM_L_LOCAL
#define SYM_L_GLOBAL
#define SYM_CODE_START(name)		.globl name; name:
#define SYM_CODE_END(name)		.type name, @notype; .size name, .-name
#define SYM_INNER_LABEL(name, linkage)	name:
#define ENDBR				endbr64

#endif
