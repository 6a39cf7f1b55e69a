// SPDX-License-Identifier: GPL-2.0-only
/* What flushes translations and caches, and what saves supervisor state. */
#include <string.h>

#include "categories.h"
#include "differential.h"

void make_invlpg(void)
{
	static const uint8_t opcode[] = { 0x0f, 0x01 };
	unsigned int i;

	for (i = 0; i < 1200; i++)
		put_memory(add_at(i % 5 == 4, KIND_PLAIN), 0, false, opcode, 2, 7, i % NR_FORMS,
			   i / NR_FORMS % NR_PLACES);
}

void make_invpcid(void)
{
	static const uint8_t opcode[] = { 0x0f, 0x38, 0x82 };
	unsigned int i;

	for (i = 0; i < 1500; i++) {
		struct hvconform_run *run = add_at(i % 9 == 8, KIND_PLAIN);
		unsigned int reg = i % 2 ? R11 : RDX, form = i % NR_FORMS;
		uint64_t type = i / 2 % 6, descriptor[2] = { 0, HVCONFORM_DATA };

		/* Forms 2, 7 and others do not use these as parts of the address, but 7 has RDX. */
		if (form == 7)
			reg = R11;
		put_memory(run, 0x66, false, opcode, 3, reg, form, i % 4 ? PLACE_GOOD : i / 4 % NR_PLACES);
		if (type > 3)
			type = type == 4 ? 4 + random_below(100) : random_number() << 2;
		run->regs_in[reg] = type;
		if (i % 5 == 1)
			descriptor[0] = random_below(0x1000);
		if (i % 5 == 2)
			descriptor[0] = 1ull << (12 + random_below(52));
		if (i % 5 == 3)
			descriptor[1] = random_number();
		memcpy(run->memory_in, descriptor, sizeof(descriptor));
		if (i % 3 == 1)
			run->cr4_xor = CR4_PCIDE;
	}
}

void make_wbinvd(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++)
		PUT(add_at(i % 5 == 4, KIND_PLAIN), 0x0f, 0x09);
}

void make_invd(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++)
		PUT(add_at(i % 5 == 4, KIND_PLAIN), 0x0f, 0x08);
}

/* XSAVES and XRSTORS of no state or of x87's and SSE's; #UD where they are missing. */
void make_xsaves(void)
{
	static const uint8_t opcode[] = { 0x0f, 0xc7 };
	unsigned int i;

	for (i = 0; i < 1200; i++) {
		struct hvconform_run *run = add_at(i % 7 == 6, KIND_PLAIN);

		run->flags |= HVCONFORM_USES_FPU;
		/* The area is 64 bytes and more from here on. */
		put_memory(run, 0, true, opcode, 2, i % 2 ? 5 : 3, i % 2 ? 0 : 9, i % 4 ? PLACE_GOOD : i / 4 % NR_PLACES);
		run->regs_in[RDX] = with_upper(i % 6 == 5 ? random_number() : 0);
		run->regs_in[RAX] = with_upper(i % 6 == 4 ? random_number() : i / 4 % 4);
	}
}
