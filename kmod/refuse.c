// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <linux/string.h>

#include "refuse.h"

void hv_refuse(struct hvcore_refusal *refusal, u32 code, u32 cpu,
	       const char *format, ...)
{
	va_list arguments;

	memset(refusal, 0, sizeof(*refusal));
	refusal->code = code;
	refusal->cpu = cpu;
	va_start(arguments, format);
	vscnprintf(refusal->text, sizeof(refusal->text), format, arguments);
	va_end(arguments);
}

bool hv_refuse_injected(struct hvcore_refusal *refusal,
			enum hv_fault_step step, int cpu)
{
	if (!hv_fault_injected(step, cpu))
		return false;
	hv_refuse(refusal, HVCORE_REFUSAL_INJECTED, cpu < 0 ? 0 : cpu,
		  "step %s failed because the module parameter fail_step asks for it; clear fail_step",
		  hv_fault_name(step));
	return true;
}

int hv_refusal_error(const struct hvcore_refusal *refusal)
{
	switch (refusal->code) {
	case HVCORE_REFUSAL_NONE:
		return 0;
	case HVCORE_REFUSAL_NO_MEMORY:
		return -ENOMEM;
	case HVCORE_REFUSAL_VMX_IN_USE:
		return -EBUSY;
	case HVCORE_REFUSAL_ENTRY_FAILED:
	case HVCORE_REFUSAL_UNDER_HYPERVISOR_FAULT:
	case HVCORE_REFUSAL_INJECTED:
		return -EIO;
	default:
		return -EOPNOTSUPP;
	}
}
