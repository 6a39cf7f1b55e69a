/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts the instructions of a function: in a child process, by single steps. */
#ifndef HV_COUNT_STEPS_H
#define HV_COUNT_STEPS_H

#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/*
 * Instructions of a child from when it stops itself to its end. A string
 * instruction stops after each repetition, but is one instruction. The first
 * stop is the child's own; a signal that is no step's would come for ever.
 */
static u64 count_steps(void (*function)(void))
{
	long at, before = 0;
	u64 steps = 0;
	int status;
	pid_t child = fork();

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		function();
		_exit(0);
	}
	waitpid(child, &status, 0);
	while (WIFSTOPPED(status) && (!before || WSTOPSIG(status) == SIGTRAP)) {
		ptrace(PTRACE_SINGLESTEP, child, NULL, NULL);
		waitpid(child, &status, 0);
		at = ptrace(PTRACE_PEEKUSER, child,
			    offsetof(struct user_regs_struct, rip), NULL);
		steps += at != before;
		before = at;
	}
	CHECK(WIFEXITED(status) && !WEXITSTATUS(status));
	if (WIFSTOPPED(status))
		kill(child, SIGKILL);
	return steps;
}

#endif /* HV_COUNT_STEPS_H */
