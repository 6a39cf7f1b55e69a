/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the IR says that handlers and natives may do: tables that declared.py
 * makes of `hvgen export`. Lists end with DECLARED_END.
 */
#ifndef HV_FUZZ_DECLARED_H
#define HV_FUZZ_DECLARED_H

#include "profile.h"
#include "vcpu.h"

#define DECLARED_END	(~0u)

/**
 * struct declared_field - a field of the VMCS
 * @encoding: with bit 0 clear
 * @name: of the C symbol
 * @exists: whether a processor that allows these controls and no others has it
 */
struct declared_field {
	u32 encoding;
	const char *name;
	bool (*exists)(const struct hv_controls *controls);
};

/**
 * struct declared_native - a function of the runtime
 * @name: of the C function
 * @fields_read: encodings
 * @fields_written: encodings
 * @registers: whether it changes registers of the guest
 * @reads_msrs: whether it reads MSRs
 * @writes_msrs: whether it writes MSRs
 * @memory: whether it changes memory beside the vcpu's own
 */
struct declared_native {
	const char *name;
	const u32 *fields_read;
	const u32 *fields_written;
	bool registers;
	bool reads_msrs;
	bool writes_msrs;
	bool memory;
};

enum declared_msr_kind {
	DECLARED_NO_MSR,	/* the list ends */
	DECLARED_MSR,		/* @number */
	DECLARED_MSR_OF,	/* bits 31:0 of register @number at the exit */
	DECLARED_ANY_MSR,
};

struct declared_msr {
	enum declared_msr_kind kind;
	u32 number;
};

/**
 * struct declared_handler - a handler of a hypervisor
 * @name: for people
 * @profile: its hypervisor
 * @reason: the exit reason, with bit 31 for a VM entry that failed
 * @implied: controls without which there is no such exit
 * @cpuid: whether it executes CPUID itself
 * @stub: whether it is also an assembly stub
 * @registers: which registers it may change, by bit
 * @fields_read: encodings
 * @fields_written: encodings
 * @msrs_read: numbers
 * @msrs_written: numbers
 * @state: positions in the profile's variables that it may change
 * @natives: positions in declared_natives that it may call
 * @events: kinds of event that it may record
 * @actions: what it may return
 * @constants: values that it compares others with
 * @nr_constants: how many
 */
struct declared_handler {
	const char *name;
	const struct hv_profile *profile;
	u32 reason;
	struct hv_controls implied;
	bool cpuid;
	bool stub;
	u16 registers;
	const u32 *fields_read;
	const u32 *fields_written;
	const struct declared_msr *msrs_read;
	const struct declared_msr *msrs_written;
	const u32 *state;
	const u32 *natives;
	const u32 *events;
	const u32 *actions;
	const u64 *constants;
	unsigned int nr_constants;
};

extern const struct declared_field declared_fields[];
extern const unsigned int declared_nr_fields;
extern const struct declared_native declared_natives[];
extern const unsigned int declared_nr_natives;
extern const struct declared_handler declared_handlers[];
extern const unsigned int declared_nr_handlers;

static inline bool declared_has(const u32 *list, u32 value)
{
	while (*list != DECLARED_END)
		if (*list++ == value)
			return true;
	return false;
}

/* What the generated wrappers of natives and of hv_emit() call. */
void machine_enter_native(u32 native);
void machine_leave_native(void);
void machine_emit(u16 kind);

#endif /* HV_FUZZ_DECLARED_H */
