/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "trap.h"

#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

volatile uintptr_t hvctl_first;

static const int caught[] = { SIGILL, SIGSEGV, SIGTRAP, SIGFPE, SIGBUS };
#define COUNT	(sizeof(caught) / sizeof(caught[0]))

static sigjmp_buf back;
static struct hvctl_fault fault;

static void on_fault(int number, siginfo_t *information, void *context)
{
	ucontext_t *state = context;

	fault.signal = number;
	fault.code = information->si_code;
	fault.rip = state->uc_mcontext.gregs[REG_RIP];
	/* The kernel clears TF for a handler, so the jump does not step. */
	siglongjmp(back, 1);
}

struct hvctl_fault hvctl_catch(void (*function)(void *), void *argument)
{
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO };
	struct sigaction before[COUNT];
	size_t i;

	sigemptyset(&action.sa_mask);
	for (i = 0; i < COUNT; i++)
		sigaction(caught[i], &action, &before[i]);
	fault.signal = 0;
	if (!sigsetjmp(back, 1))
		function(argument);
	for (i = 0; i < COUNT; i++)
		sigaction(caught[i], &before[i], NULL);
	return fault;
}
