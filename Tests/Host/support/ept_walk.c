// SPDX-License-Identifier: GPL-2.0-only
/* The processor's walk of EPT paging structures. */
#include "ept_walk.h"

#define MISCONFIGURED ((struct ept_walk){ .kind = EPT_MISCONFIGURED })

static bool is_reserved(u64 entry, bool leaf, unsigned int shift,
			unsigned int width)
{
	u64 low = leaf ? (1ULL << shift) - 1 : 0xfff;
	u64 type = entry >> 3 & 7;

	/* Beyond the width, up to bit 51; below the page's size, from bit 12. */
	if (entry & ((1ULL << 52) - 1) & ~((1ULL << width) - 1))
		return true;
	if (entry & low & ~0xfffULL)
		return true;
	if (leaf)
		return type == 2 || type == 3 || type == 7;
	return entry & 0xf8;
}

struct ept_walk ept_walk(const struct host_pages *pages, u64 eptp,
			 unsigned int width, u64 address)
{
	struct ept_walk walk = { .rights = 7 };
	u64 physical = eptp & ~0xfffULL;
	unsigned int shift;
	u64 *words, entry;
	bool leaf;

	/* Write-back, four levels, nothing else. */
	if ((eptp & 0xfff) != 0x1e)
		return MISCONFIGURED;
	if (address >> 48)
		return walk;
	for (shift = 39;; shift -= 9) {
		words = host_pages_words(pages, physical);
		if (!words)
			return MISCONFIGURED;
		entry = words[address >> shift & 511];
		if (!(entry & 7))
			return walk;
		if ((entry & 3) == 2)
			return MISCONFIGURED;
		leaf = shift == 12 || (shift <= 30 && entry & 0x80);
		if (is_reserved(entry, leaf, shift, width))
			return MISCONFIGURED;
		walk.rights &= entry;
		physical = entry & ((1ULL << 52) - 1) & ~0xfffULL;
		if (leaf)
			break;
	}
	walk.kind = EPT_MAPPED;
	walk.size = 1ULL << shift;
	walk.physical = physical + (address & (walk.size - 1));
	walk.type = entry >> 3 & 7;
	return walk;
}
