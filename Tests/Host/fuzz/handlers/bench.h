/* SPDX-License-Identifier: GPL-2.0-only */
/* A vcpu with everything that handlers and natives reach from it. */
#ifndef HV_FUZZ_BENCH_H
#define HV_FUZZ_BENCH_H

#include "ept_machine.h"
#include "watched.h"
#include "vm.h"

/* Below the vcpu: an exit stub's. */
#define BENCH_STACK	512

/**
 * struct bench - a vcpu and what is around it
 * @profile: whose vcpu it is
 * @block: the stub's stack, the vcpu and its declared state
 * @vcpu: in @block
 * @cpu: its CPU
 * @vm: its machine
 * @memory: RAM of the guest, BENCH_MEMORY_SIZE bytes from address 0
 * @has_ept: whether @ept is in use
 * @ept: the identity map
 * @state: what the declared state was, by scope
 * @before: what the vcpu was
 */
struct bench {
	const struct hv_profile *profile;
	u8 *block;
	struct hv_vcpu *vcpu;
	struct hv_cpu *cpu;
	struct hv_vm *vm;
	u8 *memory;
	bool has_ept;
	struct ept_machine ept;
	u8 *state[3];
	struct hv_vcpu before;
};

/*
 * Everything of it is of its own size, and what the input says. @handler is
 * NULL for an exit that has none.
 */
void bench_open(struct bench *bench, const struct hv_profile *profile,
		const struct declared_handler *handler, struct input *input,
		u64 seed);
void bench_close(struct bench *bench);

/* Ends the program if the handler changed what it does not declare. */
void bench_check(const struct bench *bench,
		 const struct declared_handler *handler);

#endif /* HV_FUZZ_BENCH_H */
