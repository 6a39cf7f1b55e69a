/* SPDX-License-Identifier: GPL-2.0-only */
/* Processors on which VM entry is checked, and any VMCS. */
#ifndef HV_ENTRY_MACHINE_H
#define HV_ENTRY_MACHINE_H

#include "entry_check.h"
#include "random.h"

/* One that has everything, one of 2020, and the first with EPT's predecessor. */
#define ENTRY_MACHINES	3

#define ENTRY_MSRS	4

/* Fills in capability MSRs, CPUID and a state from which VMLAUNCH is possible. */
void entry_machine(struct hv_entry_state *state, unsigned int machine);

/* Each optional feature of the processor, and what memory has, at random. */
void entry_machine_vary(struct hv_entry_state *state, struct random *random);

/* Any value in each field; every other time a few bits from the state's. */
void entry_machine_fields(struct hv_entry_state *state, struct random *random);

/* Entries of an MSR-load area: a few are bad. */
void entry_machine_msrs(struct hv_entry_state *state, struct hv_entry_msr *msrs,
			struct random *random);

#endif /* HV_ENTRY_MACHINE_H */
