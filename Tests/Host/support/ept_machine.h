/* SPDX-License-Identifier: GPL-2.0-only */
/* An EPT identity map with all that it needs, and what must hold of it. */
#ifndef HV_EPT_MACHINE_H
#define HV_EPT_MACHINE_H

#include "ept.h"
#include "ept_walk.h"
#include "fake_mtrrs.h"

#define EPT_CAPS_SMALL                                           \
	(HV_EPT_CAP_WALK_4 | HV_EPT_CAP_WB | HV_EPT_CAP_INVEPT | \
	 HV_EPT_CAP_INVEPT_SINGLE | HV_EPT_CAP_INVEPT_ALL)
#define EPT_CAPS_2M  (EPT_CAPS_SMALL | HV_EPT_CAP_2M)
#define EPT_CAPS_ALL (EPT_CAPS_2M | HV_EPT_CAP_1G)

/**
 * struct ept_machine - a machine whose EPT is tested
 * @fake: its MTRRs
 * @mtrr: the same, decoded
 * @pages: its memory
 * @shared: what is under test
 * @cpu: what is under test
 */
struct ept_machine {
	struct fake_mtrrs fake;
	struct hv_mtrr mtrr;
	struct host_pages *pages;
	struct hv_ept shared;
	struct hv_ept_cpu cpu;
};

/* Return: what hv_ept_create() or else hv_ept_cpu_create() returned. */
int ept_machine_start(struct ept_machine *machine, struct fake_mtrrs fake,
		      u64 capabilities, const struct hv_physical_range *ranges,
		      size_t nr_ranges, u32 pool_size);

/* Takes it down; every page must be back. */
void ept_machine_stop(struct ept_machine *machine);

/* Where an address leads on the CPU. */
struct ept_walk ept_machine_walk(const struct ept_machine *machine,
				 u64 address);

/*
 * The address is mapped to itself with all rights and its memory type, by the
 * largest page that the processor has and that is of one type.
 */
void ept_machine_check(const struct ept_machine *machine, u64 address);

#endif /* HV_EPT_MACHINE_H */
