// SPDX-License-Identifier: GPL-2.0-only
/* Pages of the kernel for pure code, which does not know where they are from. */
#include <linux/gfp.h>
#include <linux/mm.h>

#include "vm.h"

static int get(void *context, struct hv_page *page)
{
	size_t *memory = context;

	page->words = (u64 *)get_zeroed_page(GFP_KERNEL);
	if (!page->words)
		return -ENOMEM;
	page->physical = __pa(page->words);
	*memory += PAGE_SIZE;
	return 0;
}

static void put(void *context, struct hv_page page)
{
	size_t *memory = context;

	free_page((unsigned long)page.words);
	*memory -= PAGE_SIZE;
}

struct hv_page_source hv_pages(size_t *memory)
{
	return (struct hv_page_source){ get, put, memory, PAGE_OFFSET };
}
