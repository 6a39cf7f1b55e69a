// SPDX-License-Identifier: GPL-2.0-only
/* The guest's segment registers. */
#include "kvm_fail.h"

#define ONE(name, rule, mode, field, operation, value) \
	WAY(name, rule, mode, FAIL_GUEST, { field, operation, value })
/* In a guest that is not unrestricted; in the modes that have paging. */
#define RESTRICTED(name, rule, field, operation, value) \
	WAY(name, rule, LONG, FAIL_GUEST, \
	    { SECONDARY_CONTROLS, '&', BUT(BIT(7)) }, { field, operation, value })

static const struct way list[] = {
	ONE("tr-selector", 8001, LONG, GUEST_TR_SELECTOR, '|', 4),
	ONE("ldtr-selector", 8002, LONG, GUEST_LDTR_SELECTOR, '|', 4),
	/* With conforming code, of which the emulator allows any RPL. */
	WAY("ss-selector", 8003, LONG, FAIL_GUEST, { SECONDARY_CONTROLS, '&', BUT(BIT(7)) },
	    { GUEST_CS_RIGHTS, '|', 4 }, { GUEST_SS_RIGHTS, '|', 0x60 }, { GUEST_SS_SELECTOR, '|', 3 }),
	ONE("fs-base", 8024, LONG, GUEST_FS_BASE, '=', NOT_CANONICAL),
	ONE("gs-base", 8025, LONG, GUEST_GS_BASE, '=', NOT_CANONICAL),
	ONE("ldtr-base", 8026, LONG, GUEST_LDTR_BASE, '=', NOT_CANONICAL),
	ONE("tr-base", 8027, LONG, GUEST_TR_BASE, '=', NOT_CANONICAL),
	ONE("cs-base", 8031, LONG, GUEST_CS_BASE, '=', BIT(32)),
	ONE("ds-base", 8033, PROTECTED, GUEST_DS_BASE, '=', BIT(32)),
	ONE("v86-cs-base", 8011, VIRTUAL8086, GUEST_CS_BASE, '=', 0x10),
	ONE("v86-ds-limit", 8043, VIRTUAL8086, GUEST_DS_LIMIT, '=', 0xfffff),
	ONE("v86-ss-rights", 8052, VIRTUAL8086, GUEST_SS_RIGHTS, '=', 0x93),
	ONE("cs-type", 8061, LONG, GUEST_CS_RIGHTS, '&', BUT(1)),
	ONE("ss-type", 8062, LONG, GUEST_SS_RIGHTS, '&', BUT(2)),
	ONE("ds-accessed", 8063, PROTECTED, GUEST_DS_RIGHTS, '&', BUT(1)),
	ONE("fs-readable", 8074, LONG, GUEST_FS_RIGHTS, '^', 0xa),
	WAY("cs-dpl-data", 8081, PROTECTED, FAIL_GUEST,
	    { GUEST_CS_RIGHTS, '^', 8 }, { GUEST_CS_RIGHTS, '|', 0x60 }),
	ONE("cs-dpl-nonconforming", 8082, LONG, GUEST_CS_RIGHTS, '|', 0x60),
	ONE("cs-dpl-conforming", 8083, LONG, GUEST_CS_RIGHTS, '|', 0x64),
	WAY("ss-dpl-rpl", 8084, LONG, FAIL_GUEST,
	    { SECONDARY_CONTROLS, '&', BUT(BIT(7)) }, { GUEST_CS_RIGHTS, '|', 4 }, { GUEST_SS_RIGHTS, '|', 0x60 }),
	WAY("ss-dpl-real", 8085, REAL, FAIL_GUEST,
	    { GUEST_CS_RIGHTS, '|', 4 }, { GUEST_SS_RIGHTS, '|', 0x60 }),
	RESTRICTED("ds-dpl", 8093, GUEST_DS_SELECTOR, '|', 3),
	ONE("cs-s", 8101, LONG, GUEST_CS_RIGHTS, '&', BUT(BIT(4))),
	ONE("ss-present", 8112, LONG, GUEST_SS_RIGHTS, '&', BUT(BIT(7))),
	ONE("es-reserved-low", 8120, REAL, GUEST_ES_RIGHTS, '|', BIT(8)),
	ONE("cs-db-in-64-bit", 8131, LONG, GUEST_CS_RIGHTS, '|', BIT(14)),
	ONE("ds-granularity-bytes", 8143, PROTECTED, GUEST_DS_LIMIT, '=', 0xfffffffe),
	ONE("cs-granularity-pages", 8151, PROTECTED, GUEST_CS_RIGHTS, '&', BUT(BIT(15))),
	ONE("gs-reserved-high", 8165, LONG, GUEST_GS_RIGHTS, '|', BIT(17)),
	ONE("tr-type", 8201, LONG, GUEST_TR_RIGHTS, '&', BUT(2)),
	ONE("tr-s", 8202, LONG, GUEST_TR_RIGHTS, '|', BIT(4)),
	ONE("tr-present", 8203, PROTECTED, GUEST_TR_RIGHTS, '&', BUT(BIT(7))),
	ONE("tr-reserved-low", 8204, LONG, GUEST_TR_RIGHTS, '|', BIT(9)),
	ONE("tr-unusable", 8205, LONG, GUEST_TR_RIGHTS, '|', BIT(16)),
	ONE("ldtr-type", 8211, LONG, GUEST_LDTR_RIGHTS, '|', 1),
	ONE("ldtr-s", 8212, LONG, GUEST_LDTR_RIGHTS, '|', BIT(4)),
	ONE("ldtr-present", 8213, REAL, GUEST_LDTR_RIGHTS, '&', BUT(BIT(7))),
};

WAYS(segment_ways, list);
