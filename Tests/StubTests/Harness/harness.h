/* SPDX-License-Identifier: GPL-2.0-only */
/* Offsets that harness.c and harness_asm.S share. */
#ifndef HV_STUB_TESTS_HARNESS_H
#define HV_STUB_TESTS_HARNESS_H

/* struct harness_frame: what the assembly saves around a call of C. */
#define FRAME_RAX	0
#define FRAME_RCX	8
#define FRAME_RDX	16
#define FRAME_RBX	24
#define FRAME_RSI	32
#define FRAME_RDI	40
#define FRAME_R8	48
#define FRAME_R9	56
#define FRAME_R10	64
#define FRAME_R11	72
#define FRAME_RBP	80
#define FRAME_FLAGS	88
#define FRAME_SIZE	96

#endif /* HV_STUB_TESTS_HARNESS_H */
