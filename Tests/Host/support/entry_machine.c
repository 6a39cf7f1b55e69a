// SPDX-License-Identifier: GPL-2.0-only
/* Processors on which VM entry is checked, and any VMCS. */
#include "entry_machine.h"

#define NR_MSRS		20

/* 480H to 493H. */
static const u64 capabilities[ENTRY_MACHINES][NR_MSRS] = {
	{
		0x00c0100000000012, 0xffffffff00000016, 0xffffffff0401e172,
		0xffffffff00036dff, 0xffffffff000011ff, 0x00000000000401c0,
		0x0000000080000021, 0x00000000ffffffff, 0x0000000000002000,
		0x00000001ffffffff, 0, 0xffffffff00000000, 0xffffff00ffffffff,
		0xffffffff00000016, 0xffffffff04006172, 0xffffffff00036dfb,
		0xffffffff000011fb, 1, ~0ull, ~0ull,
	},
	/* Captured: Spec/Architecture/Processors/Tigerlake.swift */
	{
		0x01d8100000000004, 0x0000007f00000016, 0xfff9fffe0401e172,
		0x107fffff00036dff, 0x0010ffff000011ff, 0x00000000600401e0,
		0x0000000080000021, 0x00000000ffffffff, 0x0000000000002000,
		0x0000000000f72fff, 0x34, 0x02977fff00000000,
		0x00000f0106b34141, 0x0000007f00000016, 0xfff9fffe04006172,
		0x107fffff00036dfb, 0x0010ffff000011fb, 1, 0, 0,
	},
	/* Captured: Spec/Architecture/Processors/Core2PenrynT9600.swift */
	{
		0x00d810000000002b, 0x0000003f00000016, 0xf7f9fffe0401e172,
		0x0003ffff00036dff, 0x00003fff000011ff, 0x00000000000401e0,
		0x0000000080000021, 0x00000000ffffffff, 0x0000000000002000,
		0x00000000000467ff, 0x0000000000000034, 0x0000004100000000,
		0, 0x0000003f00000016, 0xf7f9fffe04006172,
		0x0003ffff00036dfb, 0x00003fff000011fb, 0,
		0, 0,
	},
};

static u64 below(unsigned int bits)
{
	return bits < 64 ? (1ull << bits) - 1 : ~0ull;
}

static void set(struct hv_entry_state *state, u16 input, u64 value)
{
	state->inputs[input] = kb_const(value);
}

void entry_machine(struct hv_entry_state *state, unsigned int machine)
{
	const struct hv_entry_input_info *info;
	unsigned int i;

	hv_entry_state_init(state);
	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++) {
		info = &hv_entry_inputs[i];
		if (info->kind == HV_ENTRY_CAPABILITY)
			set(state, i, info->number - 0x480 < NR_MSRS ?
				capabilities[machine][info->number - 0x480] : 0);
		else
			set(state, i, 0);
	}
	set(state, HV_INPUT_HAS_CURRENT_VMCS, 1);
	set(state, HV_INPUT_CURRENT_VMCS, 0x5000);
	set(state, HV_INPUT_IS_VMLAUNCH, 1);
	set(state, HV_INPUT_IN_IA_32E_MODE, 1);
	set(state, HV_INPUT_PHYSICAL_ADDRESS_RESERVED, ~below(46));
	set(state, HV_INPUT_ENUMERATED_PHYSICAL_ADDRESS_RESERVED, ~below(46));
	set(state, HV_INPUT_CPUID_NX, 1);
	set(state, HV_INPUT_WRITABLE_IA32_DEBUGCTL, 0xffc7);
	set(state, HV_INPUT_WRITABLE_IA32_PERF_GLOBAL_CTRL, 0x7000000ff);
	set(state, HV_INPUT_WRITABLE_IA32_RTIT_CTL, 0xffff);
	set(state, HV_INPUT_WRITABLE_IA32_LBR_CTL, 0x7f000f);
	set(state, HV_INPUT_WRITABLE_IA32_SPEC_CTRL, 7);
	set(state, HV_INPUT_WRITABLE_IA32_S_CET, 0xfffffffffffffc3f);
	set(state, HV_INPUT_VTPR, 0x20);
	set(state, HV_INPUT_LINKED_REVISION, 0x12);
}

void entry_machine_vary(struct hv_entry_state *state, struct random *random)
{
	const struct hv_entry_input_info *info;
	unsigned int i;
	u64 value;

	for (i = HV_NR_ENTRY_FIELDS; i < HV_NR_ENTRY_INPUTS; i++) {
		info = &hv_entry_inputs[i];
		value = random_u64(random);
		/* The address in IA32_S_CET has all bits, or there is none. */
		if (i == HV_INPUT_WRITABLE_IA32_S_CET)
			set(state, i, value & 0x1000 ?
				    ~0xfffull | (value & 0xc3f) : value & 3);
		else if (info->kind == HV_ENTRY_WRITABLE)
			set(state, i, value & ~info->always_zero);
		else if (info->kind == HV_ENTRY_CPUID)
			set(state, i, value & 1);
		else if (info->kind == HV_ENTRY_MEMORY)
			set(state, i, value & below(info->bits));
	}
	value = 36 + random_below(random, 17);
	set(state, HV_INPUT_PHYSICAL_ADDRESS_RESERVED, ~below(value));
	set(state, HV_INPUT_ENUMERATED_PHYSICAL_ADDRESS_RESERVED, ~below(value));
	set(state, HV_INPUT_IN_SMM, random_below(random, 8) == 0);
	set(state, HV_INPUT_TRACE_ENABLED, random_below(random, 2));
}

void entry_machine_fields(struct hv_entry_state *state, struct random *random)
{
	bool near = random_below(random, 2);
	unsigned int i;
	u64 value;

	for (i = 0; i < HV_NR_ENTRY_FIELDS; i++) {
		value = random_u64(random);
		if (near)
			value = state->inputs[i].bits ^ 1ull << (value & 63) ^
				1ull << (value >> 6 & 63);
		set(state, i, value & below(hv_entry_inputs[i].bits));
	}
}

void entry_machine_msrs(struct hv_entry_state *state, struct hv_entry_msr *msrs,
			struct random *random)
{
	unsigned int i, part;
	u64 value;

	for (i = 0; i < ENTRY_MSRS; i++) {
		for (part = 0; part < HV_NR_ENTRY_MSR_PARTS; part++)
			msrs[i].parts[part] = kb_const(0);
		value = random_u64(random);
		/* IA32_SYSENTER_CS, or with luck one that may not be loaded. */
		msrs[i].parts[HV_INPUT_MSR_LOAD_INDEX - HV_NR_ENTRY_INPUTS].bits =
			value & 7 ? 0x174 : 0xc0000100 + (value >> 3 & 1);
		msrs[i].parts[HV_INPUT_MSR_LOAD_FAULTS - HV_NR_ENTRY_INPUTS].bits =
			!(value >> 4 & 7);
	}
	state->msrs = msrs;
	state->nr_msrs = random_below(random, ENTRY_MSRS + 1);
	set(state, HV_INPUT_VM_ENTRY_MSR_LOAD_COUNT, random_below(random, 6));
}
