// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <asm/msr.h>
#include <asm/page.h>

#include "entry_values.h"
#include "probe.h"

#define CPUID_MAX_EXTENDED	0x80000000
#define CPUID_ADDRESS_WIDTH	0x80000008
#define CPUID_FEATURES		7
#define CPUID_7_ECX_TME		BIT(13)
#define CPUID_7_EBX_PT		BIT(25)
#define CPUID_PERFORMANCE	0xa

#define TME_ACTIVATE		0x982
#define TME_ENABLED		BIT_ULL(0)
#define TME_KEY_BITS(value)	((value) >> 36 & 0xf)

#define EFER_LONG_MODE_ACTIVE	BIT_ULL(10)

/* SDM volume 3, table "Format of an MSR Entry". */
#define MSR_ENTRY_SIZE		16

static void set(struct hv_entry_state *state, u32 input, u64 value)
{
	state->inputs[input] = kb_const(value);
}

static void set_fields(struct hv_entry_state *state,
		       const struct hv_snapshot *snapshot)
{
	unsigned int i, n;

	if (!snapshot->has_vmcs)
		return;
	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++) {
		if (hv_entry_inputs[i].kind != HV_ENTRY_FIELD)
			continue;
		for (n = 0; n < hv_nr_vmcs_fields; n++)
			if (hv_vmcs_fields[n].encoding ==
			    hv_entry_inputs[i].number)
				break;
		if (n < hv_nr_vmcs_fields &&
		    snapshot->exists[n / 64] & BIT_ULL(n % 64))
			set(state, i, snapshot->fields[n]);
	}
}

static void set_capabilities(struct hv_entry_state *state,
			     const struct hv_capabilities *capabilities)
{
	unsigned int i;
	u64 value;

	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++)
		if (hv_entry_inputs[i].kind == HV_ENTRY_CAPABILITY &&
		    hv_capability(capabilities, hv_entry_inputs[i].number,
				  &value))
			set(state, i, value);
}

static void cpuid_of(u32 leaf, u32 subleaf, u32 registers[4])
{
	u32 most[4];

	memset(registers, 0, 4 * sizeof(*registers));
	hv_probe_cpuid(NULL, leaf & CPUID_MAX_EXTENDED, 0, most);
	if (leaf <= most[HV_EAX])
		hv_probe_cpuid(NULL, leaf, subleaf, registers);
}

static void set_features(struct hv_entry_state *state)
{
	const struct hv_entry_input_info *info;
	u32 registers[4];
	unsigned int i;

	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++) {
		info = &hv_entry_inputs[i];
		if (info->kind != HV_ENTRY_CPUID)
			continue;
		cpuid_of(info->number, info->subleaf, registers);
		set(state, i, registers[info->reg] >> info->bit & 1);
	}
}

/* The bits from @width on. */
static u64 bits_from(u32 width)
{
	return width < 64 ? ~0ull << width : 0;
}

static void set_address_width(struct hv_entry_state *state)
{
	u32 registers[4], width;
	u64 tme;

	cpuid_of(CPUID_ADDRESS_WIDTH, 0, registers);
	width = registers[HV_EAX] & 0xff;
	if (!width)
		return;
	set(state, HV_INPUT_ENUMERATED_PHYSICAL_ADDRESS_RESERVED,
	    bits_from(width));
	cpuid_of(CPUID_FEATURES, 0, registers);
	if (registers[HV_ECX] & CPUID_7_ECX_TME) {
		if (rdmsrl_safe(TME_ACTIVATE, &tme))
			return;
		if (tme & TME_ENABLED)
			width -= TME_KEY_BITS(tme);
	}
	set(state, HV_INPUT_PHYSICAL_ADDRESS_RESERVED, bits_from(width));
}

/* SDM volume 3, "Global Performance Counter Control": what CPUID counts. */
static void set_performance_counters(struct hv_entry_state *state)
{
	u32 registers[4], version, general, fixed;

	cpuid_of(CPUID_PERFORMANCE, 0, registers);
	version = registers[HV_EAX] & 0xff;
	general = registers[HV_EAX] >> 8 & 0xff;
	fixed = registers[HV_EDX] & 0x1f;
	/* Later versions number fixed counters otherwise, and have more bits. */
	if (version < 2 || version > 4 || general > 32)
		return;
	set(state, HV_INPUT_WRITABLE_IA32_PERF_GLOBAL_CTRL,
	    ~bits_from(general) | (u64)~(u32)bits_from(fixed) << 32);
}

static void set_processor(struct hv_entry_state *state,
			  const struct hv_snapshot *snapshot)
{
	u32 registers[4];

	/* The module is 64-bit code at CPL 0, and knows what it executed. */
	set(state, HV_INPUT_VIRTUAL_8086_OR_COMPATIBILITY_MODE, 0);
	set(state, HV_INPUT_CPL, 0);
	set(state, HV_INPUT_BLOCKED_BY_MOV_SS, 0);
	set(state, HV_INPUT_IN_SMM, 0);
	set(state, HV_INPUT_IN_SEAM, 0);
	set(state, HV_INPUT_IN_IA_32E_MODE,
	    !!(snapshot->efer & EFER_LONG_MODE_ACTIVE));
	set(state, HV_INPUT_IS_VMLAUNCH, snapshot->was_launch);
	set(state, HV_INPUT_HAS_CURRENT_VMCS, snapshot->has_vmcs);
	cpuid_of(CPUID_FEATURES, 0, registers);
	if (!(registers[HV_EBX] & CPUID_7_EBX_PT))
		set(state, HV_INPUT_TRACE_ENABLED, 0);
	if (!snapshot->has_vmcs)
		return;
	set(state, HV_INPUT_CURRENT_VMCS, snapshot->current_vmcs);
	set(state, HV_INPUT_CURRENT_VMCS_IS_SHADOW, 0);
	/* VMCLEAR came before each VMLAUNCH, and VMLAUNCH before VMRESUME. */
	set(state, HV_INPUT_CURRENT_VMCS_IS_LAUNCHED, !snapshot->was_launch);
}

/* Return: whether it is RAM and was read. */
static bool read_physical(u64 address, void *to, size_t size)
{
	u64 page = address >> PAGE_SHIFT;

	if ((address + size - 1) >> PAGE_SHIFT != page || !pfn_valid(page) ||
	    !page_is_ram(page))
		return false;
	return !copy_from_kernel_nofault(to, __va(address), size);
}

static bool known_value(const struct hv_entry_state *state, u32 input,
			u64 *value)
{
	*value = state->inputs[input].bits;
	return !state->inputs[input].unknown;
}

static void set_memory(struct hv_entry_state *state)
{
	const struct hv_entry_input_info *info;
	unsigned int i;
	u64 address, value;

	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++) {
		info = &hv_entry_inputs[i];
		if (info->kind != HV_ENTRY_MEMORY ||
		    !known_value(state, info->pointer, &address))
			continue;
		value = 0;
		address = (address & info->address_mask) + info->number;
		if (read_physical(address, &value, info->bits / 8))
			set(state, i, value);
	}
}

static void set_msr(struct hv_entry_values *values, u32 entry)
{
	struct hv_known *parts = values->msrs[entry].parts;
	const struct hv_entry_input_info *info;
	u64 word;
	unsigned int i;

	for (i = 0; i < HV_NR_ENTRY_MSR_PARTS; i++) {
		info = &hv_entry_inputs[HV_NR_ENTRY_INPUTS + i];
		parts[i] = (struct hv_known){ 0, ~0ull };
		if (info->kind != HV_ENTRY_MSR_PART)
			continue;
		word = values->raw[entry][info->number / 8];
		parts[i] = kb_const(word >> info->number % 8 * 8);
	}
}

static void set_msrs(struct hv_entry_values *values)
{
	struct hv_entry_state *state = &values->state;
	u64 count, address;
	u32 i;

	state->msrs = values->msrs;
	if (!known_value(state, HV_INPUT_VM_ENTRY_MSR_LOAD_COUNT, &count) ||
	    !known_value(state, HV_INPUT_VM_ENTRY_MSR_LOAD_ADDR, &address))
		return;
	for (i = 0; i < min_t(u64, count, HV_FAILURE_MSRS); i++) {
		if (!read_physical(address + i * MSR_ENTRY_SIZE,
				   values->raw[i], MSR_ENTRY_SIZE))
			return;
		set_msr(values, i);
		state->nr_msrs = i + 1;
	}
}

void hv_entry_values_fill(struct hv_entry_values *values,
			  const struct hv_snapshot *snapshot,
			  const struct hv_capabilities *capabilities)
{
	struct hv_entry_state *state = &values->state;

	hv_entry_state_init(state);
	set_fields(state, snapshot);
	set_capabilities(state, capabilities);
	set_features(state);
	set_address_width(state);
	set_performance_counters(state);
	set_processor(state, snapshot);
	set_memory(state);
	set_msrs(values);
}
