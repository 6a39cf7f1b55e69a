// SPDX-License-Identifier: GPL-2.0-only
/* Nothing is broken: the guests run, and with "RDTSC exiting" KVM shows a VMCS that was entered. */
#include "kvm_fail.h"

#define HEALTHY_EDIT { PRIMARY_CONTROLS, '|', BIT(12) }

static const struct way list[] = {
	WAY("runs-real", 0, REAL, RUNS),
	WAY("runs-v86", 0, VIRTUAL8086, RUNS),
	WAY("runs-protected", 0, PROTECTED, RUNS),
	WAY("runs-pae", 0, PAE, RUNS),
	WAY("runs-long", 0, LONG, RUNS),
	WAY_WITH_APIC("runs-long-apic", 0, LONG, RUNS),
	WAY("healthy-real", 0, REAL, HEALTHY, HEALTHY_EDIT),
	WAY("healthy-v86", 0, VIRTUAL8086, HEALTHY, HEALTHY_EDIT),
	WAY("healthy-protected", 0, PROTECTED, HEALTHY, HEALTHY_EDIT),
	WAY("healthy-pae", 0, PAE, HEALTHY, HEALTHY_EDIT),
	WAY("healthy-long", 0, LONG, HEALTHY, HEALTHY_EDIT),
	WAY_WITH_APIC("healthy-long-apic", 0, LONG, HEALTHY, HEALTHY_EDIT),
};

WAYS(whole_ways, list);
