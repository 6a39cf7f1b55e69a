// SPDX-License-Identifier: GPL-2.0-only
/* Pages with made-up physical addresses. */
#include <stdlib.h>

#include "host_pages.h"

/* Below 2^36, and not from 0, so that mixing up shows. */
#define FIRST_PHYSICAL 0xa5c300000ULL

static int get(void *context, struct hv_page *page)
{
	struct host_pages *pages = context;
	size_t number = pages->given++;

	if (number == pages->fail_at || number >= HOST_PAGES_MAX)
		return -ENOMEM;
	pages->words[number] = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
	if (!pages->words[number])
		return -ENOMEM;
	memset(pages->words[number], 0, PAGE_SIZE);
	pages->live++;
	page->words = pages->words[number];
	page->physical = FIRST_PHYSICAL + number * PAGE_SIZE;
	return 0;
}

u64 *host_pages_words(const struct host_pages *pages, u64 physical)
{
	u64 number = (physical - FIRST_PHYSICAL) / PAGE_SIZE;

	if (physical < FIRST_PHYSICAL || physical % PAGE_SIZE ||
	    number >= HOST_PAGES_MAX)
		return NULL;
	return pages->words[number];
}

static void put(void *context, struct hv_page page)
{
	struct host_pages *pages = context;
	u64 *words = host_pages_words(pages, page.physical);

	if (!words || words != page.words) {
		pages->misused = true;
		return;
	}
	pages->words[(page.physical - FIRST_PHYSICAL) / PAGE_SIZE] = NULL;
	pages->live--;
	free(words);
}

struct host_pages *host_pages_new(void)
{
	struct host_pages *pages = calloc(1, sizeof(*pages));

	if (!pages)
		abort();
	pages->fail_at = ~(size_t)0;
	return pages;
}

void host_pages_free(struct host_pages *pages)
{
	size_t i;

	for (i = 0; i < HOST_PAGES_MAX; i++)
		free(pages->words[i]);
	free(pages);
}

struct hv_page_source host_pages_source(struct host_pages *pages)
{
	return (struct hv_page_source){ .get = get,
					.put = put,
					.context = pages };
}
