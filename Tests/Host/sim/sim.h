/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A simulated machine: the hvp_* functions of platform_host.h, answered by
 * what was written before, by what the test sets, or by the oracle; and the
 * trace of everything that was done to it. One machine a process.
 */
#ifndef HV_SIM_H
#define HV_SIM_H

#include "oracle.h"

/* What an override sets. */
enum sim_override_kind {
	SIM_OVERRIDE_FIELD = 1, /* key = encoding */
	SIM_OVERRIDE_MSR = 2, /* key = number */
	SIM_OVERRIDE_MSR_FAULT = 3, /* key = number; value 0 or 1 */
	SIM_OVERRIDE_WRMSR_FAULT = 4, /* key = number; value 0 or 1 */
	SIM_OVERRIDE_CPUID = 5, /* key = leaf << 32 | subleaf, index */
	SIM_OVERRIDE_XSETBV_FAULT = 6, /* key = index; value 0 or 1 */
	SIM_OVERRIDE_TSC = 7, /* key = how many came before */
	SIM_OVERRIDE_CR4 = 8,
	/* key = id, index = of the result, and from bit 8 on of the call */
	SIM_OVERRIDE_NATIVE = 9,
};

/**
 * struct sim_override - an answer that the test sets
 * @kind: enum sim_override_kind
 * @index: part of the question, see there; else 0
 * @key: what is asked for, see there; else 0
 * @value: the answer
 */
struct sim_override {
	u32 kind;
	u32 index;
	u64 key;
	u64 value;
};

/* What was done. "failed" and "faulted" are 0 or 1. */
enum sim_trace_kind {
	SIM_VMREAD = 1, /* encoding, value */
	SIM_VMWRITE = 2, /* encoding, value cut to the width */
	SIM_CPUID =
		3, /* leaf << 32 | subleaf, EBX << 32 | EAX, EDX << 32 | ECX */
	SIM_RDMSR = 4, /* number, value, faulted */
	SIM_WRMSR = 5, /* number, value, faulted */
	SIM_NATIVE = 6, /* id, number of arguments */
	SIM_NATIVE_ARGUMENT = 7, /* index, value; follow SIM_NATIVE */
	SIM_NATIVE_RESULT = 8, /* index, value cut to the width */
	SIM_EMIT = 9, /* kind, words 0 and 1 */
	SIM_EMIT_MORE = 10, /* words 2 and 3; follows SIM_EMIT */
	SIM_XSETBV = 11, /* index, value, faulted */
	SIM_WBINVD = 12,
	SIM_INVEPT = 13, /* type, EPTP */
	SIM_INVVPID = 14, /* type, VPID, linear address */
	SIM_RDTSC = 15, /* value */
	SIM_READ_CR4 = 16, /* value */
	SIM_WRITE_CR4 = 17, /* value */
};

/* An entry of the trace; arguments that are not named are 0. */
struct sim_trace {
	u32 kind;
	u32 pad;
	u64 a, b, c;
};

/**
 * struct sim_record - what is known after a run, before state and trace
 * @action: what the handler returned
 * @nr_trace: entries of the trace
 * @state_size: bytes of declared state
 * @pad: 0
 * @gpr: registers, by the processor's numbers
 */
struct sim_record {
	u32 action;
	u32 nr_trace;
	u32 state_size;
	u32 pad;
	u64 gpr[16];
};

/**
 * sim_begin() - a new machine
 * @seed: of the oracle
 * @overrides: what the test sets; must stay during the run
 * @nr_overrides: how many
 */
void sim_begin(u64 seed, const struct sim_override *overrides,
	       size_t nr_overrides);

/* The trace since sim_begin(), and how long it is. */
const struct sim_trace *sim_trace(size_t *count);

/* FNV-1a, 64 bits, of the C name of a native, for example "hv_ept_fill". */
u64 sim_native_id(const char *name);

/**
 * sim_native() - a call of a function that the machine has no model of
 * @id: sim_native_id() of its name
 * @arguments: zero-extended
 * @count: how many
 *
 * The results are asked for afterwards, in order, with sim_native_result().
 */
void sim_native(u64 id, const u64 *arguments, size_t count);

/**
 * sim_native_result() - a result of the last sim_native()
 * @index: which
 * @width: its width in bits, 1 to 64
 *
 * Return: an override, or oracle(seed, SIM_TAG_NATIVE, fold, @index), cut to
 * the width, where fold starts as the id and becomes splitmix64(fold ^ word)
 * for each argument.
 */
u64 sim_native_result(u32 index, unsigned int width);

/* A record for the event ring, as hv_emit() makes it. */
void sim_emit(u16 kind, u64 word0, u64 word1, u64 word2, u64 word3);

/**
 * sim_write_record() - write the outcome of a run, in this machine's byte order
 * @file: where to
 * @action: what the handler returned
 * @gpr: 16 registers
 * @state: declared state
 * @state_size: of @state, in bytes
 *
 * Writes struct sim_record, the state, zeros up to a multiple of 8 bytes, and
 * the trace. Return: whether all was written.
 */
bool sim_write_record(FILE *file, u32 action, const u64 *gpr, const void *state,
		      u32 state_size);

#endif /* HV_SIM_H */
