// SPDX-License-Identifier: GPL-2.0-only
/* Pages with made-up physical addresses. */
#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "host_pages.h"

/* Below 2^36, and not from 0, so that mixing up shows. */
#define FIRST_PHYSICAL 0xa5c300000ULL

#define MEMORY_SIZE (HOST_PAGES_MAX * PAGE_SIZE)

static int get(void *context, struct hv_page *page)
{
	struct host_pages *pages = context;
	size_t number = pages->given++;

	if (number == pages->fail_at || number >= HOST_PAGES_MAX)
		return -ENOMEM;
	page->words = pages->memory[number];
	page->physical = FIRST_PHYSICAL + number * PAGE_SIZE;
	ASAN_UNPOISON_MEMORY_REGION(page->words, PAGE_SIZE);
	memset(page->words, 0, PAGE_SIZE);
	pages->out[number] = true;
	pages->live++;
	return 0;
}

u64 *host_pages_words(const struct host_pages *pages, u64 physical)
{
	u64 number = (physical - FIRST_PHYSICAL) / PAGE_SIZE;

	if (physical < FIRST_PHYSICAL || physical % PAGE_SIZE ||
	    number >= HOST_PAGES_MAX || !pages->out[number])
		return NULL;
	return pages->memory[number];
}

static void put(void *context, struct hv_page page)
{
	struct host_pages *pages = context;
	u64 *words = host_pages_words(pages, page.physical);

	if (!words || words != page.words) {
		pages->misused = true;
		return;
	}
	pages->out[(page.physical - FIRST_PHYSICAL) / PAGE_SIZE] = false;
	pages->live--;
	ASAN_POISON_MEMORY_REGION(words, PAGE_SIZE);
}

struct host_pages *host_pages_new(void)
{
	struct host_pages *pages = calloc(1, sizeof(*pages));
	void *memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (!pages || memory == MAP_FAILED)
		abort();
	ASAN_POISON_MEMORY_REGION(memory, MEMORY_SIZE);
	pages->memory = memory;
	pages->fail_at = ~(size_t)0;
	return pages;
}

void host_pages_free(struct host_pages *pages)
{
	ASAN_UNPOISON_MEMORY_REGION(pages->memory, MEMORY_SIZE);
	munmap(pages->memory, MEMORY_SIZE);
	free(pages);
}

struct hv_page_source host_pages_source(struct host_pages *pages)
{
	return (struct hv_page_source){
		.get = get,
		.put = put,
		.context = pages,
		.offset = (u64)(uintptr_t)pages->memory - FIRST_PHYSICAL,
	};
}
