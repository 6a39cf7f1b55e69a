// SPDX-License-Identifier: GPL-2.0-only
/* sim.c: the simulated machine does what oracle.h says, to the bit. */
#include "sim/sim.h"
#include "tap.h"

/* First numbers of SplitMix64 from 0, as its author publishes them. */
static void oracle_is_the_published_one(void)
{
	CHECK_EQUAL(sim_splitmix64(0), 0xe220a8397b1dcdafULL);
	CHECK_EQUAL(sim_splitmix64(0x9e3779b97f4a7c15ULL),
		    0x6e789e6aa1b965f4ULL);
	CHECK_EQUAL(sim_splitmix64(2 * 0x9e3779b97f4a7c15ULL),
		    0x06c45d188009454fULL);
	CHECK_EQUAL(sim_native_id(""), 0xcbf29ce484222325ULL);
	CHECK_EQUAL(sim_native_id("a"), 0xaf63dc4c8601ec8cULL);
	CHECK(sim_oracle(1, 2, 3, 4) != sim_oracle(1, 2, 4, 3));
}

static const struct sim_trace *last_trace(void)
{
	static const struct sim_trace none;
	const struct sim_trace *trace;
	size_t count;

	trace = sim_trace(&count);
	return count ? &trace[count - 1] : &none;
}

static void fields_have_widths(void)
{
	static const struct {
		u32 encoding;
		unsigned int width;
	} fields[] = {
		{ 0x0800, 16 },
		{ 0x2800, 64 },
		{ 0x4402, 32 },
		{ 0x6800, 64 },
	};
	u64 mask, value;
	size_t i;

	sim_begin(42, NULL, 0);
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		mask = ~0ULL >> (64 - fields[i].width);
		value = hvp_vmread(fields[i].encoding);
		CHECK_EQUAL(value, sim_oracle(42, SIM_TAG_FIELD,
					      fields[i].encoding, 0) &
					   mask);
		CHECK_EQUAL(last_trace()->kind, SIM_VMREAD);
		CHECK_EQUAL(last_trace()->a, fields[i].encoding);
		CHECK_EQUAL(last_trace()->b, value);
		hvp_vmwrite(fields[i].encoding, 0x1122334455667788ULL);
		CHECK_EQUAL(last_trace()->b, 0x1122334455667788ULL & mask);
		CHECK_EQUAL(hvp_vmread(fields[i].encoding),
			    0x1122334455667788ULL & mask);
	}
	CHECK_EQUAL(hvp_vmread(0x2801), 0x11223344);
	hvp_vmwrite(0x2801, 0xaabbccddeeff0011ULL);
	CHECK_EQUAL(hvp_vmread(0x2800), 0xeeff001155667788ULL);
}

static void overrides_win(void)
{
	static const struct sim_override overrides[] = {
		{ .kind = SIM_OVERRIDE_FIELD,
		  .key = 0x4402,
		  .value = 0x10000000a },
		{ .kind = SIM_OVERRIDE_MSR, .key = 0x3a, .value = 5 },
		{ .kind = SIM_OVERRIDE_MSR_FAULT, .key = 0x3a, .value = 0 },
		{ .kind = SIM_OVERRIDE_MSR_FAULT, .key = 0x3b, .value = 1 },
		{ .kind = SIM_OVERRIDE_WRMSR_FAULT, .key = 0x3a, .value = 1 },
		{ .kind = SIM_OVERRIDE_CPUID,
		  .key = 7ULL << 32 | 1,
		  .index = 2,
		  .value = 0xfeed },
		{ .kind = SIM_OVERRIDE_XSETBV_FAULT, .key = 0, .value = 1 },
		{ .kind = SIM_OVERRIDE_CR4, .value = 0x2000 },
	};
	u32 eax, ebx, ecx, edx;
	u64 value;

	sim_begin(1, overrides, ARRAY_SIZE(overrides));
	CHECK_EQUAL(hvp_vmread(0x4402), 0xa);
	CHECK(!hvp_rdmsr(0x3a, &value));
	CHECK_EQUAL(value, 5);
	CHECK(hvp_rdmsr(0x3b, &value));
	CHECK_EQUAL(value, 0);
	CHECK_EQUAL(last_trace()->c, 1);
	CHECK(hvp_wrmsr(0x3a, 1));
	hvp_cpuid(7, 1, &eax, &ebx, &ecx, &edx);
	CHECK_EQUAL(ecx, 0xfeed);
	CHECK_EQUAL(eax, (u32)sim_oracle(1, SIM_TAG_CPUID, 7ULL << 32 | 1, 0));
	CHECK_EQUAL(last_trace()->c, (u64)edx << 32 | 0xfeed);
	CHECK(hvp_xsetbv(0, 7));
	CHECK_EQUAL(hvp_read_cr4(), 0x2000);
	hvp_write_cr4(0x20);
	CHECK_EQUAL(hvp_read_cr4(), 0x20);
}

static void faults_come_from_the_oracle(void)
{
	unsigned int faults = 0;
	bool faulted;
	u64 value;
	u32 msr;

	sim_begin(9, NULL, 0);
	for (msr = 0; msr < 1000; msr++) {
		faulted = hvp_rdmsr(msr, &value);
		CHECK_EQUAL(faulted,
			    sim_oracle(9, SIM_TAG_MSR_FAULT, msr, 0) % 4 == 0);
		CHECK_EQUAL(value,
			    faulted ? 0 : sim_oracle(9, SIM_TAG_MSR, msr, 0));
		faults += faulted;
		CHECK_EQUAL(hvp_wrmsr(msr, 0xf00),
			    sim_oracle(9, SIM_TAG_WRMSR_FAULT, msr ^ 0xf00, 0) %
					    4 ==
				    0);
	}
	CHECK(faults > 200 && faults < 300);
}

static void natives_fold_their_arguments(void)
{
	u64 arguments[] = { 5, 6 };
	u64 id = sim_native_id("hv_example");
	u64 fold = sim_splitmix64(sim_splitmix64(id ^ 5) ^ 6);
	size_t count;

	sim_begin(3, NULL, 0);
	sim_native(id, arguments, 2);
	CHECK_EQUAL(sim_native_result(0, 1),
		    sim_oracle(3, SIM_TAG_NATIVE, fold, 0) & 1);
	CHECK_EQUAL(sim_native_result(1, 64),
		    sim_oracle(3, SIM_TAG_NATIVE, fold, 1));
	sim_trace(&count);
	CHECK_EQUAL(count, 5);
	sim_emit(4, 1, 2, 3, 5);
	CHECK_EQUAL(last_trace()->kind, SIM_EMIT_MORE);
	CHECK_EQUAL(last_trace()->b, 5);
}

static void records_have_a_layout(void)
{
	u64 gpr[16] = { [3] = 0x33, [15] = 0xff };
	char buffer[512] = { 0 };
	struct sim_record record;
	struct sim_trace trace;
	FILE *file = fmemopen(buffer, sizeof(buffer), "w");

	CHECK(file != NULL);
	if (!file)
		return;
	sim_begin(1, NULL, 0);
	hvp_wbinvd();
	hvp_invept(1, 0x1234);
	CHECK(sim_write_record(file, 2, gpr, "stateful", 5));
	CHECK_EQUAL(ftell(file), sizeof(record) + 8 + 2 * sizeof(trace));
	fclose(file);
	memcpy(&record, buffer, sizeof(record));
	CHECK_EQUAL(record.action, 2);
	CHECK_EQUAL(record.nr_trace, 2);
	CHECK_EQUAL(record.state_size, 5);
	CHECK_EQUAL(record.gpr[3], 0x33);
	CHECK(!memcmp(buffer + sizeof(record), "state\0\0\0", 8));
	memcpy(&trace, buffer + sizeof(record) + 8 + sizeof(trace),
	       sizeof(trace));
	CHECK_EQUAL(trace.kind, SIM_INVEPT);
	CHECK_EQUAL(trace.b, 0x1234);
}

TAP_MAIN(TAP_TEST(oracle_is_the_published_one), TAP_TEST(fields_have_widths),
	 TAP_TEST(overrides_win), TAP_TEST(faults_come_from_the_oracle),
	 TAP_TEST(natives_fold_their_arguments),
	 TAP_TEST(records_have_a_layout))
