/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program relies on, and an exit or an entry could lose. */
#ifndef HVCTL_SURVIVAL_H
#define HVCTL_SURVIVAL_H

#include <stdbool.h>
#include <stdint.h>

/* Puts the thread on a CPU. Return: 0, or a negative error number. */
int hvctl_move_to_cpu(uint32_t cpu);

/* Remembers where the thread may run; hvctl_allow_again() goes back to that. */
void hvctl_remember_allowed(void);
void hvctl_allow_again(void);

/* RDTSC. */
uint64_t hvctl_time_stamp(void);

/**
 * hvctl_stamp_goes_back() - look for a time stamp before the last one
 * @rounds: how many to take
 */
bool hvctl_stamp_goes_back(uint32_t rounds);

/**
 * hvctl_lost_state() - fill the x87, SSE and AVX registers, make exits and
 * system calls, and look again
 * @rounds: how many
 * @with_avx: whether there are YMM registers that the kernel lets be used
 *
 * Return: 0, or 1 for the x87 registers or control word, 2 for MXCSR, 4 for a
 * vector register, ORed.
 */
uint32_t hvctl_lost_state(uint32_t rounds, bool with_avx);

/* Whether a timer's signal comes while the CPU computes and makes exits. */
bool hvctl_timer_works(void);

/* Whether a process can be started, touches memory of its own, and ends. */
bool hvctl_fork_works(void);

/* Whether FS base is the thread's, by memory through FS and by the kernel. */
bool hvctl_fs_base_is_right(void);

/**
 * hvctl_port_works() - look whether the I/O bitmap of the TSS is honoured
 *
 * Return: 1 if a port can be read that ioperm() allowed, 0 if not, or a
 * negative error number when ioperm() was refused.
 */
int hvctl_port_works(void);

#endif /* HVCTL_SURVIVAL_H */
