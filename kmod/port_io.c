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
