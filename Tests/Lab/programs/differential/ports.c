// SPDX-License-Identifier: GPL-2.0-only
/* IN, OUT, INS and OUTS, on ports that do no harm and answer the same each time. */
#include "categories.h"
#include "differential.h"

/* The masks of both interrupt controllers, and ports where nothing is. */
static const uint16_t in_ports[] = { 0x21, 0xa1, 0xed, 0x600, 0x1234, 0xfff0 };
/* The port of POST codes, one that Linux uses for delays, and where nothing is. */
static const uint16_t out_ports[] = { 0x80, 0xed, 0x600, 0x1234 };

/*
 * One in three at ring 3, by the bitmap of the TSS or by IOPL. Ports 0x80, 0xed,
 * 0x70 and 0x71 are open there.
 */
static struct hvconform_run *add_access(unsigned int i)
{
	struct hvconform_run *run = add_at(i % 3 == 2, KIND_PLAIN);

	if (i % 2 == 0)
		run->rflags_in |= FLAG_IOPL;
	return run;
}

/* Operand size: 1, 2 or 4 bytes; returns what to add to the opcode. */
static unsigned int put_size(struct hvconform_run *run, unsigned int i)
{
	if (i % 3 == 1)
		PUT(run, 0x66);
	return i % 3 ? 1 : 0;
}

/* IN or OUT of some size, by the opcode for a port in the instruction; every other one with the port in DX. */
static void put_access(struct hvconform_run *run, unsigned int i, uint8_t opcode, uint16_t port)
{
	unsigned int wide = put_size(run, i / 2);

	if (port < 0x100 && i % 2) {
		PUT(run, opcode | wide, port);
	} else {
		PUT(run, opcode | 8 | wide);
		run->regs_in[RDX] = (random_number() & ~0xffffull) | port;
	}
}

void make_in(void)
{
	unsigned int i;

	for (i = 0; i < 700; i++) {
		struct hvconform_run *run = add_access(i);
		uint16_t port = in_ports[i / 6 % ARRAY_SIZE(in_ports)];

		put_access(run, i, 0xe4, port);
	}
	/* A byte of the clock's memory, whose index goes first. */
	for (i = 0; i < 500; i++) {
		struct hvconform_run *run = add_access(i);

		run->regs_in[RAX] = (random_number() & ~0xffull) | (0x8e + i % 0x30);
		PUT(run, 0xe6, 0x70, 0xe4, 0x71);
	}
}

void make_out(void)
{
	unsigned int i;

	for (i = 0; i < 1200; i++) {
		struct hvconform_run *run = add_access(i);
		uint16_t port = out_ports[i / 6 % ARRAY_SIZE(out_ports)];

		put_access(run, i, 0xe6, port);
		/* What was written can be read. */
		if (port == 0x80)
			PUT(run, 0xe4, 0x80);
	}
}

/* Prefixes of string instructions: REP, the address's size, a segment for the source. */
static void put_string(struct hvconform_run *run, unsigned int i, bool source, uint8_t opcode)
{
	enum place place = i % 2 ? PLACE_GOOD : i / 2 % NR_PLACES;
	unsigned int pointer = source ? RSI : RDI, wide;
	uint64_t address = place_address(run, place) + (place == PLACE_ACROSS ? 0 : 0x10);
	bool short_address = i % 7 == 6, repeated = i % 3;
	bool is_word = i / 5 % 3 == 1;

	run->regs_in[pointer] = address;
	if (source && i % 5 == 1) {
		PUT(run, 0x64);
		run->msrs[0] = 0xc0000100;
		run->msr_values[0] = 0x3000;
		run->msrs_written = 1;
		run->regs_in[pointer] = address - 0x3000;
	}
	if (short_address) {
		PUT(run, 0x67);
		run->regs_in[pointer] = with_upper(run->regs_in[pointer]);
	}
	if (repeated) {
		PUT(run, 0xf3);
		run->regs_in[RCX] = short_address ? with_upper(random_below(4)) : random_below(4);
	}
	if (short_address && repeated && !(uint32_t)run->regs_in[RCX])
		run->kind = KIND_EMULATOR_COUNT_0;
	else if (short_address && !source && is_word)
		run->kind = KIND_EMULATOR_INSW;
	wide = put_size(run, i / 5);
	/* REX.W changes nothing here. */
	if (i % 11 == 10)
		PUT(run, 0x48);
	PUT(run, opcode | wide);
}

void make_ins(void)
{
	unsigned int i;

	for (i = 0; i < 1200; i++) {
		struct hvconform_run *run = add_access(i);

		run->regs_in[RDX] = (random_number() & ~0xffffull) | in_ports[i / 7 % ARRAY_SIZE(in_ports)];
		put_string(run, i, false, 0x6c);
	}
}

void make_outs(void)
{
	unsigned int i;

	for (i = 0; i < 1200; i++) {
		struct hvconform_run *run = add_access(i);

		run->regs_in[RDX] = (random_number() & ~0xffffull) | out_ports[i / 7 % ARRAY_SIZE(out_ports)];
		put_string(run, i, true, 0x6e);
	}
}
