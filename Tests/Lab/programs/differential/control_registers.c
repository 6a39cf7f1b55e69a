// SPDX-License-Identifier: GPL-2.0-only
/* Control registers and XCR0. */
#include <cpuid.h>

#include "categories.h"
#include "differential.h"

/* MOV between CR @cr and register @reg, @to the control register or from it. */
static void put_mov_cr(struct hvconform_run *run, bool to, unsigned int cr, unsigned int reg)
{
	uint8_t rex = (cr >= 8 ? 4 : 0) | (reg >= 8 ? 1 : 0);

	if (rex)
		PUT(run, 0x40 | rex);
	PUT(run, 0x0f, to ? 0x22 : 0x20, 0xc0 | (cr & 7) << 3 | (reg & 7));
}

/* Every fifth at ring 3, where it is #GP before all else. */
static bool some_users(unsigned int i)
{
	return i % 5 == 4;
}

void make_mov_from_cr(void)
{
	static const uint8_t crs[] = { 0, 3, 4, 8, 0, 3, 4, 8, 2, 1, 5 };
	unsigned int i;

	for (i = 0; i < 1408; i++) {
		uint8_t cr = crs[i % ARRAY_SIZE(crs)];
		/* CR0 and CR4 are read from their shadows. */
		struct hvconform_run *run = add_at(i % 9 == 8, cr == 3 || cr == 8 ? KIND_PLAIN : KIND_QUIET);

		/* CR2 has what the run before has left there. */
		if (cr == 2)
			PUT(run, 0x0f, 0x22, 0xd0 | RSI);
		put_mov_cr(run, false, cr, i / ARRAY_SIZE(crs) % 16);
		/* Set, so that what is read is not always the same. */
		run->cr0_xor = i % 3 == 1 ? CR0_TS : i % 3 == 2 ? CR0_EM | CR0_MP : 0;
		run->cr4_xor = i % 4 == 1 ? CR4_TSD : i % 4 == 2 ? CR4_DE : 0;
	}
}

static void add_mov_to_cr(unsigned int i, uint32_t kind, unsigned int cr, uint64_t value, uint64_t cr0_xor,
			  uint64_t cr4_xor)
{
	unsigned int reg = i % 16;
	struct hvconform_run *run = add_at(some_users(i), kind | reg << 8);

	put_mov_cr(run, true, cr, reg);
	/* A stack pointer of 0 would be the usual one. */
	run->regs_in[reg] = reg == RSP && !value ? HVCONFORM_RSP : value;
	run->cr0_xor = cr0_xor;
	run->cr4_xor = cr4_xor;
}

void make_mov_to_cr0(void)
{
	unsigned int i;

	for (i = 0; i < 1600; i++) {
		uint64_t value = native_cr0;

		/* One bit; two; both of those that exclude each other; ordinary ones. */
		if (i % 4 == 0)
			value ^= 1ull << (i / 4 % 64);
		else if (i % 4 == 1)
			value ^= 1ull << random_below(64) | 1ull << random_below(32);
		else if (i % 4 == 2)
			value = (value & ~(3ull << 29)) | random_below(4) << 29;
		else
			value ^= random_number() & (CR0_MP | CR0_EM | CR0_TS | 1 << 5 | 1 << 16 | 1 << 18);
		if (i % 64 == 50)
			value &= ~(1ull << 31 | CR0_PE);
		add_mov_to_cr(i, KIND_PLAIN, 0, value, random_below(16) & 0xe, 0);
	}
}

/* Physical addresses have so many bits: those above are reserved in CR3. */
static unsigned int physical_address_bits(void)
{
	unsigned int eax, ebx, ecx, edx;

	return __get_cpuid(0x80000008, &eax, &ebx, &ecx, &edx) ? eax & 0xff : 36;
}

void make_mov_to_cr3(void)
{
	const unsigned int address_bits = physical_address_bits();
	unsigned int i;

	for (i = 0; i < 1600; i++) {
		uint64_t value = native_cr3;

		/* With and without PCIDs: low bits, bit 63, reserved bits. */
		if (i % 8 < 3)
			value |= random_below(0x1000);
		if (i % 8 == 3 || i % 8 == 2)
			value |= 1ull << 63;
		if (i % 8 == 4)
			value |= 1ull << (address_bits + random_below(63 - address_bits));
		add_mov_to_cr(i, KIND_PLAIN, 3, value, 0, i % 16 < 8 ? 0 : CR4_PCIDE);
	}
}

void make_mov_to_cr4(void)
{
	unsigned int i, j;

	for (i = 0; i < 64; i++)
		for (j = 0; j < 20; j++) {
			uint64_t value = native_cr4 ^ 1ull << i;

			/* Alone, with OSXSAVE, with PGE, with another. */
			if (j >= 4)
				value ^= CR4_OSXSAVE;
			if (j >= 8)
				value ^= 1ull << 7;
			if (j >= 12)
				value ^= 1ull << random_below(23);
			add_mov_to_cr(i * 20 + j, KIND_MOV_TO_CR4, 4, value, 0, 0);
		}
}

void make_mov_to_cr8(void)
{
	unsigned int i;

	for (i = 0; i < 1200; i++)
		add_mov_to_cr(i, KIND_PLAIN, 8, i % 4 < 3 ? i / 16 % 16 : i % 8 < 4 ? random_number() : 16ull << i % 60,
			      0, 0);
}

void make_clts(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		struct hvconform_run *run = add_at(some_users(i), KIND_PLAIN);

		PUT(run, 0x0f, 0x06);
		run->cr0_xor = random_below(16) & 0xe;
		if (!((native_cr0 ^ run->cr0_xor) & CR0_TS))
			run->kind = KIND_QUIET;
	}
}

/* What LMSW may load: it sets PE, never clears it, and the three bits above. */
static uint16_t machine_status(unsigned int i)
{
	return i % 3 ? random_below(16) : random_number();
}

/* LMSW exits only when MP, EM or TS would change; PE is set already, and stays. */
static void mark_quiet(struct hvconform_run *run, uint64_t source)
{
	if (!((native_cr0 ^ run->cr0_xor ^ source) & (CR0_MP | CR0_EM | CR0_TS)))
		run->kind = KIND_QUIET;
}

void make_lmsw(void)
{
	static const uint8_t opcode[] = { 0x0f, 0x01 };
	unsigned int i;

	for (i = 0; i < 600; i++) {
		struct hvconform_run *run = add_at(some_users(i), KIND_PLAIN);
		unsigned int reg = i % 16;

		if (reg >= 8)
			PUT(run, 0x41);
		PUT(run, 0x0f, 0x01, 0xf0 | (reg & 7));
		run->regs_in[reg] = (random_number() & ~0xffffull) | machine_status(i);
		run->cr0_xor = random_below(16) & 0xe;
		mark_quiet(run, run->regs_in[reg]);
	}
	for (i = 0; i < 840; i++) {
		struct hvconform_run *run = add_at(some_users(i), KIND_PLAIN);

		put_memory(run, 0, i & 1, opcode, 2, 6, i % NR_FORMS, i % 3 ? PLACE_GOOD : i / 3 % NR_PLACES);
		run->memory_in[0] = machine_status(i);
		run->cr0_xor = random_below(16) & 0xe;
		mark_quiet(run, run->memory_in[0]);
	}
}

void make_smsw(void)
{
	static const uint8_t opcode[] = { 0x0f, 0x01 };
	unsigned int i;

	for (i = 0; i < 600; i++) {
		struct hvconform_run *run = add_at(some_users(i), KIND_PLAIN);
		unsigned int reg = i % 16;

		if (i % 3 == 1)
			PUT(run, 0x66);
		PUT(run, 0x40 | (i % 3 == 2 ? 8 : 0) | (reg >= 8), 0x0f, 0x01, 0xe0 | (reg & 7));
		run->cr0_xor = random_below(16) & 0xe;
	}
	for (i = 0; i < 600; i++) {
		struct hvconform_run *run = add_at(some_users(i), KIND_PLAIN);

		put_memory(run, 0, false, opcode, 2, 4, i % NR_FORMS, i % 3 ? PLACE_GOOD : i / 3 % NR_PLACES);
		run->cr0_xor = random_below(16) & 0xe;
	}
}

void make_xsetbv(void)
{
	unsigned int i;

	for (i = 0; i < 1250; i++) {
		struct hvconform_run *run = add_at(i % 25 == 24, KIND_PLAIN);
		uint64_t value = i % 4 == 0 ? random_number() : (i / 4) & 0x2ff;

		PUT(run, 0x0f, 0x01, 0xd1);
		if (i % 4 == 3)
			value |= 1ull << (i % 64);
		run->regs_in[RCX] = with_upper(i % 8 == 7 ? random_below(5) : 0);
		set_edx_eax(run, value);
	}
}
