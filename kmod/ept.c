// SPDX-License-Identifier: GPL-2.0-only
/* The shared part of the EPT identity map: built at start, then constant. */
#include "ept_own.h"

#define FOUR_GIGABYTES	(1ULL << 32)
#define GIGABYTE	(1ULL << HV_EPT_SHIFT_PDPT)

/* EPTP: memory type, and the length of the walk minus 1. */
#define EPTP_WB		6u
#define EPTP_WALK_4	(3u << 3)

/*
 * struct builder - mapping one range
 * @ept: what is built
 * @from: where @span starts
 * @span: the memory type there, to an end that is 0 before the first look-up
 * @next: from the end of @span on; its end is 0 where the range ends there
 * @end: of the range, rounded
 */
struct builder {
	struct hv_ept *ept;
	u64 from;
	struct hv_mtrr_span span;
	struct hv_mtrr_span next;
	u64 end;
};

static const struct {
	u64 bit;
	const char *name;
} needed_capabilities[] = {
	{ HV_EPT_CAP_WALK_4, "EPT page-walk length 4" },
	{ HV_EPT_CAP_WB, "write-back EPT paging structures" },
	{ HV_EPT_CAP_INVEPT, "INVEPT" },
	{ HV_EPT_CAP_INVEPT_SINGLE, "single-context INVEPT" },
	{ HV_EPT_CAP_INVEPT_ALL, "all-context INVEPT" },
};

const char *hv_ept_missing_capability(u64 capabilities, u32 *bit)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needed_capabilities); i++) {
		if (capabilities & needed_capabilities[i].bit)
			continue;
		*bit = hv_highest_bit(needed_capabilities[i].bit);
		return needed_capabilities[i].name;
	}
	return NULL;
}

u64 hv_ept_pointer(u64 pml4)
{
	return pml4 | EPTP_WALK_4 | EPTP_WB;
}

static int new_page(struct hv_ept *ept, struct hv_page *page)
{
	int error = ept->source.get(ept->source.context, page);

	if (!error)
		ept->nr_pages++;
	return error;
}

/* Gives a table back, and all below it; @shift is what an entry of it covers. */
static void put_table(const struct hv_page_source *source,
		      struct hv_page table, unsigned int shift)
{
	u64 entry;
	u32 i;

	for (i = 0; shift > HV_EPT_SHIFT_PT && i < HV_EPT_ENTRIES; i++) {
		entry = table.words[i];
		if (entry && !(entry & HV_EPT_LARGE))
			put_table(source, hv_ept_table(source, entry),
				  shift - 9);
	}
	source->put(source->context, table);
}

void hv_ept_destroy(struct hv_ept *ept)
{
	struct hv_page_source source = ept->source;

	if (ept->root.words)
		put_table(&source, ept->root, HV_EPT_SHIFT_PML4);
	memset(ept, 0, sizeof(*ept));
}

static void look_up(struct builder *builder, u64 address)
{
	const struct hv_mtrr *mtrr = builder->ept->mtrr;

	if (builder->next.end && builder->span.end == address)
		builder->span = builder->next;
	else
		builder->span = hv_mtrr_span(mtrr, address, builder->end);
	builder->from = address;
	builder->next.end = 0;
	if (builder->span.end < builder->end)
		builder->next = hv_mtrr_span(mtrr, builder->span.end,
					     builder->end);
}

/*
 * Whether a page at @address has one memory type. Pages are mapped in the order
 * of addresses, so that each span is looked up once. Where masks have holes one
 * may end early; from further on it goes further.
 */
static bool is_uniform(struct builder *builder, u64 address, u64 size)
{
	if (builder->span.end >= address + size)
		return true;
	if (builder->span.end <= address ||
	    (builder->next.type == builder->span.type &&
	     builder->from != address))
		look_up(builder, address);
	return builder->span.end >= address + size;
}

/* Entries from @slot to @end. Four a turn: most of a start's own work is this. */
static void fill_entries(u64 *slot, const u64 *end, u64 entry, u64 size)
{
	for (; end - slot >= 4; slot += 4) {
		slot[0] = entry;
		slot[1] = entry + size;
		slot[2] = entry + 2 * size;
		slot[3] = entry + 3 * size;
		entry += 4 * size;
	}
	for (; slot < end; slot++) {
		*slot = entry;
		entry += size;
	}
}

/*
 * Fills entries of a table from @index on with pages of 2^@shift at @address,
 * as far as the span and the table go. Return: how many.
 */
static u32 fill_run(struct builder *builder, u64 *table, u32 index,
		    u64 address, unsigned int shift)
{
	u64 entry = hv_ept_leaf(address, builder->span.type, shift);
	u64 count = (builder->span.end - address) >> shift;
	u32 last = min_t(u64, index + count, HV_EPT_ENTRIES);

	fill_entries(table + index, table + last, entry, 1ULL << shift);
	builder->ept->nr_leaves += last - index;
	return last - index;
}

static int map_with_pt(struct builder *builder, u64 *slot, u64 address)
{
	struct hv_page table;
	u32 index = 0;
	u32 count;
	int error;

	error = new_page(builder->ept, &table);
	if (error)
		return error;
	*slot = hv_ept_table_entry(table.physical);
	while (index < HV_EPT_ENTRIES) {
		/* Always true: memory types change between pages. */
		is_uniform(builder, address, PAGE_SIZE);
		count = fill_run(builder, table.words, index, address,
				 HV_EPT_SHIFT_PT);
		index += count;
		address += (u64)count << HV_EPT_SHIFT_PT;
	}
	return 0;
}

static int map_with_pd(struct builder *builder, u64 *slot, u64 address)
{
	const u64 size = 1ULL << HV_EPT_SHIFT_PD;
	bool large = hv_ept_has_page(builder->ept->capabilities,
				     HV_EPT_SHIFT_PD);
	struct hv_page table;
	u32 index = 0;
	u32 count;
	int error;

	error = new_page(builder->ept, &table);
	if (error)
		return error;
	*slot = hv_ept_table_entry(table.physical);
	while (index < HV_EPT_ENTRIES) {
		if (large && is_uniform(builder, address, size)) {
			count = fill_run(builder, table.words, index, address,
					 HV_EPT_SHIFT_PD);
		} else {
			error = map_with_pt(builder, &table.words[index],
					    address);
			if (error)
				return error;
			count = 1;
		}
		index += count;
		address += (u64)count << HV_EPT_SHIFT_PD;
	}
	return 0;
}

/* As fill_run(), of a PDPT, where other ranges may have been before. */
static u32 fill_gigabytes(struct builder *builder, u64 *table, u32 index,
			  u64 address)
{
	u64 entry = hv_ept_leaf(address, builder->span.type,
				HV_EPT_SHIFT_PDPT);
	u64 end = min(builder->span.end, builder->end);
	u64 count = (end - address) >> HV_EPT_SHIFT_PDPT;
	u32 last = min_t(u64, index + count, HV_EPT_ENTRIES);
	u32 i;

	for (i = index; i < last; i++) {
		if (!table[i]) {
			table[i] = entry;
			builder->ept->nr_leaves++;
		}
		entry += GIGABYTE;
	}
	return last - index;
}

/* The PDPT for @address; NULL with *@error set when there is no page. */
static u64 *get_pdpt(struct hv_ept *ept, u64 address, int *error)
{
	u64 *slot = &ept->root.words[hv_ept_index(address, HV_EPT_SHIFT_PML4)];
	struct hv_page page;

	if (*slot)
		return hv_ept_table(&ept->source, *slot).words;
	*error = new_page(ept, &page);
	if (*error)
		return NULL;
	*slot = hv_ept_table_entry(page.physical);
	return page.words;
}

static int map_range(struct builder *builder, u64 address)
{
	bool huge = hv_ept_has_page(builder->ept->capabilities,
				    HV_EPT_SHIFT_PDPT);
	int error = 0;
	u64 *table;
	u32 index;
	u32 count;

	while (address < builder->end) {
		table = get_pdpt(builder->ept, address, &error);
		if (!table)
			return error;
		index = hv_ept_index(address, HV_EPT_SHIFT_PDPT);
		count = 1;
		if (huge && is_uniform(builder, address, GIGABYTE))
			count = fill_gigabytes(builder, table, index, address);
		else if (!table[index])
			error = map_with_pd(builder, &table[index], address);
		if (error)
			return error;
		address += (u64)count << HV_EPT_SHIFT_PDPT;
	}
	return 0;
}

static int add_range(struct hv_ept *ept, struct hv_physical_range range)
{
	struct builder builder = { .ept = ept };

	if (range.start > range.end)
		return -EINVAL;
	if (range.start == range.end)
		return 0;
	if (range.end > ept->limit)
		return -ERANGE;
	builder.end = (range.end + GIGABYTE - 1) & ~(GIGABYTE - 1);
	return map_range(&builder, range.start & ~(GIGABYTE - 1));
}

int hv_ept_create(struct hv_ept *ept, const struct hv_mtrr *mtrr,
		  u64 capabilities, const struct hv_physical_range *ranges,
		  size_t nr_ranges, const struct hv_page_source *source)
{
	const struct hv_physical_range low = { .end = FOUR_GIGABYTES };
	size_t i;
	u32 bit;
	int error;

	memset(ept, 0, sizeof(*ept));
	if (hv_ept_missing_capability(capabilities, &bit))
		return -EOPNOTSUPP;
	ept->mtrr = mtrr;
	ept->capabilities = capabilities;
	ept->limit = min_t(u64, mtrr->limit, HV_EPT_LEVEL_LIMIT);
	ept->source = *source;

	error = new_page(ept, &ept->root);
	if (error) {
		ept->root.words = NULL;
		return error;
	}
	error = add_range(ept, low);
	for (i = 0; !error && i < nr_ranges; i++)
		error = add_range(ept, ranges[i]);
	if (error)
		hv_ept_destroy(ept);
	return error;
}
