/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HVINIT_H
#define HVINIT_H

/* Linux uses nothing below 1 MiB but its own trampoline, near the end. */
#define HVINIT_PAGE		0x8000
#define HVINIT_STATE		0x400
#define HVINIT_TABLES		0x9000

/* Quadwords of the state: what was found first, then these. */
#define HVINIT_NR_FOUND		25
#define HVINIT_SIGNATURE	25
#define HVINIT_MARKER		26
#define HVINIT_NR		27

/* How far it came. */
#define HVINIT_REAL		1
#define HVINIT_PROTECTED	2
#define HVINIT_LONG		3

#endif /* HVINIT_H */
