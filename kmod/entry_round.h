/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The nearest state that satisfies the checks of VM entry, and one that breaks
 * a chosen check. Only fields of the VMCS are changed: neither the processor,
 * nor memory, nor the MSR-load entries, whose count is cut before the first that
 * breaks a rule. The steps are derived from the rules (Generated/entry/mends.c).
 */
#ifndef HV_ENTRY_ROUND_H
#define HV_ENTRY_ROUND_H

#include "entry_check.h"

/**
 * struct hv_entry_mend - how to make a state satisfy a rule, and break it
 * @mend: makes a state satisfy it; true when it did not before
 * @spoil: makes a state break it, as far as fields can
 * @rule: its place in hv_entry_rules
 */
struct hv_entry_mend {
	bool (*mend)(struct hv_known *v);
	void (*spoil)(struct hv_known *v);
	u16 rule;
};

/* In the order of mending; none for the rules about MSR-load entries. */
extern const struct hv_entry_mend hv_entry_mends[];
extern const unsigned int hv_nr_entry_mends;

bool hv_entry_round(struct hv_entry_state *state);
bool hv_entry_break(const struct hv_entry_rule *rule,
		    struct hv_entry_state *state);
unsigned int hv_entry_suggest(const struct hv_entry_rule *rule,
			      const struct hv_entry_state *state,
			      struct hv_entry_state *mended,
			      u16 *changed, unsigned int max);

#endif /* HV_ENTRY_ROUND_H */
