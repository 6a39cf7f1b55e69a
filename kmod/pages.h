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
 */
struct hv_page_source {
	int (*get)(void *context, struct hv_page *page);
	void (*put)(void *context, struct hv_page page);
	void *context;
};

#endif /* HV_PAGES_H */
