// SPDX-License-Identifier: GPL-2.0-only
#include "state.h"

static void write_element(const struct hv_state_variable *variable,
			  void *state, u32 index)
{
	void *element = state + variable->offset + index * variable->size;

	/* Little-endian: the low bytes of the value are the element's. */
	memcpy(element, &variable->initial, variable->size);
}

void hv_state_initialize(const struct hv_profile *profile, u8 scope,
			 void *state)
{
	const struct hv_state_variable *variable;
	unsigned int i;
	u32 index;

	for (i = 0; i < profile->nr_variables; i++) {
		variable = &profile->variables[i];
		/* Most start as 0, which is there. */
		if (variable->scope != scope || !variable->initial)
			continue;
		for (index = 0; index < variable->count; index++)
			write_element(variable, state, index);
	}
}

u64 hv_state_read(const struct hv_state_variable *variable, const void *state,
		  u32 index)
{
	const void *element = state + variable->offset +
			      index * variable->size;

	switch (variable->size) {
	case 1:
		return READ_ONCE(*(const u8 *)element);
	case 2:
		return READ_ONCE(*(const u16 *)element);
	case 4:
		return READ_ONCE(*(const u32 *)element);
	default:
		return READ_ONCE(*(const u64 *)element);
	}
}
