/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that may fault, executed in ring 3. */
#ifndef HVCTL_ATTEMPT_H
#define HVCTL_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct hvctl_attempt - what an instruction came to
 * @signal: 0 when there was none
 * @code: si_code of the signal
 * @offset: of RIP at the signal, from the instruction's first byte
 * @values: what it read, where it did not fault
 */
struct hvctl_attempt {
	int32_t signal;
	int32_t code;
	int64_t offset;
	uint64_t values[2];
};

/**
 * enum hvctl_group - what is expected of an instruction in ring 3
 * @HVCTL_VMX: #UD outside VMX operation, and under a hypervisor that hides it
 * @HVCTL_VMCALL: #UD natively; a hypervisor answers it
 * @HVCTL_PRIVILEGED: #GP
 * @HVCTL_STATE: reads state that stays the same, where the processor has it
 * @HVCTL_EXCEPTION: an exception that the kernel makes a signal of
 */
enum hvctl_group {
	HVCTL_VMX,
	HVCTL_VMCALL,
	HVCTL_PRIVILEGED,
	HVCTL_STATE,
	HVCTL_EXCEPTION,
};

/* How many instructions there are. */
uint32_t hvctl_instruction_count(void);

/* The name of one, as the manual writes it. */
const char *hvctl_instruction_name(uint32_t number);

enum hvctl_group hvctl_instruction_group(uint32_t number);

/* Executes it. Signals of this kind must not be used by anything else meanwhile. */
void hvctl_execute(uint32_t number, struct hvctl_attempt *attempt);

/**
 * struct hvctl_hypercall - VMCALL
 * @rax: the number; returns the result
 * @rcx: argument, clobbered
 * @rdx: argument, clobbered
 * @preserved: whether every other register came back as it was
 * @signal: 0, or the signal that came instead of an answer
 */
struct hvctl_hypercall {
	uint64_t rax, rcx, rdx;
	bool preserved;
	int32_t signal;
};

void hvctl_vmcall(struct hvctl_hypercall *call);

#endif /* HVCTL_ATTEMPT_H */
