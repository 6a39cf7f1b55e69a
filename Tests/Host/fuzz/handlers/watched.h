/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A processor whose every answer comes from an input, and which ends the
 * program on whatever the handler that runs does not declare.
 */
#ifndef HV_FUZZ_WATCHED_H
#define HV_FUZZ_WATCHED_H

#include "declared.h"
#include "input.h"
#include "vcpu.h"

/**
 * machine_begin() - a new machine
 * @handler: what runs; NULL for an exit that has no handler
 * @vcpu: the vcpu, with its registers as they are at the exit
 * @reason: what VM_EXIT_REASON holds
 * @input: where answers come from
 * @seed: what they are made of behind its end
 */
void machine_begin(const struct declared_handler *handler,
		   const struct hv_vcpu *vcpu, u32 reason, struct input *input,
		   u64 seed);

/* Whether anything but VMREADs was done since machine_begin(). */
bool machine_has_effects(void);

/* Whether a native was called; whether one was that changes memory. */
bool machine_called_natives(void);
bool machine_changed_memory(void);

/* Whether natives that say that they may have changed the registers. */
bool machine_changed_registers(void);

/*
 * A value that an input chooses: few bytes make values that matter. @handler
 * may be NULL.
 */
u64 machine_take_value(const struct declared_handler *handler,
		       struct input *input, u64 otherwise);

/*
 * What a field has in an ordinary guest, where no input would hit upon it.
 * Return: whether there is such a value.
 */
bool machine_ordinary(u32 encoding, u64 *value);

/*
 * An instruction that natives execute and handlers do not. Return: a value
 * that it may answer.
 */
u64 machine_instruction(const char *name);

/* The vcpu whose handler runs. */
const struct hv_vcpu *machine_vcpu(void);

/* Says what the handler did wrong and ends the program. */
void machine_fail(const char *format, ...) __printf(1, 2) __noreturn;

/* Guest memory of the machine: see bench.c. */
#define BENCH_MEMORY_SIZE	0xc000u
#define BENCH_TABLES		0x1000u

#endif /* HV_FUZZ_WATCHED_H */
