/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why the last VM entry failed: a snapshot judged by the rules of the manual.
 * In Linux, not in root mode.
 */
#ifndef HV_FAILURE_H
#define HV_FAILURE_H

#include "cpu.h"

/* More rules than that are counted and not told. */
#define HV_FAILURE_FINDINGS	32u

/**
 * hv_failure_record() - judge the snapshot of a CPU, log it and keep it
 * @cpu: the CPU, out of VMX, with a snapshot, which it has no more afterwards
 * @profile: what it was to run
 *
 * Sleeps.
 */
void hv_failure_record(struct hv_cpu *cpu, const struct hv_profile *profile);

/**
 * hv_failure_append() - add the rule of the last failure to a text
 * @text: HVCORE_TEXT_LEN bytes
 *
 * Nothing is added when no rule explains it.
 */
void hv_failure_append(char *text);

/**
 * hv_failure_get() - the last failure
 * @argument: all of it but size, flags, count and the address is filled in
 * @list: HV_FAILURE_FINDINGS of them
 *
 * Return: how many of @list are filled in
 */
u32 hv_failure_get(struct hvcore_failure *argument,
		   struct hvcore_finding *list);

/* Entries of the VM-entry MSR-load area that are looked at. */
#define HV_FAILURE_MSRS	16u

/* More values than a dump ever has. */
#define HV_DUMP_VALUES							\
	(HV_SNAPSHOT_FIELDS + HV_NR_CAPABILITIES + 64u + 2u * HV_FAILURE_MSRS)

/**
 * hv_failure_dump() - the values of the last failure
 * @list: HV_DUMP_VALUES of them
 *
 * Return: how many of @list are filled in; 0 when nothing failed
 */
u32 hv_failure_dump(struct hvcore_value *list);

/* Whether raw values may be shown to user space. */
bool hv_failure_may_dump(void);

/* The record of a failure, as hv_machine_read_event(); with its lock held. */
bool hv_failure_read_event(struct hvcore_event *event);
bool hv_failure_has_event(void);

#endif /* HV_FAILURE_H */
