/* SPDX-License-Identifier: GPL-2.0-only */
/* The environment of root mode on a CPU. */
#ifndef HV_ROOT_H
#define HV_ROOT_H

#include "cpu.h"

/**
 * hv_root_create() - the root page tables of a CPU, and its VMXON region
 * @cpu: the CPU
 *
 * Sleeps. Return: 0 or -ENOMEM.
 */
int hv_root_create(struct hv_cpu *cpu);

/* Also when it was never created. */
void hv_root_destroy(struct hv_cpu *cpu);

/**
 * hv_root_environment() - what VM exits load on this CPU
 * @cpu: this CPU; interrupts are off
 * @host: where to; RSP and RIP are left alone
 */
void hv_root_environment(const struct hv_cpu *cpu,
			 struct hv_host_environment *host);

#endif /* HV_ROOT_H */
