// SPDX-License-Identifier: GPL-2.0-only
/* What a field, a register or an MSR holds: inputs are short, values are not. */
#include "watched.h"
#include "arch/vmcs_fields.h"

u64 machine_take_value(const struct declared_handler *handler,
		       struct input *input, u64 otherwise)
{
	unsigned int choice = input->left ? take(input, 1) : 0;

	if (choice < 0x50)
		return otherwise;
	if (choice < 0x58)
		return 0;
	if (choice < 0x70)
		return take(input, 1);
	if (choice < 0x88)
		return take(input, 2) % (BENCH_MEMORY_SIZE + 0x1000);
	if (choice < 0x90)
		return 1ULL << take(input, 1) % 64;
	/* What it compares with; and what is just beside that. */
	if (choice < 0xe0 && handler && handler->nr_constants)
		return handler->constants[take(input, 1) %
					  handler->nr_constants] +
		       (choice % 8 == 7);
	if (choice < 0xe8)
		return take(input, 4);
	return take(input, 8);
}

bool machine_ordinary(u32 encoding, u64 *value)
{
	static const struct {
		u32 encoding;
		u64 value;
	} values[] = {
		{ HV_GUEST_CR0, 0x80050033 }, { HV_GUEST_CR3, BENCH_TABLES },
		{ HV_GUEST_CR4, 0x26a0 }, { HV_GUEST_IA32_EFER, 0xd01 },
		{ HV_GUEST_RFLAGS, 0x202 }, { HV_GUEST_CS_AR_BYTES, 0xa09b },
		{ HV_GUEST_SS_AR_BYTES, 0xc093 },
		{ HV_GUEST_DS_AR_BYTES, 0xc093 },
		{ HV_GUEST_ES_AR_BYTES, 0xc0f3 },
		{ HV_GUEST_CS_BASE, 0 }, { HV_GUEST_DS_BASE, 0 },
		{ HV_GUEST_DS_LIMIT, 0xffffffff },
		{ HV_GUEST_ES_LIMIT, 0xffff }, { HV_GUEST_RIP, 0x5000 },
		{ HV_GUEST_RSP, 0x7f00 }, { HV_GUEST_GDTR_BASE, 0x6000 },
		{ HV_GUEST_GDTR_LIMIT, 0x7f }, { HV_GUEST_LDTR_BASE, 0x6800 },
		{ HV_GUEST_IDTR_BASE, 0x7000 },
		{ HV_IDT_VECTORING_INFO_FIELD, 0 },
		{ HV_VM_EXIT_INSTRUCTION_LEN, 3 },
		{ HV_GUEST_INTERRUPTIBILITY_INFO, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		if (values[i].encoding == encoding) {
			*value = values[i].value;
			return true;
		}
	}
	return false;
}
