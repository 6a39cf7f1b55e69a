/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that Linux takes from a thread at its wish: they then fault in ring 3. */
#ifndef HVCTL_TAKEN_H
#define HVCTL_TAKEN_H

#include <stdint.h>

/* RDTSC with CR4.TSD set. The value is what the kernel said to it. */
void hvctl_rdtsc_taken(uint64_t *values);

/*
 * CPUID with CPUID faulting, which comes before a VM exit. Where the processor
 * has no faulting, the value is the kernel's error number.
 */
void hvctl_cpuid_taken(uint64_t *values);

/* What was taken is the thread's again; does nothing where nothing was. */
void hvctl_give_back(void);

#endif /* HVCTL_TAKEN_H */
