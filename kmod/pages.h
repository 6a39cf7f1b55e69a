/* SPDX-License-Identifier: GPL-2.0-only */
/* Where pure code takes pages from: the caller knows how. */
#ifndef HV_PAGES_H
#define HV_PAGES_H

#include "platform.h"

/**
 * struct hv_page - a page of memory, 4 KiB
 * @words: its address here
 * @physical: its physical address
 */
struct hv_page {
	u64 *words;
	u64 physical;
};

/**
 * struct hv_page_source - gives and takes pages
 * @get: gives a page that is all zero; returns 0 or a negative error number
 * @put: takes a page back
 * @context: for both
 * @offset: what to add to a page's physical address to have its address here,
 *	the same for all pages
 */
struct hv_page_source {
	int (*get)(void *context, struct hv_page *page);
	void (*put)(void *context, struct hv_page page);
	void *context;
	u64 offset;
};

/* The page at a physical address; it must be one that the source gave. */
static __always_inline struct hv_page
hv_page_at(const struct hv_page_source *source, u64 physical)
{
	return (struct hv_page){
		.words = (u64 *)(uintptr_t)(physical + source->offset),
		.physical = physical,
	};
}

#endif /* HV_PAGES_H */
