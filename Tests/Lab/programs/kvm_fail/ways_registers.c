// SPDX-License-Identifier: GPL-2.0-only
/* Control and debug registers, MSRs, descriptor tables and RFLAGS of the guest; the MSR-load area. */
#include "kvm_fail.h"

#define ONE(name, rule, mode, field, operation, value) \
	WAY(name, rule, mode, FAIL_GUEST, { field, operation, value })
#define TWO(name, rule, mode, field, operation, value, field2, operation2, value2) \
	WAY(name, rule, mode, FAIL_GUEST, { field, operation, value }, { field2, operation2, value2 })
#define EFER(name, rule, value) TWO(name, rule, LONG, ENTRY_CONTROLS, '|', BIT(15), GUEST_EFER, '=', value)
#define MSR(name, rule, index, operation, value) \
	WAY(name, rule, LONG, FAIL_MSRS, { index, operation, value })
#define UNSEEN(name, rule, mode, field, operation, value) \
	WAY(name, rule, mode, ENTERS, { field, operation, value })

static const struct way list[] = {
	ONE("cr0-must-be-1", 7001, LONG, GUEST_CR0, '&', BUT(BIT(5))),
	ONE("cr0-must-be-0", 7002, PROTECTED, GUEST_CR0, '|', BIT(40)),
	ONE("cr0-pg-needs-pe", 7003, PAE, GUEST_CR0, '&', BUT(BIT(0))),
	ONE("cr4-must-be-1", 7004, LONG, GUEST_CR4, '&', BUT(BIT(13))),
	ONE("cr4-must-be-0", 7005, REAL, GUEST_CR4, '|', BIT(30)),
	UNSEEN("ia-32e-without-pg", 7007, LONG, GUEST_CR0, '&', BUT(BIT(31))),
	ONE("ia-32e-without-pae", 7008, LONG, GUEST_CR4, '&', BUT(BIT(5))),
	ONE("cr4-pcide", 7009, PROTECTED, GUEST_CR4, '|', BIT(17)),
	ONE("cr3-width", 7011, LONG, GUEST_CR3, '|', TOO_WIDE),
	ONE("dr7-upper", 7012, LONG, GUEST_DR7, '|', BIT(32)),
	UNSEEN("debugctl-reserved", 7101, LONG, GUEST_DEBUGCTL, '|', BIT(3)),
	ONE("sysenter-esp", 7102, LONG, GUEST_SYSENTER_ESP, '=', NOT_CANONICAL),
	ONE("sysenter-eip", 7103, PROTECTED, GUEST_SYSENTER_EIP, '=', NOT_CANONICAL),
	ONE("pat", 7109, LONG, GUEST_PAT, '^', 4),
	EFER("efer-reserved", 7110, 0x502),
	EFER("efer-lma", 7111, 0),
	EFER("efer-lme", 7112, 0x400),
	ONE("gdtr-base", 8901, LONG, GUEST_GDTR_BASE, '=', NOT_CANONICAL),
	ONE("idtr-base", 8902, LONG, GUEST_IDTR_BASE, '=', NOT_CANONICAL),
	ONE("gdtr-limit", 8903, REAL, GUEST_GDTR_LIMIT, '|', BIT(16)),
	ONE("idtr-limit", 8904, LONG, GUEST_IDTR_LIMIT, '|', BIT(16)),
	ONE("rflags-must-be-0", 9003, LONG, GUEST_RFLAGS, '|', BIT(22)),
	ONE("rflags-must-be-1", 9004, PROTECTED, GUEST_RFLAGS, '&', BUT(2)),
	/* Breaks the rules on segments of virtual-8086 mode, too. */
	ONE("rflags-vm-in-ia-32e", 9005, LONG, GUEST_RFLAGS, '|', BIT(17)),
	UNSEEN("rflags-vm-in-real-mode", 9006, VIRTUAL8086, GUEST_CR0, '&', BUT(BIT(0))),
	ONE("interrupt-without-if", 9007, LONG, INJECTED_EVENT, '=', 0x80000030),
	MSR("msr-fs-base", 9601, 0xc0000100, 'm', 0),
	MSR("msr-gs-base", 9602, 0xc0000101, 'm', 0),
	MSR("msr-x2apic", 9603, 0x808, 'm', 0),
	MSR("msr-reserved", 9606, 0x174, 'r', 0x10),
	/* The emulator takes any MSR that it does not know. */
	UNSEEN("msr-does-not-exist", 9607, LONG, 0x3fff, 'm', 0),
	MSR("msr-value", 9607, 0x175, 'm', NOT_CANONICAL),
};

WAYS(register_ways, list);
