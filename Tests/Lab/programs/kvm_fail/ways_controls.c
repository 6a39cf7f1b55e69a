// SPDX-License-Identifier: GPL-2.0-only
/* VM-execution, VM-exit and VM-entry controls, but event injection. */
#include "kvm_fail.h"

#define ONE(name, rule, mode, field, operation, value) \
	WAY(name, rule, mode, FAIL_CONTROLS, { field, operation, value })
#define APIC(name, rule, field, operation, value) \
	WAY_WITH_APIC(name, rule, LONG, FAIL_CONTROLS, { field, operation, value })

static const struct way list[] = {
	ONE("pin-must-be-1", 2001, LONG, PIN_CONTROLS, '&', BUT(BIT(1))),
	ONE("pin-must-be-0", 2002, PROTECTED, PIN_CONTROLS, '|', BIT(8)),
	ONE("primary-must-be-1", 2003, LONG, PRIMARY_CONTROLS, '&', BUT(BIT(1))),
	ONE("primary-must-be-0", 2004, REAL, PRIMARY_CONTROLS, '|', BIT(0)),
	ONE("secondary-must-be-0", 2005, LONG, SECONDARY_CONTROLS, '|', BIT(31)),
	ONE("cr3-target-count", 2007, LONG, CR3_TARGET_COUNT, '=', 5),
	ONE("virtual-nmis", 2008, LONG, PIN_CONTROLS, '&', BUT(BIT(3))),
	WAY("nmi-window", 2009, LONG, FAIL_CONTROLS,
	    { PIN_CONTROLS, '&', BUT(BIT(5)) }, { PRIMARY_CONTROLS, '|', BIT(22) }),
	ONE("vpid-0", 2010, LONG, VPID, '=', 0),
	WAY_IF("vm-functions", BIT(13), 2012, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(13) }, { VM_FUNCTIONS, '=', 2 }),
	WAY("io-bitmap-a-alignment", 2101, LONG, FAIL_CONTROLS,
	    { PRIMARY_CONTROLS, '|', BIT(25) }, { IO_BITMAP_A, '=', 0x801 }),
	WAY("io-bitmap-b-width", 2104, LONG, FAIL_CONTROLS,
	    { PRIMARY_CONTROLS, '|', BIT(25) }, { IO_BITMAP_B, '=', TOO_WIDE }),
	ONE("msr-bitmap-alignment", 2105, PAE, MSR_BITMAP, '|', 0x10),
	ONE("msr-bitmap-width", 2106, LONG, MSR_BITMAP, '|', TOO_WIDE),
	APIC("virtual-apic-alignment", 2107, VIRTUAL_APIC, '|', 8),
	APIC("virtual-apic-width", 2108, VIRTUAL_APIC, '|', TOO_WIDE),
	APIC("apic-access-alignment", 2109, APIC_ACCESS, '|', 8),
	APIC("tpr-threshold-reserved", 2201, TPR_THRESHOLD, '|', 0x10),
	ONE("x2apic-without-tpr-shadow", 2203, LONG, SECONDARY_CONTROLS, '|', BIT(4)),
	WAY_IF("apic-registers-without-tpr-shadow", BIT(8), 2204, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(8) }),
	APIC("x2apic-and-accesses", 2207, SECONDARY_CONTROLS, '|', BIT(4) | BIT(0)),
	{ .name = "delivery-without-exits", .rule = 2208, .mode = LONG, .with_apic = true, .needs = BIT(9),
	  .expected = FAIL_CONTROLS,
	  .edits = { { SECONDARY_CONTROLS, '|', BIT(9) }, { PIN_CONTROLS, '&', BUT(BIT(0)) } } },
	WAY_IF("tsc-multiplier-0", BIT(25), 2011, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(25) }, { TSC_MULTIPLIER, '=', 0 }),
	WAY_IF("pml-alignment", BIT(17), 2111, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(17) }, { PML_ADDRESS, '=', 0x10 }),
	ONE("eptp-memory-type", 2301, LONG, EPT_POINTER, '^', 4),
	ONE("eptp-walk-length", 2302, PROTECTED, EPT_POINTER, '^', 0x18),
	WAY_IF("eptp-shadow-stack", NO_EPT_SHADOW_STACK, 2304, LONG, FAIL_CONTROLS, { EPT_POINTER, '|', BIT(7) }),
	ONE("eptp-reserved", 2305, LONG, EPT_POINTER, '|', BIT(10)),
	ONE("eptp-width", 2306, REAL, EPT_POINTER, '|', TOO_WIDE),
	ONE("unrestricted-without-ept", 2307, LONG, SECONDARY_CONTROLS, '&', BUT(BIT(1))),
	WAY_IF("eptp-list-alignment", BIT(13), 2115, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(13) }, { VM_FUNCTIONS, '=', 1 }, { EPTP_LIST, '=', 0x10 }),
	WAY_IF("vmread-bitmap-alignment", BIT(14), 2117, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(14) }, { VMREAD_BITMAP, '=', 0x10 }),
	/* The same with "EPT-violation #VE" would crash KVM of 6.12, which then reads what it has not allocated. */
	WAY_IF("vmwrite-bitmap-width", BIT(14), 2120, LONG, FAIL_CONTROLS,
	       { SECONDARY_CONTROLS, '|', BIT(14) }, { VMWRITE_BITMAP, '=', TOO_WIDE }),
	ONE("exit-must-be-1", 3001, LONG, EXIT_CONTROLS, '&', BUT(BIT(0))),
	ONE("exit-must-be-0", 3002, LONG, EXIT_CONTROLS, '|', BIT(30)),
	WAY("save-timer-without-timer", 3004, LONG, FAIL_CONTROLS,
	    { EXIT_CONTROLS, '|', BIT(22) }, { PIN_CONTROLS, '&', BUT(BIT(6)) }),
	WAY("exit-store-alignment", 3005, LONG, FAIL_CONTROLS,
	    { EXIT_MSR_STORE_COUNT, '=', 1 }, { EXIT_MSR_STORE, '=', 0x1008 }),
	WAY("exit-load-width", 3009, LONG, FAIL_CONTROLS,
	    { EXIT_MSR_LOAD_COUNT, '=', 1 }, { EXIT_MSR_LOAD, '|', TOO_WIDE }),
	ONE("entry-must-be-1", 4001, LONG, ENTRY_CONTROLS, '&', BUT(BIT(0))),
	ONE("entry-must-be-0", 4002, LONG, ENTRY_CONTROLS, '|', BIT(24)),
	WAY("entry-load-alignment", 4003, LONG, FAIL_CONTROLS,
	    { ENTRY_MSR_LOAD_COUNT, '=', 1 }, { ENTRY_MSR_LOAD, '=', 0x1008 }),
	WAY("entry-load-width", 4004, LONG, FAIL_CONTROLS,
	    { ENTRY_MSR_LOAD_COUNT, '=', 1 }, { ENTRY_MSR_LOAD, '|', TOO_WIDE }),
	ONE("deactivate-dual-monitor", 4007, LONG, ENTRY_CONTROLS, '|', BIT(11)),
};

WAYS(control_ways, list);
