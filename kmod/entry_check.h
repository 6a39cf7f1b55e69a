/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of VM entry: which of them a state breaks of which parts may be
 * unknown. SDM volume 3, chapter "VM Entries". The rules are generated from
 * Spec/Architecture/EntryChecks (Generated/entry/); Sources/Interpreter has the
 * same in Swift.
 *
 * For the kernel and for user space, in any context but root mode: nothing is
 * allocated, nothing is called. A struct hv_entry_state is too large for the
 * kernel's stack.
 */
#ifndef HV_ENTRY_CHECK_H
#define HV_ENTRY_CHECK_H

#include "known_bits.h"
#include "entry/inputs.h"

/**
 * struct hv_entry_msr - an entry of the VM-entry MSR-load area
 * @parts: HV_INPUT_MSR_LOAD_*, less HV_NR_ENTRY_INPUTS
 */
struct hv_entry_msr {
	struct hv_known parts[HV_NR_ENTRY_MSR_PARTS];
};

/**
 * struct hv_entry_state - what is known when VM entry is to be checked
 * @inputs: by enum hv_entry_input: fields, capability MSRs, and what neither has
 * @msrs: the entries of the VM-entry MSR-load area from the first on
 * @nr_msrs: how many of them; there may be fewer than the VMCS counts: the rest
 *	is unknown
 */
struct hv_entry_state {
	struct hv_known inputs[HV_NR_ENTRY_INPUTS];
	const struct hv_entry_msr *msrs;
	u32 nr_msrs;
};

enum hv_entry_verdict {
	/* It holds, or is not performed, whatever the unknown values are. */
	HV_ENTRY_HOLDS,
	/* It does not hold, whatever the unknown values are. */
	HV_ENTRY_BROKEN,
	/* It depends on what is unknown. */
	HV_ENTRY_UNKNOWN,
};

enum hv_entry_kind {
	/* @number is the encoding. */
	HV_ENTRY_FIELD,
	/* @number is the address. */
	HV_ENTRY_CAPABILITY,
	/* A bit of CPUID: @number is the leaf. */
	HV_ENTRY_CPUID,
	/* The state of the processor that executes the instruction. */
	HV_ENTRY_PROCESSOR,
	/* The bits that WRMSR takes as 1; @number is the MSR. */
	HV_ENTRY_WRITABLE,
	/* Memory, @number bytes from where the field @pointer points. */
	HV_ENTRY_MEMORY,
	/* Of the entry of the VM-entry MSR-load area, @number bytes from its start. */
	HV_ENTRY_MSR_PART,
	/* About that entry, and not in memory. */
	HV_ENTRY_MSR_FACT,
};

/**
 * struct hv_entry_input_info - what an input is
 * @name: the field's or the MSR's symbol; in kebab-case for what is neither
 * @summary: what it is, for people: the SDM's name of a field
 * @always_one: bits that are 1 on every processor, known or not
 * @always_zero: bits that are 0 on every processor, known or not
 * @address_mask: HV_ENTRY_MEMORY: the bits of the field that make the address
 * @number: see enum hv_entry_kind
 * @pointer: HV_ENTRY_MEMORY: the field with the address, an enum hv_entry_input
 * @kind: an enum hv_entry_kind
 * @bits: how many it has
 * @subleaf: HV_ENTRY_CPUID
 * @reg: HV_ENTRY_CPUID: 0 EAX, 1 EBX, 2 ECX, 3 EDX
 * @bit: HV_ENTRY_CPUID
 */
struct hv_entry_input_info {
	const char *name;
	const char *summary;
	u64 always_one;
	u64 always_zero;
	u64 address_mask;
	u32 number;
	u16 pointer;
	u8 kind;
	u8 bits;
	u8 subleaf;
	u8 reg;
	u8 bit;
};

/**
 * struct hv_entry_operand - something that a rule looks at
 * @input: an enum hv_entry_input
 * @bit: a control's bit in it, HV_ENTRY_WHOLE for a whole input
 */
struct hv_entry_operand {
	u16 input;
	u8 bit;
};

#define HV_ENTRY_WHOLE	0xff

/* A control that rules look at, and the SDM's name of it. */
struct hv_entry_control_info {
	const char *name;
	struct hv_entry_operand operand;
};

enum hv_entry_outcome_kind {
	/* @number is the vector. */
	HV_ENTRY_FAULT,
	HV_ENTRY_FAIL_INVALID,
	/* @number is the VM-instruction error. */
	HV_ENTRY_FAIL_VALID,
	/* Exit reason 33; @number is the qualification. */
	HV_ENTRY_GUEST_STATE,
	/* Exit reason 34; the qualification is the number of the entry, from 1. */
	HV_ENTRY_MSR_LOAD,
	/* Exit reason 41. */
	HV_ENTRY_MACHINE_CHECK,
	/* The processor need not look. */
	HV_ENTRY_ENTERS,
};

struct hv_entry_outcome {
	u8 kind;
	u8 number;
};

/* What a rule looks at. */
struct hv_entry_view {
	const struct hv_entry_state *state;
	/* NULL for a rule that is not about an entry. */
	const struct hv_entry_msr *msr;
};

/**
 * struct hv_entry_rule - a check
 * @code: for example "VE-2202"; it stays what it is when rules are added
 * @name: dotted and in kebab-case, for example "control.tpr-threshold.vtpr"; it stays too
 * @section: the title in SDM volume 3
 * @sentence: what must be so, and where it helps why
 * @holds: a truth value: true when it holds or is not performed
 * @operands: what it looks at, in the order of reading
 * @outcomes: what a processor may do when it is broken
 * @number: that of @code
 * @nr_operands: how many operands
 * @nr_outcomes: how many outcomes
 * @stage: rules of a later one are reached only when all of the earlier hold
 * @each_msr: it is performed for each entry of the VM-entry MSR-load area
 */
struct hv_entry_rule {
	const char *code;
	const char *name;
	const char *section;
	const char *sentence;
	struct hv_known (*holds)(const struct hv_entry_view *view);
	const struct hv_entry_operand *operands;
	const struct hv_entry_outcome *outcomes;
	u16 number;
	u8 nr_operands;
	u8 nr_outcomes;
	u8 stage;
	bool each_msr;
};

/* In the order of the manual, which is that of the stages. */
extern const struct hv_entry_rule hv_entry_rules[];
extern const unsigned int hv_nr_entry_rules;

/* By enum hv_entry_input, the parts of an entry after those of the state. */
extern const struct hv_entry_input_info
hv_entry_inputs[HV_NR_ENTRY_INPUTS + HV_NR_ENTRY_MSR_PARTS];

extern const struct hv_entry_control_info hv_entry_controls[];
extern const unsigned int hv_nr_entry_controls;

void hv_entry_state_init(struct hv_entry_state *state);
enum hv_entry_verdict hv_entry_check(const struct hv_entry_rule *rule,
				     const struct hv_entry_state *state);
bool hv_entry_msr_breaks(const struct hv_entry_rule *rule,
			 const struct hv_entry_state *state, u32 entry);
struct hv_known hv_entry_operand_value(const struct hv_entry_operand *operand,
				       const struct hv_entry_state *state,
				       const struct hv_entry_msr *msr);
const char *hv_entry_operand_name(const struct hv_entry_operand *operand);

/* For the generated rules. */
struct hv_known hv_entry_value(const struct hv_entry_view *view, u16 input);
struct hv_known hv_entry_control(const struct hv_entry_view *view, u16 word,
				 u8 bit);

/* A word of controls that counts only when a control of another word is 1. */
struct hv_entry_activation {
	u16 word;
	struct hv_entry_operand by;
};

extern const struct hv_entry_activation hv_entry_activations[];
extern const unsigned int hv_nr_entry_activations;

#endif /* HV_ENTRY_CHECK_H */
