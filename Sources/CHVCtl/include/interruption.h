/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals that ask the program to end. */
#ifndef HVCTL_INTERRUPTION_H
#define HVCTL_INTERRUPTION_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM and SIGHUP are only noted, and SIGPIPE is none. */
void hvctl_note_interruptions(void);

/* Whether one came. */
bool hvctl_is_interrupted(void);

#endif /* HVCTL_INTERRUPTION_H */
