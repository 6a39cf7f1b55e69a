// SPDX-License-Identifier: GPL-2.0-only
/* What the prefixes of the instruction at RIP say, where the exit does not. */
#include <linux/compiler.h>

#include "cpu.h"
#include "runtime.h"
#include "vm.h"
#include "arch/vmcs_fields.h"

#define RIGHTS_LONG		BIT(13)
#define RIGHTS_DB		BIT(14)

#define MAX_INSTRUCTION		15
#define OPERAND_SIZE		0x66
#define ADDRESS_SIZE		0x67
#define REX_W			0x48

/* By the numbers that VM-exit instruction information uses. */
enum segment { ES, CS, SS, DS, FS, GS };

/* What has been seen; the last of several segments counts. */
struct prefixes {
	bool operand_size, address_size, wide;
	u8 segment;
};

/* Return: whether @byte is a prefix other than REX. */
static __always_inline bool take_prefix(struct prefixes *seen, u8 byte,
					bool is_long)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		/* 64-bit mode ignores these four. */
		if (!is_long)
			seen->segment = (byte >> 3) & 3;
		return true;
	case 0x64:
		seen->segment = FS;
		return true;
	case 0x65:
		seen->segment = GS;
		return true;
	case OPERAND_SIZE:
		seen->operand_size = true;
		return true;
	case ADDRESS_SIZE:
		seen->address_size = true;
		return true;
	case 0xf0:
	case 0xf2:
	case 0xf3:
		return true;
	default:
		return false;
	}
}

static __always_inline void scan(struct hv_vcpu *vcpu, u64 linear,
				 bool is_long, struct prefixes *seen)
{
	u64 address, value;
	u32 error_code;
	unsigned int i;
	u8 outcome;

	for (i = 0; i < MAX_INSTRUCTION; i++) {
		hv_read_guest_memory(vcpu, linear + i, 1, false, &value,
				     &outcome, &error_code, &address);
		if (outcome)
			return;
		if (take_prefix(seen, value, is_long))
			continue;
		/* REX counts only right in front of the opcode. */
		seen->wide = is_long && (value & 0xf8) == REX_W;
		return;
	}
}

noinstr void hv_find_prefixes(struct hv_vcpu *vcpu, u8 *operand_size,
			      u8 *address_size, u8 *segment)
{
	u32 rights = hvp_vmread(HV_GUEST_CS_AR_BYTES);
	u64 linear = hvp_vmread(HV_GUEST_RIP);
	bool is_long = rights & RIGHTS_LONG, is_32 = rights & RIGHTS_DB;
	struct prefixes seen = { .segment = DS };

	if (!is_long)
		linear = (u32)(linear + hvp_vmread(HV_GUEST_CS_BASE));
	scan(vcpu, linear, is_long, &seen);
	*segment = seen.segment;
	if (is_long) {
		*operand_size = seen.wide ? 8 : seen.operand_size ? 2 : 4;
		*address_size = seen.address_size ? 4 : 8;
	} else {
		*operand_size = is_32 != seen.operand_size ? 4 : 2;
		*address_size = is_32 != seen.address_size ? 4 : 2;
	}
}
