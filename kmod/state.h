/* SPDX-License-Identifier: GPL-2.0-only */
/* The state that a profile declares, as its table of variables describes it. */
#ifndef HV_STATE_H
#define HV_STATE_H

#include "profile.h"

/**
 * hv_state_initialize() - give all variables of a scope their initial values
 * @profile: the profile
 * @scope: enum hv_state_scope
 * @state: the state of that scope, all zero; may be NULL when there are no
 *	variables
 */
void hv_state_initialize(const struct hv_profile *profile, u8 scope,
			 void *state);

/**
 * hv_state_read() - one element of a variable, which root mode may be changing
 * @variable: the variable
 * @state: the state of its scope
 * @index: of the element, below @variable->count
 */
u64 hv_state_read(const struct hv_state_variable *variable, const void *state,
		  u32 index);

#endif /* HV_STATE_H */
