// SPDX-License-Identifier: GPL-2.0-only
/* The simulated machine: registers of the processor, and the trace. */
#include <stdlib.h>

#include "sim.h"

#define MAX_FIELDS 512
#define MAX_TRACE  16384

static struct {
	u64 seed;
	const struct sim_override *overrides;
	size_t nr_overrides;
	struct {
		u32 encoding;
		u64 value;
	} fields[MAX_FIELDS];
	size_t nr_fields;
	u64 nr_tsc;
	bool cr4_written;
	u64 cr4;
	u64 native_id;
	u64 native_fold;
	u32 nr_natives;
	struct sim_trace trace[MAX_TRACE];
	size_t nr_trace;
} machine;

void sim_begin(u64 seed, const struct sim_override *overrides,
	       size_t nr_overrides)
{
	machine.seed = seed;
	machine.overrides = overrides;
	machine.nr_overrides = nr_overrides;
	machine.nr_fields = 0;
	machine.nr_tsc = 0;
	machine.cr4_written = false;
	machine.nr_natives = 0;
	machine.nr_trace = 0;
}

const struct sim_trace *sim_trace(size_t *count)
{
	*count = machine.nr_trace;
	return machine.trace;
}

/* A test that runs out of room must not pass. */
static void full(const char *what)
{
	fprintf(stderr, "sim: too many %s in one run\n", what);
	abort();
}

static void append(u32 kind, u64 a, u64 b, u64 c)
{
	if (machine.nr_trace == MAX_TRACE)
		full("trace entries");
	machine.trace[machine.nr_trace++] =
		(struct sim_trace){ .kind = kind, .a = a, .b = b, .c = c };
}

/* What the test sets, or else what the oracle says. */
static u64 ask(enum sim_override_kind kind, u64 key, u32 index, u64 otherwise)
{
	size_t i;

	for (i = 0; i < machine.nr_overrides; i++)
		if (machine.overrides[i].kind == (u32)kind &&
		    machine.overrides[i].key == key &&
		    machine.overrides[i].index == index)
			return machine.overrides[i].value;
	return otherwise;
}

static u64 oracle(enum sim_tag tag, u64 a, u64 b)
{
	return sim_oracle(machine.seed, tag, a, b);
}

static u64 cut(u64 value, unsigned int width)
{
	return width == 64 ? value : value & ((1ULL << width) - 1);
}

/* SDM volume 3, "VMREAD, VMWRITE, and Encodings of VMCS Fields". */
static unsigned int field_width(u32 encoding)
{
	switch (encoding >> 13 & 3) {
	case 0:
		return 16;
	case 2:
		return 32;
	default:
		return 64;
	}
}

static u64 *written_field(u32 encoding)
{
	size_t i;

	for (i = 0; i < machine.nr_fields; i++)
		if (machine.fields[i].encoding == encoding)
			return &machine.fields[i].value;
	return NULL;
}

/* @encoding has bit 0 clear: the whole field. */
static u64 get_field(u32 encoding)
{
	u64 *written = written_field(encoding);
	u64 value;

	if (written)
		return *written;
	value = ask(SIM_OVERRIDE_FIELD, encoding, 0,
		    oracle(SIM_TAG_FIELD, encoding, 0));
	return cut(value, field_width(encoding));
}

static void set_field(u32 encoding, u64 value)
{
	u64 *written = written_field(encoding);

	if (!written) {
		if (machine.nr_fields == MAX_FIELDS)
			full("fields");
		machine.fields[machine.nr_fields].encoding = encoding;
		written = &machine.fields[machine.nr_fields++].value;
	}
	*written = value;
}

/* An odd encoding is the upper half of a 64-bit field. */
u64 hvp_vmread(u32 encoding)
{
	u64 value = get_field(encoding & ~1u);

	if (encoding & 1)
		value >>= 32;
	append(SIM_VMREAD, encoding, value, 0);
	return value;
}

void hvp_vmwrite(u32 encoding, u64 value)
{
	value = cut(value, encoding & 1 ? 32 : field_width(encoding));
	append(SIM_VMWRITE, encoding, value, 0);
	if (encoding & 1)
		value = value << 32 | lower_32_bits(get_field(encoding & ~1u));
	set_field(encoding & ~1u, value);
}

bool hvp_try_vmread(u32 encoding, u64 *value)
{
	*value = hvp_vmread(encoding);
	return false;
}

bool hvp_try_vmwrite(u32 encoding, u64 value)
{
	hvp_vmwrite(encoding, value);
	return false;
}

void hvp_cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	u64 key = (u64)leaf << 32 | subleaf;
	u32 words[4];
	u32 i;

	for (i = 0; i < 4; i++)
		words[i] = ask(SIM_OVERRIDE_CPUID, key, i,
			       oracle(SIM_TAG_CPUID, key, i));
	append(SIM_CPUID, key, (u64)words[1] << 32 | words[0],
	       (u64)words[3] << 32 | words[2]);
	*eax = words[0];
	*ebx = words[1];
	*ecx = words[2];
	*edx = words[3];
}

bool hvp_rdmsr(u32 msr, u64 *value)
{
	bool faulted = ask(SIM_OVERRIDE_MSR_FAULT, msr, 0,
			   oracle(SIM_TAG_MSR_FAULT, msr, 0) % 4 == 0);

	*value = faulted ? 0
			 : ask(SIM_OVERRIDE_MSR, msr, 0,
			       oracle(SIM_TAG_MSR, msr, 0));
	append(SIM_RDMSR, msr, *value, faulted);
	return faulted;
}

bool hvp_wrmsr(u32 msr, u64 value)
{
	bool faulted =
		ask(SIM_OVERRIDE_WRMSR_FAULT, msr, 0,
		    oracle(SIM_TAG_WRMSR_FAULT, msr ^ value, 0) % 4 == 0);

	append(SIM_WRMSR, msr, value, faulted);
	return faulted;
}

bool hvp_xsetbv(u32 index, u64 value)
{
	bool faulted = ask(SIM_OVERRIDE_XSETBV_FAULT, index, 0,
			   oracle(SIM_TAG_XSETBV_FAULT, index, value) % 4 == 0);

	append(SIM_XSETBV, index, value, faulted);
	return faulted;
}

void hvp_wbinvd(void)
{
	append(SIM_WBINVD, 0, 0, 0);
}

bool hvp_invept(u64 type, u64 eptp)
{
	append(SIM_INVEPT, type, eptp, 0);
	return false;
}

bool hvp_invvpid(u64 type, u16 vpid, u64 linear)
{
	append(SIM_INVVPID, type, vpid, linear);
	return false;
}

u64 hvp_rdtsc(void)
{
	u64 count = machine.nr_tsc++;
	u64 value =
		ask(SIM_OVERRIDE_TSC, count, 0, oracle(SIM_TAG_TSC, count, 0));

	append(SIM_RDTSC, value, 0, 0);
	return value;
}

u64 hvp_read_cr4(void)
{
	u64 value = machine.cr4;

	if (!machine.cr4_written)
		value = ask(SIM_OVERRIDE_CR4, 0, 0, oracle(SIM_TAG_CR4, 0, 0));
	append(SIM_READ_CR4, value, 0, 0);
	return value;
}

void hvp_write_cr4(u64 value)
{
	append(SIM_WRITE_CR4, value, 0, 0);
	machine.cr4 = value;
	machine.cr4_written = true;
}

u64 sim_native_id(const char *name)
{
	u64 hash = 0xcbf29ce484222325ULL;

	for (; *name; name++)
		hash = (hash ^ (u8)*name) * 0x100000001b3ULL;
	return hash;
}

void sim_native(u64 id, const u64 *arguments, size_t count)
{
	size_t i;

	machine.native_id = id;
	machine.native_fold = id;
	machine.nr_natives++;
	append(SIM_NATIVE, id, count, 0);
	for (i = 0; i < count; i++) {
		machine.native_fold =
			sim_splitmix64(machine.native_fold ^ arguments[i]);
		append(SIM_NATIVE_ARGUMENT, i, arguments[i], 0);
	}
}

u64 sim_native_result(u32 index, unsigned int width)
{
	u64 value = ask(SIM_OVERRIDE_NATIVE, machine.native_id,
			(machine.nr_natives - 1) << 8 | index,
			oracle(SIM_TAG_NATIVE, machine.native_fold, index));

	value = cut(value, width);
	append(SIM_NATIVE_RESULT, index, value, 0);
	return value;
}

void sim_emit(u16 kind, u64 word0, u64 word1, u64 word2, u64 word3)
{
	append(SIM_EMIT, kind, word0, word1);
	append(SIM_EMIT_MORE, word2, word3, 0);
}

bool sim_write_record(FILE *file, u32 action, const u64 *gpr, const void *state,
		      u32 state_size)
{
	static const u8 zeros[8];
	struct sim_record record = {
		.action = action,
		.nr_trace = machine.nr_trace,
		.state_size = state_size,
	};
	size_t padding = -(size_t)state_size & 7;

	memcpy(record.gpr, gpr, sizeof(record.gpr));
	return fwrite(&record, sizeof(record), 1, file) == 1 &&
	       fwrite(state, 1, state_size, file) == state_size &&
	       fwrite(zeros, 1, padding, file) == padding &&
	       fwrite(machine.trace, sizeof(*machine.trace), machine.nr_trace,
		      file) == machine.nr_trace;
}
