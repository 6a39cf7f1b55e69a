// SPDX-License-Identifier: GPL-2.0-only
/* The pages of the world, and its page tables. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/apicdef.h>
#include <asm/io.h>
#include <asm/pgtable_types.h>

#include "world.h"

#define ORDER		4	/* 16 pages: those of the world and four tables */
#define PUD_PAGE	HVCONFORM_NR_PAGES
#define PMD_PAGE	(HVCONFORM_NR_PAGES + 1)
#define KERNEL_PT_PAGE	(HVCONFORM_NR_PAGES + 2)
#define USER_PT_PAGE	(HVCONFORM_NR_PAGES + 3)

#define PT_SHIFT	12
#define USED		(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define NO_CACHE	(_PAGE_PCD | _PAGE_PWT)

struct hvconform_world hvconform_world;

static unsigned long block, pgd_block;

static const u64 addresses[HVCONFORM_NR_PAGES] = {
	HVCONFORM_CODE, HVCONFORM_DATA, HVCONFORM_STACK,
	HVCONFORM_FIRST_STACK, HVCONFORM_OTHER_STACK, HVCONFORM_RETURN_FRAME,
	HVCONFORM_IDT_LOW, HVCONFORM_IDT_HIGH, HVCONFORM_GDT_LOW,
	HVCONFORM_GDT_HIGH, HVCONFORM_TSS, HVCONFORM_HANDLERS,
};

static u8 *block_page(unsigned int index)
{
	return (u8 *)block + index * PAGE_SIZE;
}

/*
 * A table covers 2 MiB: ring 0's addresses, from 1 MiB on, lie in the first one,
 * ring 3's, from 2 MiB on, in the second.
 */
static u64 *entry_of(u64 address)
{
	return &hvconform_world.kernel_pt[address >> PT_SHIFT & 0x1ff];
}

static void map(u64 address, u64 physical, u64 attributes)
{
	*entry_of(address) = physical | attributes | USED;
}

static void map_for_user(u64 address, u64 physical, u64 attributes)
{
	u64 user = address + HVCONFORM_USER;

	hvconform_world.user_pt[user >> PT_SHIFT & 0x1ff] =
		physical | attributes | USED | _PAGE_USER;
}

void hvconform_set_present(unsigned int index, bool present)
{
	u64 *entry = entry_of(addresses[index]);

	*entry = present ? *entry | _PAGE_PRESENT :
			   *entry & ~(u64)_PAGE_PRESENT;
}

/* A stub for each vector: an error code if there is none, the vector, a jump. */
static void write_stubs(u8 *page)
{
	static const u32 with_error = 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 |
				      1 << 13 | 1 << 14 | 1 << 17 | 1 << 21;
	const u8 jump[] = { 0xff, 0x25, 0, 0, 0, 0 };
	const u64 target = (u64)hvconform_common;
	unsigned int vector, common = 256 * 12;
	u8 *stub;
	s32 distance;

	for (vector = 0; vector < 256; vector++) {
		stub = page + vector * 12;
		if (vector >= 32 || !(with_error & 1u << vector)) {
			*stub++ = 0x6a;
			*stub++ = 0;
		}
		*stub++ = 0x6a;
		*stub++ = vector;
		*stub++ = 0xe9;
		distance = page + common - (stub + sizeof(distance));
		memcpy(stub, &distance, sizeof(distance));
	}
	memcpy(page + common, jump, sizeof(jump));
	memcpy(page + common + sizeof(jump), &target, sizeof(target));
}

static void fill_tables(void)
{
	struct hvconform_world *world = &hvconform_world;
	u64 *pud = (u64 *)block_page(PUD_PAGE);
	u64 *pmd = (u64 *)block_page(PMD_PAGE);
	u64 data = __pa(hvconform_page(HVCONFORM_PAGE_DATA));
	u64 all = USED | _PAGE_RW | _PAGE_USER, current_pgd;
	unsigned int i;

	asm volatile("mov %%cr3, %0" : "=r" (current_pgd));
	current_pgd = (u64)__va(current_pgd & PHYSICAL_PAGE_MASK);
	memcpy(world->pgd + 256, (u64 *)current_pgd + 256, PAGE_SIZE / 2);
	world->pgd[0] = __pa(pud) | all;
	pud[0] = __pa(pmd) | all;
	pmd[0] = __pa(world->kernel_pt) | all;
	pmd[1] = __pa(world->user_pt) | all;
	for (i = 0; i < HVCONFORM_NR_PAGES; i++)
		map(addresses[i], world->physical[i], _PAGE_RW);
	for (i = 0; i < 3; i++)
		map_for_user(addresses[i], world->physical[i], _PAGE_RW);
	map(HVCONFORM_READONLY, data, 0);
	map_for_user(HVCONFORM_READONLY, data, 0);
	map(HVCONFORM_APIC, APIC_DEFAULT_PHYS_BASE, _PAGE_RW | NO_CACHE);
}

int hvconform_build_world(void)
{
	struct hvconform_world *world = &hvconform_world;
	unsigned int i;

	block = __get_free_pages(GFP_KERNEL | __GFP_ZERO, ORDER);
	/* Two pages: the kernel's NMI entry clears bit 12 of CR3 at times. */
	pgd_block = __get_free_pages(GFP_KERNEL | __GFP_ZERO, 1);
	if (!block || !pgd_block) {
		hvconform_free_world();
		return -ENOMEM;
	}
	for (i = 0; i < HVCONFORM_NR_PAGES; i++) {
		world->pages[i] = block_page(i);
		world->physical[i] = __pa(world->pages[i]);
	}
	world->pgd = (u64 *)pgd_block;
	world->cr3 = __pa(pgd_block);
	world->kernel_pt = (u64 *)block_page(KERNEL_PT_PAGE);
	world->user_pt = (u64 *)block_page(USER_PT_PAGE);
	fill_tables();
	write_stubs(hvconform_page(HVCONFORM_PAGE_HANDLERS));
	return 0;
}

void hvconform_free_world(void)
{
	if (block)
		free_pages(block, ORDER);
	if (pgd_block)
		free_pages(pgd_block, 1);
}
