// SPDX-License-Identifier: GPL-2.0-only
/* The event that VM entry delivers. */
#include "kvm_fail.h"

#define EVENT(name, rule, mode, event) \
	WAY(name, rule, mode, FAIL_CONTROLS, { INJECTED_EVENT, '=', event })
#define CODE(name, rule, mode, event) \
	WAY_IF(name, NO_FREE_CODE, rule, mode, FAIL_CONTROLS, { INJECTED_EVENT, '=', event })
#define EVENT_AND(name, rule, event, field, value) \
	WAY(name, rule, LONG, FAIL_CONTROLS, { INJECTED_EVENT, '=', event }, { field, '=', value })

static const struct way list[] = {
	EVENT("event-type", 4101, LONG, 0x80000100),
	EVENT("event-nmi-vector", 4103, LONG, 0x80000203),
	EVENT("event-exception-vector", 4104, LONG, 0x80000320),
	CODE("event-code-missing", 4106, LONG, 0x8000030d),
	CODE("event-code-of-nmi", 4107, LONG, 0x80000a02),
	CODE("event-code-in-real-mode", 4108, REAL, 0x80000b0d),
	CODE("event-code-unwanted", 4109, LONG, 0x80000b06),
	EVENT("event-reserved", 4112, LONG, 0x80100306),
	EVENT_AND("event-code-reserved", 4113, 0x80000b0d, INJECTED_CODE, 0x10000),
	EVENT_AND("event-length-16", 4114, 0x80000421, INJECTED_LENGTH, 16),
	WAY_IF("event-length-0", NO_ZERO_LENGTH, 4115, LONG, FAIL_CONTROLS,
	       { INJECTED_EVENT, '=', 0x80000421 }, { INJECTED_LENGTH, '=', 0 }),
};

WAYS(injection_ways, list);
