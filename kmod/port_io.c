// SPDX-License-Identifier: GPL-2.0-only
/* Natives for the guest's port accesses. */
#include <linux/compiler.h>

#include "runtime.h"

noinstr void hv_read_port(struct hv_vcpu *vcpu, u16 port, u8 size, u64 *value)
{
	*value = hvp_in(port, size);
}

noinstr void hv_write_port(struct hv_vcpu *vcpu, u16 port, u8 size, u64 value)
{
	hvp_out(port, size, value);
}

#define NR_BREAKPOINTS		4
#define ENABLED(dr7, n)		((dr7) >> ((n) * 2) & 3)
#define KIND(dr7, n)		((dr7) >> (16 + (n) * 4) & 3)
#define LENGTH(dr7, n)		(((dr7) >> (18 + (n) * 4) & 3) + 1)
#define KIND_PORT		2
#define LENGTH_UNDEFINED	3

/* SDM volume 3, "Breakpoint Field Recognition". */
noinstr void hv_find_port_breakpoints(struct hv_vcpu *vcpu, u16 port, u8 size,
				      u64 dr7, u8 *matched)
{
	u64 first, length;
	unsigned int n;

	*matched = 0;
	for (n = 0; n < NR_BREAKPOINTS; n++) {
		length = LENGTH(dr7, n);
		if (!ENABLED(dr7, n) || KIND(dr7, n) != KIND_PORT ||
		    length == LENGTH_UNDEFINED)
			continue;
		first = hvp_read_dr(n) & ~(length - 1);
		if (first < (u64)port + size && port < first + length)
			*matched |= 1u << n;
	}
}
