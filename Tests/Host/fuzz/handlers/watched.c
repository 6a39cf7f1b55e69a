// SPDX-License-Identifier: GPL-2.0-only
/* What handlers declare, held against what they do: fields, MSRs, natives. */
#include <stdlib.h>

#include "watched.h"
#include "random.h"
#include "arch/vmcs_fields.h"

#define MAX_FIELDS	128
/* Far more than any handler does; without a bound, a loop would hang. */
#define MAX_STEPS	20000

static struct {
	const struct declared_handler *handler;
	const struct hv_vcpu *vcpu;
	struct hv_regs at_exit;
	struct input *input;
	u64 seed;
	struct {
		u32 encoding;
		u64 value;
	} fields[MAX_FIELDS];
	unsigned int nr_fields;
	unsigned int steps;
	/* Natives that are being executed; the outermost answers for all. */
	unsigned int depth;
	const struct declared_native *native;
	bool effects, natives, memory, registers;
} m;

void machine_fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s%s%s: ", m.handler ? m.handler->name : "dispatch",
		m.depth ? ", in " : "", m.depth && m.native ? m.native->name :
		m.depth ? "hv_emit" : "");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}

void machine_begin(const struct declared_handler *handler,
		   const struct hv_vcpu *vcpu, u32 reason, struct input *input,
		   u64 seed)
{
	memset(&m, 0, sizeof(m));
	m.handler = handler;
	m.vcpu = vcpu;
	m.at_exit = vcpu->regs;
	m.input = input;
	m.seed = seed;
	m.fields[0].encoding = HV_VM_EXIT_REASON;
	m.fields[0].value = reason;
	m.nr_fields = 1;
}

const struct hv_vcpu *machine_vcpu(void)
{
	return m.vcpu;
}

bool machine_has_effects(void)
{
	return m.effects;
}

bool machine_called_natives(void)
{
	return m.natives;
}

bool machine_changed_memory(void)
{
	return m.memory;
}

bool machine_changed_registers(void)
{
	return m.registers;
}

static void step(void)
{
	if (++m.steps > MAX_STEPS)
		machine_fail("does not end");
}

static u64 answer(u64 what, u64 about)
{
	return machine_take_value(m.handler, m.input,
				  sim_oracle(m.seed, what, about, 0));
}

static const struct declared_field *find_field(u32 encoding)
{
	unsigned int i;

	for (i = 0; i < declared_nr_fields; i++)
		if (declared_fields[i].encoding == encoding)
			return &declared_fields[i];
	machine_fail("uses a field 0x%x, which there is not", encoding);
}

static void check_field(u32 encoding, bool writes)
{
	const struct declared_field *field;
	const u32 *list = NULL;

	step();
	field = find_field(encoding);
	if (m.depth && m.native)
		list = writes ? m.native->fields_written :
				m.native->fields_read;
	else if (!m.depth && m.handler)
		list = writes ? m.handler->fields_written :
				m.handler->fields_read;
	if ((!list || !declared_has(list, encoding)) &&
	    (writes || encoding != HV_VM_EXIT_REASON))
		machine_fail("%s %s, which it does not declare",
			     writes ? "writes" : "reads", field->name);
	if (!field->exists(&m.vcpu->controls))
		machine_fail("%s %s, which this processor does not have",
			     writes ? "writes" : "reads", field->name);
}

static u64 cut(u32 encoding, u64 value)
{
	switch (encoding >> 13 & 3) {
	case 0:
		return (u16)value;
	case 2:
		return (u32)value;
	default:
		return value;
	}
}

static u64 *field_value(u32 encoding)
{
	unsigned int i;
	u64 value;

	for (i = 0; i < m.nr_fields; i++)
		if (m.fields[i].encoding == encoding)
			return &m.fields[i].value;
	if (m.nr_fields == MAX_FIELDS)
		machine_fail("uses too many fields");
	if (!machine_ordinary(encoding, &value))
		value = sim_oracle(m.seed, SIM_TAG_FIELD, encoding, 0);
	value = machine_take_value(m.handler, m.input, value);
	m.fields[m.nr_fields].encoding = encoding;
	m.fields[m.nr_fields].value = cut(encoding, value);
	return &m.fields[m.nr_fields++].value;
}

/* An odd encoding is the upper half of a 64-bit field. */
u64 hvp_vmread(u32 encoding)
{
	u64 value;

	check_field(encoding & ~1u, false);
	value = *field_value(encoding & ~1u);
	return encoding & 1 ? value >> 32 : value;
}

void hvp_vmwrite(u32 encoding, u64 value)
{
	u64 *field;

	check_field(encoding & ~1u, true);
	m.effects = true;
	field = field_value(encoding & ~1u);
	if (encoding & 1)
		*field = value << 32 | lower_32_bits(*field);
	else
		*field = cut(encoding, value);
}

static bool may_use_msr(const struct declared_msr *list, u32 msr)
{
	for (; list->kind != DECLARED_NO_MSR; list++)
		if (list->kind == DECLARED_ANY_MSR ||
		    (list->kind == DECLARED_MSR && list->number == msr) ||
		    (list->kind == DECLARED_MSR_OF &&
		     (u32)m.at_exit.gpr[list->number] == msr))
			return true;
	return false;
}

static bool use_msr(u32 msr, bool writes)
{
	bool may;

	step();
	if (m.depth)
		may = m.native && (writes ? m.native->writes_msrs :
					    m.native->reads_msrs);
	else
		may = m.handler && may_use_msr(writes ?
					       m.handler->msrs_written :
					       m.handler->msrs_read, msr);
	if (!may)
		machine_fail("%s MSR 0x%x, which it does not declare",
			     writes ? "writes" : "reads", msr);
	m.effects = true;
	return take(m.input, 1) % 8 == 7;
}

bool hvp_rdmsr(u32 msr, u64 *value)
{
	bool faulted = use_msr(msr, false);

	*value = faulted ? 0 : answer(SIM_TAG_MSR, msr);
	return faulted;
}

bool hvp_wrmsr(u32 msr, u64 value)
{
	(void)value;
	return use_msr(msr, true);
}

/* The width of physical addresses is one that processors have. */
void hvp_cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	u64 about = (u64)leaf << 32 | subleaf;

	step();
	m.effects = true;
	if (!m.depth && !(m.handler && m.handler->cpuid))
		machine_fail("executes CPUID, which it does not declare");
	*eax = answer(SIM_TAG_CPUID, about);
	*ebx = answer(SIM_TAG_CPUID, about + 1);
	*ecx = answer(SIM_TAG_CPUID, about + 2);
	*edx = answer(SIM_TAG_CPUID, about + 3);
	if (leaf == 0x80000008)
		*eax = (*eax & ~0xffu) | (36 + (*eax & 0xff) % 17);
}

void machine_enter_native(u32 native)
{
	step();
	if (m.depth++)
		return;
	m.native = &declared_natives[native];
	if (!m.handler || !declared_has(m.handler->natives, native))
		machine_fail("is called, which is not declared");
	m.natives = m.effects = true;
	m.memory |= m.native->memory;
	m.registers |= m.native->registers;
}

void machine_leave_native(void)
{
	m.depth--;
}

u64 machine_instruction(const char *name)
{
	step();
	m.effects = true;
	if (!m.depth)
		machine_fail("executes %s itself", name);
	return answer(SIM_TAG_NATIVE, m.steps);
}

void machine_emit(u16 kind)
{
	step();
	if (!m.depth++)
		m.native = NULL;
	m.effects = true;
	if (!m.handler || !declared_has(m.handler->events, kind))
		machine_fail("records an event %u, which is not declared",
			     kind);
}
