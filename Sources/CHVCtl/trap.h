/* SPDX-License-Identifier: GPL-2.0-only */
/* Coming back from an instruction that faulted. */
#ifndef HVCTL_TRAP_H
#define HVCTL_TRAP_H

#include <setjmp.h>
#include <stdint.h>

/* Where the instruction under test begins; its code stores it. */
extern volatile uintptr_t hvctl_first;

struct hvctl_fault {
	int signal, code;
	uintptr_t rip;
};

/* Calls a function, and says which signal ended it; signal 0 when none did. */
struct hvctl_fault hvctl_catch(void (*function)(void *), void *argument);

/*
 * Before an instruction under test, at the end of which stands its first byte.
 * R11 is clobbered.
 */
#define HVCTL_FIRST \
	"leaq 771f(%%rip), %%r11\n\tmovq %%r11, %[first]\n771:\t"

#endif /* HVCTL_TRAP_H */
