// SPDX-License-Identifier: GPL-2.0-only
/*
 * A processor for stubs: a VMCS in memory, CPUID and MSRs that answer by the
 * rules of Sources/Interpreter/Oracle.swift, and a trace of what was asked and
 * done. Loaded by the tests with dlopen().
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

typedef uint64_t u64;
typedef uint32_t u32;

#define API __attribute__((visibility("default")))
#define FROM_ASSEMBLY __attribute__((visibility("hidden"), used))

/* Of Sources/Interpreter/Machine/EffectKind.swift. */
enum { READ_FIELD = 1, WRITE_FIELD, CPUID, READ_MSR, WRITE_MSR };
/* Of OracleTag. */
enum { TAG_FIELD = 1, TAG_MSR, TAG_MSR_FAULT, TAG_WRMSR_FAULT, TAG_CPUID };

struct harness_frame {
	u64 rax, rcx, rdx, rbx, rsi, rdi, r8, r9, r10, r11, rbp, flags;
};

/* STATE_OFFSET, where the declared state begins, comes from the tests. */
#define STACK_SIZE	0x8000
#define STATE_SIZE	0x1000
#define MAX_TRACE	512
#define MAX_FIELDS	256

static struct {
	unsigned char stack[STACK_SIZE];
	unsigned char vcpu[STATE_OFFSET];
	unsigned char state[STATE_SIZE];
} memory __attribute__((aligned(64)));

FROM_ASSEMBLY u64 harness_before[16];
FROM_ASSEMBLY u64 harness_after[16];
FROM_ASSEMBLY u32 harness_outcome;
/* What was left for C as the exit reason. */
extern u64 harness_reason;
void harness_enter(void (*stub)(void), void *vcpu);

static u64 seed;
static u64 trace[MAX_TRACE][4];
static u64 trace_length;
static struct { u64 encoding, value; } fields[MAX_FIELDS];
static u64 field_count;
static u64 flag_turn;

static u64 splitmix64(u64 x)
{
	u64 z = x + 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static u64 oracle(u64 tag, u64 a, u64 b)
{
	return splitmix64(splitmix64(splitmix64(seed ^ tag) ^ a) ^ b);
}

static void record(u64 kind, u64 a, u64 b, u64 c)
{
	u64 *entry = trace[trace_length];

	if (trace_length++ == MAX_TRACE - 1)
		abort();
	entry[0] = kind;
	entry[1] = a;
	entry[2] = b;
	entry[3] = c;
}

/* CF, PF, AF, ZF, SF and OF: all, none, one or the other. */
static void spoil_flags(struct harness_frame *frame)
{
	static const u64 patterns[] = { 0x8d5, 0x000, 0x041, 0x880, 0x814 };

	frame->flags &= ~0x8d5ull;
	frame->flags |= patterns[flag_turn++ % 5];
}

static u64 mask(u64 encoding)
{
	switch (encoding >> 13 & 3) {
	case 0:
		return 0xffff;
	case 2:
		return 0xffffffff;
	default:
		return ~0ull;
	}
}

static u64 *find_field(u64 encoding)
{
	for (u64 i = 0; i < field_count; i++) {
		if (fields[i].encoding == encoding)
			return &fields[i].value;
	}
	return NULL;
}

static void set_field(u64 encoding, u64 value)
{
	u64 *place = find_field(encoding);

	if (!place) {
		if (field_count == MAX_FIELDS)
			abort();
		fields[field_count].encoding = encoding;
		place = &fields[field_count++].value;
	}
	*place = value & mask(encoding);
}

/* @arguments: the encoding; the value takes its place. */
FROM_ASSEMBLY void sim_vmread(struct harness_frame *frame, u64 *arguments)
{
	u64 encoding = arguments[0];
	u64 *place = find_field(encoding);

	arguments[0] = place ? *place
			     : oracle(TAG_FIELD, encoding, 0) & mask(encoding);
	record(READ_FIELD, encoding, arguments[0], 0);
	spoil_flags(frame);
}

/* @arguments: the encoding and the value. */
FROM_ASSEMBLY void sim_vmwrite(struct harness_frame *frame, u64 *arguments)
{
	set_field(arguments[0], arguments[1]);
	record(WRITE_FIELD, arguments[0], arguments[1] & mask(arguments[0]), 0);
	spoil_flags(frame);
}

FROM_ASSEMBLY void sim_cpuid(struct harness_frame *frame, u64 *arguments)
{
	u64 key = frame->rax << 32 | (u32)frame->rcx;

	(void)arguments;
	frame->rax = (u32)oracle(TAG_CPUID, key, 0);
	frame->rbx = (u32)oracle(TAG_CPUID, key, 1);
	frame->rcx = (u32)oracle(TAG_CPUID, key, 2);
	frame->rdx = (u32)oracle(TAG_CPUID, key, 3);
	record(CPUID, key, frame->rbx << 32 | frame->rax, frame->rdx << 32 | frame->rcx);
	spoil_flags(frame);
}

/* The carry flag tells the macro whether the processor faults. */
static void set_fault(struct harness_frame *frame, bool fault)
{
	spoil_flags(frame);
	frame->flags = (frame->flags & ~1ull) | fault;
}

FROM_ASSEMBLY void sim_rdmsr(struct harness_frame *frame, u64 *arguments)
{
	u64 number = (u32)frame->rcx;
	bool fault = oracle(TAG_MSR_FAULT, number, 0) % 4 == 0;
	u64 value = fault ? 0 : oracle(TAG_MSR, number, 0);

	(void)arguments;
	record(READ_MSR, number, value, fault);
	if (!fault) {
		frame->rax = (u32)value;
		frame->rdx = value >> 32;
	}
	set_fault(frame, fault);
}

FROM_ASSEMBLY void sim_wrmsr(struct harness_frame *frame, u64 *arguments)
{
	u64 number = (u32)frame->rcx;
	u64 value = frame->rdx << 32 | (u32)frame->rax;
	bool fault = oracle(TAG_WRMSR_FAULT, number ^ value, 0) % 4 == 0;

	(void)arguments;
	record(WRITE_MSR, number, value, fault);
	set_fault(frame, fault);
}

/* --- what the tests call ------------------------------------------------- */

/* A new run: everything is what @new_seed says until it is set. */
API void harness_reset(u64 new_seed)
{
	seed = new_seed;
	trace_length = 0;
	field_count = 0;
	memset(memory.vcpu, 0xa5, sizeof(memory.vcpu));
	memset(memory.state, 0, sizeof(memory.state));
}

API void harness_set_field(u64 encoding, u64 value)
{
	set_field(encoding, value);
}

API u64 *harness_registers(void)
{
	return harness_before;
}

API unsigned char *harness_vcpu(void)
{
	return memory.vcpu;
}

/* Runs @stub: 0 when it ended in VMRESUME, 1 when it left to the slow path. */
API u32 harness_run(void (*stub)(void))
{
	harness_enter(stub, memory.vcpu);
	harness_after[4] -= (u64)memory.vcpu;
	return harness_outcome;
}

/* The exit reason that the slow path was given. */
API u64 harness_left_reason(void)
{
	return harness_reason;
}

/* Registers at the end; number 4 is RSP minus the address of the vcpu. */
API const u64 *harness_result(void)
{
	return harness_after;
}

API const u64 *harness_trace(u64 *length)
{
	*length = trace_length;
	return trace[0];
}
