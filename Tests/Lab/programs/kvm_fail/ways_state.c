// SPDX-License-Identifier: GPL-2.0-only
/* Activity, interruptibility, pending debug exceptions, the link pointer and PDPTEs. */
#include "kvm_fail.h"

#define ONE(name, rule, mode, field, operation, value) \
	WAY(name, rule, mode, FAIL_GUEST, { field, operation, value })
#define EVENT(name, rule, event, field, value) \
	WAY(name, rule, LONG, FAIL_GUEST, \
	    { INJECTED_EVENT, '=', event }, { field, '=', value }, { GUEST_RFLAGS, '|', RFLAGS_IF })
#define UNSEEN(name, rule, event, field, value) \
	WAY(name, rule, LONG, ENTERS, { INJECTED_EVENT, '=', event }, { field, '=', value }, \
	    { GUEST_RFLAGS, '|', RFLAGS_IF })

static const struct way list[] = {
	ONE("activity-range", 9101, LONG, ACTIVITY, '=', 4),
	WAY("activity-hlt-dpl", 9103, LONG, FAIL_GUEST,
	    { ACTIVITY, '=', 1 }, { GUEST_CS_RIGHTS, '|', 4 }, { GUEST_SS_RIGHTS, '|', 0x60 }),
	WAY("activity-hlt-blocked", 9104, LONG, FAIL_GUEST,
	    { ACTIVITY, '=', 1 }, { INTERRUPTIBILITY, '=', 1 }, { GUEST_RFLAGS, '|', RFLAGS_IF }),
	UNSEEN("event-in-hlt", 9105, 0x80000306, ACTIVITY, 1),
	EVENT("event-in-shutdown", 9106, 0x80000306, ACTIVITY, 2),
	EVENT("event-in-wait-for-sipi", 9107, 0x80000202, ACTIVITY, 3),
	ONE("interruptibility-reserved", 9121, LONG, INTERRUPTIBILITY, '|', BIT(5)),
	WAY("sti-and-mov-ss", 9122, LONG, FAIL_GUEST,
	    { INTERRUPTIBILITY, '=', 3 }, { GUEST_RFLAGS, '|', RFLAGS_IF }),
	ONE("sti-without-if", 9123, LONG, INTERRUPTIBILITY, '=', 1),
	EVENT("interrupt-after-sti", 9124, 0x80000030, INTERRUPTIBILITY, 1),
	EVENT("interrupt-after-mov-ss", 9125, 0x80000030, INTERRUPTIBILITY, 2),
	EVENT("nmi-after-sti", 9126, 0x80000202, INTERRUPTIBILITY, 1),
	EVENT("nmi-after-mov-ss", 9127, 0x80000202, INTERRUPTIBILITY, 2),
	ONE("smi-outside-smm", 9128, LONG, INTERRUPTIBILITY, '=', 4),
	UNSEEN("nmi-while-blocked", 9130, 0x80000202, INTERRUPTIBILITY, 8),
	ONE("pending-debug-reserved", 9141, LONG, PENDING_DEBUG, '|', BIT(4)),
	ONE("pending-debug-bus-lock", 9142, LONG, PENDING_DEBUG, '|', BIT(11)),
	WAY("single-step-lost", 9143, LONG, ENTERS,
	    { INTERRUPTIBILITY, '=', 1 }, { GUEST_RFLAGS, '|', RFLAGS_IF | 0x100 }),
	WAY("single-step-invented", 9144, LONG, ENTERS,
	    { INTERRUPTIBILITY, '=', 2 }, { PENDING_DEBUG, '|', BIT(14) }),
	ONE("link-pointer-alignment", 9201, LONG, LINK_POINTER, '=', 0x10),
	ONE("link-pointer-width", 9202, LONG, LINK_POINTER, '=', TOO_WIDE),
	ONE("link-pointer-revision", 9203, LONG, LINK_POINTER, '=', 0),
	ONE("link-pointer-current", 9205, LONG, LINK_POINTER, 'c', 0),
	ONE("pdpte0-reserved", 9301, PAE, GUEST_PDPTE0, '|', 0x6),
	ONE("pdpte2-width", 9306, PAE, GUEST_PDPTE2, '=', TOO_WIDE | 1),
};

WAYS(state_ways, list);
