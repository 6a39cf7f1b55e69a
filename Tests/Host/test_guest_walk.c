// SPDX-License-Identifier: GPL-2.0-only
/* guest_walk.c: the guest's page tables, walked as the processor would. */
#include "guest_memory_image.h"
#include "tap.h"

#define P	1ULL
#define W	2ULL
#define U	4ULL
#define A	0x20ULL
#define D	0x40ULL
#define PS	0x80ULL
#define XD	(1ULL << 63)

#define LINEAR	0x0000123456789abcULL

/* Tables for LINEAR with these bits in each entry; the page is at 0x9000. */
static struct guest_memory_image *tables(u64 pml4e, u64 pdpte, u64 pde,
					 u64 pte)
{
	struct guest_memory_image *image = guest_memory_image_new();

	image_write(image, 0x1000 + 8 * (LINEAR >> 39 & 511), 0x2000 | pml4e);
	image_write(image, 0x2000 + 8 * (LINEAR >> 30 & 511), 0x3000 | pdpte);
	image_write(image, 0x3000 + 8 * (LINEAR >> 21 & 511), 0x4000 | pde);
	image_write(image, 0x4000 + 8 * (LINEAR >> 12 & 511), 0x9000 | pte);
	image->paging = (struct hv_guest_paging){
		.cr0 = 1ULL << 31 | 1ULL << 16, .cr3 = 0x1000,
		.cr4 = 1ULL << 5, .efer = 1ULL << 10 | 1ULL << 11, .width = 40,
		.has_1g = true,
	};
	return image;
}

static enum hv_walk_result walk(struct guest_memory_image *image, u64 linear,
				u32 access, struct hv_translation *translation)
{
	return hv_guest_walk(&image->paging, &image->memory, linear, access,
			     translation);
}

static void four_levels(void)
{
	struct guest_memory_image *image = tables(P | W | U, P | W | U,
						  P | W | U, P | W | U);
	struct hv_translation t;

	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x9abc);
	CHECK_EQUAL(image_read(image, 0x4000 + 8 * (LINEAR >> 12 & 511)),
		    0x9000 | P | W | U | A);
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER | HV_ACCESS_WRITE, &t),
		    HV_WALK_DONE);
	CHECK_EQUAL(image_read(image, 0x4000 + 8 * (LINEAR >> 12 & 511)),
		    0x9000 | P | W | U | A | D);
	CHECK_EQUAL(image_read(image, 0x1000 + 8 * (LINEAR >> 39 & 511)),
		    0x2000 | P | W | U | A);
	guest_memory_image_free(image);
}

static void error_codes(void)
{
	struct {
		u64 entries[4];
		u32 access;
		u32 error_code;
	} cases[] = {
		{ { P | W | U, P | W | U, P | W | U, 0 }, 0, 0 },
		{ { P | W | U, 0, 0, 0 }, HV_ACCESS_WRITE | HV_ACCESS_USER,
		  HV_FAULT_WRITE | HV_FAULT_USER },
		/* A right that one level lacks. */
		{ { P | W | U, P | W, P | W | U, P | W | U }, HV_ACCESS_USER,
		  HV_FAULT_PRESENT | HV_FAULT_USER },
		{ { P | W | U, P | W | U, P | U, P | W | U },
		  HV_ACCESS_USER | HV_ACCESS_WRITE,
		  HV_FAULT_PRESENT | HV_FAULT_WRITE | HV_FAULT_USER },
		/* CR0.WP. */
		{ { P | W, P | W, P | W, P }, HV_ACCESS_WRITE,
		  HV_FAULT_PRESENT | HV_FAULT_WRITE },
		/* Reserved bits: PS in a PML4E, an address beyond the width. */
		{ { P | PS, P, P, P }, 0, HV_FAULT_PRESENT | HV_FAULT_RESERVED },
		{ { P, P, P, P | 1ULL << 41 }, 0,
		  HV_FAULT_PRESENT | HV_FAULT_RESERVED },
	};
	struct guest_memory_image *image;
	struct hv_translation t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		image = tables(cases[i].entries[0], cases[i].entries[1],
			       cases[i].entries[2], cases[i].entries[3]);
		CHECK_EQUAL(walk(image, LINEAR, cases[i].access, &t),
			    HV_WALK_FAULT);
		CHECK_EQUAL(t.error_code, cases[i].error_code);
		/* A fault changes no flag. */
		CHECK_EQUAL(image_read(image, 0x1000 + 8 * (LINEAR >> 39 & 511)),
			    0x2000 | cases[i].entries[0]);
		guest_memory_image_free(image);
	}
}

static void what_decides(void)
{
	struct guest_memory_image *image = tables(P | W | U, P | W | U,
						  P | W | U, P | U | XD);
	struct hv_translation t;

	/* XD is no matter for data, but reserved without NXE. */
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER, &t), HV_WALK_DONE);
	image->paging.efer = 1ULL << 10;
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER, &t), HV_WALK_FAULT);
	CHECK_EQUAL(t.error_code, HV_FAULT_PRESENT | HV_FAULT_RESERVED |
				  HV_FAULT_USER);
	image->paging.efer |= 1ULL << 11;
	/* Supervisor writes without CR0.WP. */
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_WRITE, &t), HV_WALK_FAULT);
	image->paging.cr0 = 1ULL << 31;
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_WRITE, &t), HV_WALK_DONE);
	/* SMAP, and AC, which does not count for the processor's own. */
	image->paging.cr4 |= 1ULL << 21;
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_FAULT);
	CHECK_EQUAL(t.error_code, HV_FAULT_PRESENT);
	image->paging.rflags = 1ULL << 18;
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_DONE);
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_IMPLICIT, &t), HV_WALK_FAULT);
	guest_memory_image_free(image);
}

static void protection_keys(void)
{
	struct guest_memory_image *image = tables(P | W | U, P | W | U, P | W | U,
						  P | W | U | 5ULL << 59);
	struct hv_translation t;

	image->paging.cr4 |= 1ULL << 22;
	image->paging.pkru = 2u << 10;
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER, &t), HV_WALK_DONE);
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER | HV_ACCESS_WRITE, &t),
		    HV_WALK_FAULT);
	CHECK_EQUAL(t.error_code, HV_FAULT_PRESENT | HV_FAULT_WRITE |
				  HV_FAULT_USER | HV_FAULT_KEY);
	image->paging.pkru = 1u << 10;
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER, &t), HV_WALK_FAULT);
	image->paging.pkru = 1u << 12;
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_USER, &t), HV_WALK_DONE);
	guest_memory_image_free(image);
}

static void large_pages(void)
{
	struct guest_memory_image *image = tables(P | W | U, P | W | U,
						  P | W | U, P);
	struct hv_translation t;

	image_write(image, 0x3000 + 8 * (LINEAR >> 21 & 511),
		    0x40200000 | P | W | PS);
	CHECK_EQUAL(walk(image, LINEAR, HV_ACCESS_WRITE, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x40200000 | (LINEAR & 0x1fffff));
	CHECK_EQUAL(image_read(image, 0x3000 + 8 * (LINEAR >> 21 & 511)),
		    0x40200000 | P | W | PS | A | D);
	/* Bit 13 of its address is reserved, bit 12 is PAT. */
	image_write(image, 0x3000 + 8 * (LINEAR >> 21 & 511),
		    0x40201000 | P | W | PS);
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_DONE);
	image_write(image, 0x3000 + 8 * (LINEAR >> 21 & 511),
		    0x40202000 | P | W | PS);
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_FAULT);
	image_write(image, 0x2000 + 8 * (LINEAR >> 30 & 511),
		    0x80000000 | P | W | PS);
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x80000000 | (LINEAR & 0x3fffffff));
	image->paging.has_1g = false;
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_FAULT);
	CHECK_EQUAL(t.error_code, HV_FAULT_PRESENT | HV_FAULT_RESERVED);
	guest_memory_image_free(image);
}

static void other_modes(void)
{
	struct guest_memory_image *image = tables(P | W | U, P | W | U,
						  P | W | U, P | W | U);
	struct hv_translation t;

	/* Five levels: a table above. */
	image_write(image, 0x5000 + 8 * (0x7fULL), 0x1000 | P | W | U);
	image->paging.cr3 = 0x5000;
	image->paging.cr4 |= 1ULL << 12;
	CHECK_EQUAL(walk(image, LINEAR | 0x7fULL << 48, 0, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x9abc);

	/* PAE: the top is in registers. */
	image->paging.efer = 0;
	image->paging.cr4 = 1ULL << 5;
	image->paging.pdpte[1] = 0x3000 | P;
	image_write(image, 0x3000 + 8 * (0x56789abcULL >> 21 & 511),
		    0x4000 | P | W);
	CHECK_EQUAL(walk(image, 0x56789abc, HV_ACCESS_WRITE, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x9abc);
	CHECK_EQUAL(walk(image, 0x96789abc, 0, &t), HV_WALK_FAULT);
	CHECK_EQUAL(t.error_code, 0);

	/* 32 bits, with a page of 4 MiB above 4 GiB. */
	image->paging.cr4 = 1ULL << 4;
	image->paging.cr3 = 0x6000;
	image_write32(image, 0x6000 + 4 * (0x56789abcu >> 22),
		      0x00400000 | 0x2000 | P | W | PS);
	CHECK_EQUAL(walk(image, 0x56789abc, 0, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x100400000 | (0x56789abc & 0x3fffff));
	image_write32(image, 0x6000 + 4 * (0x56789abcu >> 22), 0x7000 | P | W);
	image_write32(image, 0x7000 + 4 * (0x56789abcu >> 12 & 1023),
		      0x9000 | P);
	CHECK_EQUAL(walk(image, 0x56789abc, 0, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x9abc);
	CHECK_EQUAL(walk(image, 0x56789abc, HV_ACCESS_WRITE, &t),
		    HV_WALK_FAULT);

	/* No paging. */
	image->paging.cr0 = 1;
	CHECK_EQUAL(walk(image, 0x12345678, HV_ACCESS_WRITE, &t), HV_WALK_DONE);
	CHECK_EQUAL(t.physical, 0x12345678);
	guest_memory_image_free(image);
}

static void beyond_ram(void)
{
	struct guest_memory_image *image = tables(P, P, P | W | U, P);
	struct hv_translation t;

	image_write(image, 0x2000 + 8 * (LINEAR >> 30 & 511),
		    GUEST_MEMORY_IMAGE_SIZE | P);
	CHECK_EQUAL(walk(image, LINEAR, 0, &t), HV_WALK_UNREACHABLE);
	CHECK(hv_physical(&image->memory, GUEST_MEMORY_IMAGE_SIZE - 8, 8));
	CHECK(!hv_physical(&image->memory, GUEST_MEMORY_IMAGE_SIZE - 4, 8));
	CHECK(!hv_physical(&image->memory, ~0ULL - 3, 8));
	guest_memory_image_free(image);
}

static void canonical_addresses(void)
{
	CHECK(hv_is_canonical(0x00007fffffffffffULL, 0));
	CHECK(!hv_is_canonical(0x0000800000000000ULL, 0));
	CHECK(!hv_is_canonical(0xffff7fffffffffffULL, 0));
	CHECK(hv_is_canonical(0xffff800000000000ULL, 0));
	CHECK(hv_is_canonical(0x00ffffffffffffffULL, 1ULL << 12));
	CHECK(!hv_is_canonical(0x0100000000000000ULL, 1ULL << 12));
}

int main(void)
{
	static const struct tap_test tests[] = {
		{ "four levels, with accessed and dirty flags", four_levels },
		{ "error codes of page faults", error_codes },
		{ "CR0.WP, EFER.NXE, SMAP", what_decides },
		{ "protection keys", protection_keys },
		{ "large pages", large_pages },
		{ "five levels, PAE, 32 bits, no paging", other_modes },
		{ "nothing beyond RAM is touched", beyond_ram },
		{ "canonical addresses", canonical_addresses },
	};

	return tap_run(tests, ARRAY_SIZE(tests));
}
