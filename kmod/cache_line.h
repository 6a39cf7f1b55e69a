/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one CPU writes at every exit shares no line of the caches with what
 * another CPU writes, or each would wait for the other. A vcpu, the state that
 * a hypervisor declares for it, and its root stack take whole lines, which
 * only the CPU that runs the vcpu writes; others read counters there.
 */
#ifndef HV_CACHE_LINE_H
#define HV_CACHE_LINE_H

#include "platform.h"

#define HV_CACHE_LINE		64u
#define HV_WHOLE_LINES(size) \
	(((size) + HV_CACHE_LINE - 1) & ~((size_t)HV_CACHE_LINE - 1))
#define HV_STARTS_LINE(type, member) \
	(offsetof(type, member) % HV_CACHE_LINE == 0)

#ifndef HV_HOST_TEST
#include <linux/cache.h>
static_assert(L1_CACHE_BYTES <= HV_CACHE_LINE);
#endif

/**
 * hv_alone_size() - what to ask kmalloc() for, for something that has its
 * lines to itself
 * @size: of the thing, in bytes; not 0
 *
 * What kmalloc() gives is aligned to its size if that is a power of two, and
 * to less than a line if it is another.
 */
static inline size_t hv_alone_size(size_t size)
{
	size_t whole = HV_CACHE_LINE;

	while (whole < size)
		whole <<= 1;
	return whole;
}

#endif /* HV_CACHE_LINE_H */
