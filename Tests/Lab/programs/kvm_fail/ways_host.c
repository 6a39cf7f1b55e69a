// SPDX-License-Identifier: GPL-2.0-only
/* The host's state. Only rules that the emulator checks: another would end the host at the next exit. */
#include "kvm_fail.h"

#define ONE(name, rule, field, operation, value) \
	WAY(name, rule, LONG, FAIL_HOST, { field, operation, value })
#define EFER(name, rule, value) \
	WAY(name, rule, LONG, FAIL_HOST, { EXIT_CONTROLS, '|', BIT(21) }, { HOST_EFER, '=', value })

static const struct way list[] = {
	ONE("host-cr0-must-be-1", 5001, HOST_CR0, '&', BUT(BIT(5))),
	ONE("host-cr0-must-be-0", 5002, HOST_CR0, '|', BIT(40)),
	ONE("host-cr4-must-be-1", 5003, HOST_CR4, '&', BUT(BIT(13))),
	ONE("host-cr4-must-be-0", 5004, HOST_CR4, '|', BIT(30)),
	ONE("host-cr3-width", 5006, HOST_CR3, '|', TOO_WIDE),
	ONE("host-sysenter-esp", 5007, HOST_SYSENTER_ESP, '=', NOT_CANONICAL),
	ONE("host-sysenter-eip", 5008, HOST_SYSENTER_EIP, '=', NOT_CANONICAL),
	ONE("host-pat", 5102, HOST_PAT, '^', 4),
	EFER("host-efer-reserved", 5103, 0xd03),
	EFER("host-efer-lma", 5104, 0x901),
	EFER("host-efer-lme", 5105, 0xc01),
	ONE("host-cs-rpl", 5501, HOST_CS_SELECTOR, '|', 3),
	ONE("host-ds-ti", 5503, HOST_DS_SELECTOR, '|', 4),
	ONE("host-fs-rpl", 5505, HOST_FS_SELECTOR, '|', 3),
	ONE("host-tr-ti", 5507, HOST_TR_SELECTOR, '|', 4),
	ONE("host-cs-null", 5508, HOST_CS_SELECTOR, '=', 0),
	ONE("host-tr-null", 5509, HOST_TR_SELECTOR, '=', 0),
	ONE("host-fs-base", 5511, HOST_FS_BASE, '=', NOT_CANONICAL),
	ONE("host-gs-base", 5512, HOST_GS_BASE, '=', NOT_CANONICAL),
	ONE("host-gdtr-base", 5513, HOST_GDTR_BASE, '=', NOT_CANONICAL),
	ONE("host-idtr-base", 5514, HOST_IDTR_BASE, '=', NOT_CANONICAL),
	ONE("host-tr-base", 5515, HOST_TR_BASE, '=', NOT_CANONICAL),
	ONE("host-cr4-pae", 6010, HOST_CR4, '&', BUT(BIT(5))),
	ONE("host-rip", 6011, HOST_RIP, '=', NOT_CANONICAL),
};

WAYS(host_ways, list);
