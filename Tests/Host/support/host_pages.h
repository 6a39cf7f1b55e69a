/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages with made-up physical addresses, counted, that can run out. */
#ifndef HV_HOST_PAGES_H
#define HV_HOST_PAGES_H

#include "pages.h"

#define HOST_PAGES_MAX	4096

/**
 * struct host_pages - a page source for tests
 * @live: pages that are out
 * @given: how many gets there were
 * @fail_at: the get with this number fails, counted from 0; ~0 for none
 * @misused: a page came back that was not out
 * @out: by number of the page: whether it is out
 * @memory: all of them; a sanitizer sees an access to one that is not out
 */
struct host_pages {
	size_t live;
	size_t given;
	size_t fail_at;
	bool misused;
	bool out[HOST_PAGES_MAX];
	u64 (*memory)[PAGE_SIZE / sizeof(u64)];
};

struct host_pages *host_pages_new(void);
void host_pages_free(struct host_pages *pages);
struct hv_page_source host_pages_source(struct host_pages *pages);

/* The page at a physical address; NULL if none is out there. */
u64 *host_pages_words(const struct host_pages *pages, u64 physical);

#endif /* HV_HOST_PAGES_H */
