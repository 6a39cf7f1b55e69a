/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_REFUSE_H
#define HV_REFUSE_H

#include "fault.h"
#include "../Generated/uapi/hvcore.h"

struct hv_cpu;

/**
 * hv_refuse() - say why a start is refused
 * @refusal: where to; written whole
 * @code: enum hvcore_refusal_code
 * @cpu: the CPU that is in the way
 * @format: as printf: what is wrong, and what to do
 *
 * May be called with interrupts off; not in root mode.
 */
__printf(4, 5)
void hv_refuse(struct hvcore_refusal *refusal, u32 code, u32 cpu,
	       const char *format, ...);

/**
 * hv_refuse_injected() - whether fault injection wants a step to fail
 * @refusal: says so, in that case
 * @step: the step
 * @cpu: where, or HV_FAULT_ANY_CPU
 */
bool hv_refuse_injected(struct hvcore_refusal *refusal,
			enum hv_fault_step step, int cpu);

/* The error number that belongs to a refusal. */
int hv_refusal_error(const struct hvcore_refusal *refusal);

#endif /* HV_REFUSE_H */
