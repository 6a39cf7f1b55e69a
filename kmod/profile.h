/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A profile is one hypervisor: tables and functions that hvgen generates from
 * its description in Swift, for the runtime to carry out.
 */
#ifndef HV_PROFILE_H
#define HV_PROFILE_H

#include "vcpu.h"
#include "environment.h"
#include "arch/msrs.h"

/* From IA32_VMX_BASIC on, without a gap. */
#define HV_NR_CAPABILITIES	(HV_CAPABILITY_LAST - HV_CAPABILITY_FIRST + 1)

enum hv_mode {
	HV_MODE_RUNNING_SYSTEM,
	HV_MODE_GUEST,
};

/* When the processor looks at a control. */
enum hv_control_part {
	/* While the guest runs. */
	HV_CONTROLS_EXECUTION,
	HV_CONTROLS_EXIT,
	HV_CONTROLS_ENTRY,
};

enum hv_control_level {
	/* Without it the hypervisor does not start. */
	HV_CONTROL_REQUIRED,
	/* Set where the processor allows it. */
	HV_CONTROL_PREFERRED,
	/* Required where CPUID shows the feature, else 0. */
	HV_CONTROL_WHEN_CPUID,
};

enum hv_cpuid_register { HV_EAX, HV_EBX, HV_ECX, HV_EDX };

/**
 * struct hv_control_info - one bit of a control word, from the architecture
 * @word: the control word
 * @bit: the bit's number
 * @name: the SDM's name of the bit
 */
struct hv_control_info {
	u8 word;
	u8 bit;
	const char *name;
};

/* One dependency: @word.@bit = 1 needs @other_word.@other_bit to be @value. */
struct hv_control_dependency {
	u8 word, bit;
	u8 other_word, other_bit;
	u8 value;
};

/**
 * struct hv_control_word_info - how a processor reports one control word
 * @name: the SDM's name of the word
 * @control_name: what messages call one of its controls; short, because the
 *	text of a refusal has HVCORE_TEXT_LEN bytes
 * @part: see enum hv_control_part
 * @capability_msr: the MSR with the allowed settings
 * @true_msr: the MSR that is used instead when bit 55 of IA32_VMX_BASIC is set; 0 if none
 * @allowed1_only: the MSR has 64 allowed-1 bits and forces nothing to 1
 * @default1: bits that were reserved to 1 on the first processors
 * @activated_by_word: word of the control that makes this word count
 * @activated_by_bit: bit of that control; 0xff when the word always counts
 */
struct hv_control_word_info {
	const char *name;
	const char *control_name;
	u8 part;
	u32 capability_msr;
	u32 true_msr;
	bool allowed1_only;
	u64 default1;
	u8 activated_by_word;
	u8 activated_by_bit;
};

/* From the architecture database: generated, shared by all profiles. */
extern const struct hv_control_word_info hv_control_words[HV_NR_CONTROL_WORDS];
extern const struct hv_control_info hv_control_infos[];
extern const unsigned int hv_nr_control_infos;
extern const struct hv_control_dependency hv_control_dependencies[];
extern const unsigned int hv_nr_control_dependencies;
/* The SDM's names of the VMX capability MSRs. */
extern const char *const hv_capability_names[HV_NR_CAPABILITIES];

/**
 * struct hv_control_request - that a hypervisor wants a control to be 1
 * @word: the control word
 * @bit: the bit's number
 * @level: see enum hv_control_level
 * @cpuid_register: with HV_CONTROL_WHEN_CPUID, the register of the feature bit
 * @cpuid_bit: its bit
 * @cpuid_leaf: its leaf
 * @cpuid_subleaf: its subleaf
 */
struct hv_control_request {
	u8 word;
	u8 bit;
	u8 level;
	u8 cpuid_register;
	u8 cpuid_bit;
	u32 cpuid_leaf;
	u32 cpuid_subleaf;
};

#define HV_MSR_READ	1u
#define HV_MSR_WRITE	2u

/* MSRs @first to @last whose accesses of the kinds in @accesses exit. */
struct hv_msr_intercept {
	u32 first, last;
	u32 accesses;
};

enum hv_state_scope { HV_STATE_VCPU, HV_STATE_CPU, HV_STATE_VM };

/**
 * struct hv_state_variable - a piece of state that a hypervisor declares
 * @name: what statistics call it; NULL when it is not exported
 * @scope: to whom it belongs
 * @offset: from the start of the state of that scope
 * @size: of one element, in bytes
 * @count: elements
 * @initial: what each element starts with
 * @by_exit_reason: whether the index is a basic exit reason
 */
struct hv_state_variable {
	const char *name;
	u8 scope;
	u8 size;
	bool by_exit_reason;
	u32 offset;
	u32 count;
	u64 initial;
};

/**
 * struct hv_profile - one hypervisor
 * @exit_entry: HOST_RIP in runningSystem mode, an assembly label
 * @handle_exit: the generated dispatch, by the exit reason; called with
 *	interrupts off, in root mode
 * @setup_vmcs: writes every field of the current VMCS
 */
struct hv_profile {
	const char *name;
	const char *summary;
	enum hv_mode mode;
	bool test_only;
	u32 vcpu_state_size;
	u32 cpu_state_size;
	u32 vm_state_size;
	const struct hv_control_request *controls;
	unsigned int nr_controls;
	const struct hv_msr_intercept *msr_intercepts;
	unsigned int nr_msr_intercepts;
	const struct hv_state_variable *variables;
	unsigned int nr_variables;
	/* Indexed by reason number; entry 0 is unused. */
	const char *const *stop_reasons;
	unsigned int nr_stop_reasons;
	void (*exit_entry)(void);
	hv_action_t (*handle_exit)(struct hv_vcpu *vcpu, u32 reason);
	void (*setup_vmcs)(struct hv_vcpu *vcpu, const struct hv_environment *env);
};

extern const struct hv_profile *const hv_profiles[];
extern const unsigned int hv_nr_profiles;

/* The SDM's name of a basic exit reason, or NULL. */
const char *hv_exit_reason_name(u32 reason);

#endif /* HV_PROFILE_H */
