// SPDX-License-Identifier: GPL-2.0-only
/*
 * SGDT, SIDT, SLDT, STR; LGDT, LIDT, LLDT, LTR. What is loaded is what the world
 * already has, or is replaced by it before anything else happens.
 */
#include <string.h>

#include "categories.h"
#include "differential.h"

static const uint8_t tables[] = { 0x0f, 0x01 }, selectors[] = { 0x0f, 0x00 };

static enum place some_place(unsigned int i)
{
	return i % 3 ? PLACE_GOOD : i / 3 % NR_PLACES;
}

void make_store_tables(void)
{
	unsigned int i;

	/* Digits 0 and 1 of both opcodes: SGDT, SIDT; SLDT, STR. */
	for (i = 0; i < 1200; i++)
		put_memory(add_at(i % 4 == 3, KIND_PLAIN), 0, i % 7 == 6, i & 1 ? tables : selectors, 2, i >> 1 & 1,
			   i / 4 % NR_FORMS, some_place(i / 4 / NR_FORMS));
	for (i = 0; i < 400; i++) {
		struct hvconform_run *run = add_at(i % 4 == 3, KIND_PLAIN);
		unsigned int reg = i / 2 % 16;

		if (i / 32 % 3 == 1)
			PUT(run, 0x66);
		PUT(run, 0x40 | (i / 32 % 3 == 2 ? 8 : 0) | (reg >= 8), 0x0f, 0x00, 0xc0 | (i & 1) << 3 | (reg & 7));
	}
}

/*
 * Loads from the operand; then, where the table is not the world's own, stores
 * it into the rest of the operand and loads the own one, which is at @own_at.
 */
static void add_load(unsigned int i, unsigned int digit, uint64_t base, uint16_t limit, uint16_t own_at)
{
	static const uint64_t others[] = { 0, 0x1000, 0x123456789abcull, 0xffff800000000000ull, 0xffffffffffffffffull,
					   NOT_CANONICAL, 0x8000000000000000ull, 0xfffe800000000000ull };
	struct hvconform_run *run = add_at(i % 6 == 5, KIND_PLAIN);
	enum place place = some_place(i / 2 / NR_FORMS);
	bool own = i % 2;

	/* Any that may end in #PF: with a short address also those that are not canonical. */
	if (place != PLACE_GOOD && place != PLACE_READONLY)
		run->kind = KIND_EMULATOR_LGDT;
	put_memory(run, 0, i % 7 == 6, tables, 2, digit, i / 2 % NR_FORMS, place);
	if (!own) {
		base = others[i / 2 % ARRAY_SIZE(others)];
		limit = random_number();
		/* The single step would need the table. */
		run->rflags_in &= ~FLAG_TF;
		/* SGDT or SIDT 0x910, LGDT or LIDT own, both in the page at its address. */
		PUT(run, 0x0f, 0x01, (digit - 2) << 3 | 4, 0x25);
		put_u32(run, address_for(run, HVCONFORM_DATA) + 0x910);
		PUT(run, 0x0f, 0x01, digit << 3 | 4, 0x25);
		put_u32(run, address_for(run, HVCONFORM_DATA) + own_at);
	}
	memcpy(run->memory_in, &limit, sizeof(limit));
	memcpy(run->memory_in + sizeof(limit), &base, sizeof(base));
}

void make_lgdt(void)
{
	unsigned int i;

	for (i = 0; i < 1320; i++)
		add_load(i, 2, HVCONFORM_GDT, HVCONFORM_GDT_LIMIT, HVCONFORM_GDTR_AT);
}

void make_lidt(void)
{
	unsigned int i;

	for (i = 0; i < 1320; i++)
		add_load(i, 3, HVCONFORM_IDT, HVCONFORM_IDT_LIMIT, HVCONFORM_IDTR_AT);
}

void make_lldt_ltr(void)
{
	static const uint16_t values[] = {
		0, 1, 3, HVCONFORM_SEL_LDT, HVCONFORM_SEL_LDT | 3, HVCONFORM_SEL_LDT_ABSENT, HVCONFORM_SEL_LDT_FAR,
		HVCONFORM_SEL_TSS_FREE, HVCONFORM_SEL_TSS_ABSENT, HVCONFORM_SEL_TSS_BUSY, HVCONFORM_SEL_CODE_ABSENT,
		HVCONFORM_SEL_DATA, HVCONFORM_SEL_LDT | 4, 0x1ff8, 0x2000, 0xfff8, 8, 0x10,
	};
	unsigned int i;

	for (i = 0; i < 600; i++) {
		struct hvconform_run *run = add_at(i % 8 == 7, KIND_SELECTOR);
		unsigned int reg = i / 2 % 16;

		if (reg >= 8)
			PUT(run, 0x41);
		PUT(run, 0x0f, 0x00, 0xc0 | (2 + (i & 1)) << 3 | (reg & 7));
		run->regs_in[reg] = (random_number() & ~0xffffull) | values[i / 2 % ARRAY_SIZE(values)];
	}
	for (i = 0; i < 720; i++) {
		struct hvconform_run *run = add_at(i % 8 == 7, KIND_SELECTOR);
		uint16_t value = values[i / 2 % ARRAY_SIZE(values)];

		put_memory(run, 0, false, selectors, 2, 2 + (i & 1), i / 2 % NR_FORMS, some_place(i / 2 / NR_FORMS));
		memcpy(run->memory_in, &value, sizeof(value));
	}
}
