/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_STATS_H
#define HV_STATS_H

#include "vm.h"

/**
 * hv_stats_collect() - the statistics of a machine
 * @vm: the machine; it may be running
 * @cpu: a CPU that is there, or HVCORE_ALL_CPUS for sums
 * @stats: where to; may be NULL when @room is 0
 * @room: how many fit
 *
 * Elements of an array that are 0 are left out.
 *
 * Return: how many there are, of which the first @room were written.
 */
u32 hv_stats_collect(const struct hv_vm *vm, u32 cpu,
		     struct hvcore_stat *stats, u32 room);

#endif /* HV_STATS_H */
