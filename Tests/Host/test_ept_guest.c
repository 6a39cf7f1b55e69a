// SPDX-License-Identifier: GPL-2.0-only
/* ept_guest.c: a few host pages in a guest. */
#include "ept_guest.h"
#include "ept_machine.h"
#include "tap.h"

#define RX (HV_EPT_READ | HV_EPT_EXECUTE)

static struct ept_walk walk(struct host_pages *pages,
			    const struct hv_ept_guest *ept, u64 address)
{
	return ept_walk(pages, ept->eptp, 46, address);
}

static void maps_pages(void)
{
	static const struct hv_ept_guest_page list[] = {
		{ 0x1000, 0x123456000, RX },
		{ 0x0, 0xabcdef000, HV_EPT_RWX },
		{ 0xfffffffff000, 0x7000, HV_EPT_READ },
	};
	struct host_pages *pages = host_pages_new();
	struct hv_page_source source = host_pages_source(pages);
	struct hv_ept_guest ept;

	CHECK_EQUAL(hv_ept_guest_create(&ept, EPT_CAPS_SMALL, list, 3, &source),
		    0);
	CHECK_EQUAL(walk(pages, &ept, 0x1234).physical, 0x123456234);
	CHECK_EQUAL(walk(pages, &ept, 0x1234).rights, RX);
	CHECK_EQUAL(walk(pages, &ept, 0x1234).type, HV_MEMORY_TYPE_WB);
	CHECK_EQUAL(walk(pages, &ept, 0x1234).size, 4096);
	CHECK_EQUAL(walk(pages, &ept, 0xfff).physical, 0xabcdeffff);
	CHECK_EQUAL(walk(pages, &ept, 0xffffffffffff).physical, 0x7fff);
	CHECK_EQUAL(walk(pages, &ept, 0xffffffffffff).rights, HV_EPT_READ);
	CHECK_EQUAL(walk(pages, &ept, 0x2000).kind, EPT_MISSING);
	CHECK_EQUAL(walk(pages, &ept, 0x8000000000).kind, EPT_MISSING);
	CHECK_EQUAL(pages->live, 1 + 3 + 3);
	hv_ept_guest_destroy(&ept);
	CHECK_EQUAL(pages->live, 0);
	host_pages_free(pages);
}

static void wrong_pages_are_refused(void)
{
	static const struct {
		struct hv_ept_guest_page page;
		int error;
	} cases[] = {
		{ { 0x1800, 0x2000, HV_EPT_RWX }, -EINVAL },
		{ { 0x1000, 0x2001, HV_EPT_RWX }, -EINVAL },
		{ { 1ULL << 48, 0x2000, HV_EPT_RWX }, -EINVAL },
		{ { 0x1000, 1ULL << 52, HV_EPT_RWX }, -EINVAL },
		{ { 0x1000, 0x2000, 0 }, -EINVAL },
		{ { 0x1000, 0x2000, HV_EPT_WRITE }, -EINVAL },
		{ { 0x1000, 0x2000, HV_EPT_EXECUTE }, -EINVAL },
		{ { 0x1000, 0x2000, HV_EPT_RWX | 8 }, -EINVAL },
		{ { 0x5000, 0x2000, HV_EPT_RWX }, -EEXIST },
	};
	struct host_pages *pages = host_pages_new();
	struct hv_page_source source = host_pages_source(pages);
	struct hv_ept_guest_page list[2] = { { 0x5000, 0x6000, HV_EPT_RWX } };
	struct hv_ept_guest ept;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		list[1] = cases[i].page;
		CHECK_EQUAL(hv_ept_guest_create(&ept, EPT_CAPS_SMALL, list, 2,
						&source),
			    cases[i].error);
		CHECK_EQUAL(pages->live, 0);
	}
	CHECK_EQUAL(hv_ept_guest_create(&ept, 0, list, 1, &source),
		    -EOPNOTSUPP);
	host_pages_free(pages);
}

static void too_many_tables(void)
{
	struct host_pages *pages = host_pages_new();
	struct hv_page_source source = host_pages_source(pages);
	struct hv_ept_guest_page list[6];
	struct hv_ept_guest ept;
	u64 i;

	for (i = 0; i < 6; i++)
		list[i] = (struct hv_ept_guest_page){ i << 39, 0x1000 * i,
						      HV_EPT_RWX };
	CHECK_EQUAL(hv_ept_guest_create(&ept, EPT_CAPS_SMALL, list, 5, &source),
		    0);
	hv_ept_guest_destroy(&ept);
	CHECK_EQUAL(hv_ept_guest_create(&ept, EPT_CAPS_SMALL, list, 6, &source),
		    -ENOSPC);
	CHECK_EQUAL(pages->live, 0);
	host_pages_free(pages);
}

static void every_failure_unwinds(void)
{
	struct host_pages *pages = host_pages_new();
	struct hv_page_source source = host_pages_source(pages);
	struct hv_ept_guest_page page = { 0x1000, 0x2000, HV_EPT_RWX };
	struct hv_ept_guest ept;

	for (pages->fail_at = 0; pages->fail_at < 4; pages->fail_at++) {
		pages->given = 0;
		CHECK_EQUAL(hv_ept_guest_create(&ept, EPT_CAPS_SMALL, &page, 1,
						&source),
			    -ENOMEM);
		CHECK_EQUAL(pages->live, 0);
		CHECK(!pages->misused);
	}
	host_pages_free(pages);
}

TAP_MAIN(TAP_TEST(maps_pages), TAP_TEST(wrong_pages_are_refused),
	 TAP_TEST(too_many_tables), TAP_TEST(every_failure_unwinds))
