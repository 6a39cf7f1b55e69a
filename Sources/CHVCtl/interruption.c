/* SPDX-License-Identifier: GPL-2.0-only */
#include "interruption.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t interrupted;

static void note(int number)
{
	(void)number;
	interrupted = 1;
}

void hvctl_note_interruptions(void)
{
	/* Without SA_RESTART: a wait ends when the signal comes. */
	struct sigaction action = { .sa_handler = note };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

bool hvctl_is_interrupted(void)
{
	return interrupted;
}
