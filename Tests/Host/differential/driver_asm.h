/* SPDX-License-Identifier: GPL-2.0-only */
/* How an exit path got into C. */
#ifndef HV_DIFFERENTIAL_DRIVER_ASM_H
#define HV_DIFFERENTIAL_DRIVER_ASM_H

/* Through the C dispatch, with the exit reason as an argument. */
#define DRIVER_DISPATCH		0
/* To the handler itself, which leaves alone what the C ABI keeps. */
#define DRIVER_CALL_LIGHT	1
/* To the handler itself. */
#define DRIVER_CALL_FULL	2

#endif /* HV_DIFFERENTIAL_DRIVER_ASM_H */
