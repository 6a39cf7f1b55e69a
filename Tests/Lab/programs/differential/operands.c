// SPDX-License-Identifier: GPL-2.0-only
/* Operand sets: random but always the same ones, and the bytes of instructions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "differential.h"

struct hvconform_run runs[MAX_RUNS];
unsigned int nr_runs;

static uint64_t random_state = 0x243f6a8885a308d3ull;

uint64_t random_number(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

uint64_t random_below(uint64_t end)
{
	return random_number() % end;
}

struct hvconform_run *add(uint32_t kind)
{
	struct hvconform_run *run;
	unsigned int i;

	if (nr_runs == MAX_RUNS) {
		fprintf(stderr, "more than %d operand sets\n", MAX_RUNS);
		exit(2);
	}
	run = &runs[nr_runs++];
	memset(run, 0, sizeof(*run));
	run->kind = kind;
	for (i = 0; i < 16; i++)
		run->regs_in[i] = i == RSP ? 0 : random_number();
	for (i = 0; i < HVCONFORM_MEMORY_BYTES; i++)
		run->memory_in[i] = random_number();
	for (i = 0; i < HVCONFORM_MAX_MSRS; i++)
		run->msrs[i] = -1;
	run->memory_at = 0x900;
	run->gate_vector = 255;
	run->rflags_in = random_number() & (FLAGS | FLAG_TF);
	return run;
}

struct hvconform_run *add_at(bool user, uint32_t kind)
{
	struct hvconform_run *run = add(kind);

	if (user)
		run->flags |= HVCONFORM_AT_RING_3;
	return run;
}

bool is_user(const struct hvconform_run *run)
{
	return run->flags & HVCONFORM_AT_RING_3;
}

uint64_t address_for(const struct hvconform_run *run, uint64_t address)
{
	return address + (is_user(run) ? HVCONFORM_USER : 0);
}

void put_bytes(struct hvconform_run *run, const uint8_t *bytes, unsigned int count)
{
	if (run->code_length + count > HVCONFORM_CODE_BYTES) {
		fprintf(stderr, "more than %d bytes of code\n", HVCONFORM_CODE_BYTES);
		exit(2);
	}
	memcpy(run->code + run->code_length, bytes, count);
	run->code_length += count;
}

void put_u32(struct hvconform_run *run, uint32_t value)
{
	put_bytes(run, (const uint8_t *)&value, sizeof(value));
}

uint64_t with_upper(uint32_t value)
{
	return (random_number() & ~0xffffffffull) | value;
}

void set_edx_eax(struct hvconform_run *run, uint64_t value)
{
	run->regs_in[RAX] = with_upper(value);
	run->regs_in[RDX] = with_upper(value >> 32);
}

uint64_t canonical(uint64_t value)
{
	return (uint64_t)((int64_t)(value << 16) >> 16);
}

uint64_t place_address(struct hvconform_run *run, enum place place)
{
	switch (place) {
	case PLACE_ABSENT:
		return address_for(run, HVCONFORM_ABSENT) + random_below(0x1f0);
	case PLACE_ACROSS:
		run->memory_at = 0x1000 - HVCONFORM_MEMORY_BYTES;
		return address_for(run, HVCONFORM_DATA) + 0xfff;
	case PLACE_READONLY:
		return address_for(run, HVCONFORM_READONLY) + run->memory_at;
	case PLACE_NOT_CANONICAL:
		return NOT_CANONICAL + random_below(0x1f0);
	case PLACE_OTHER_RING:
		return HVCONFORM_DATA + run->memory_at;
	default:
		return address_for(run, HVCONFORM_DATA) + run->memory_at;
	}
}

static void set_segment_base(struct hvconform_run *run, uint32_t msr, uint64_t base)
{
	run->msrs[0] = msr;
	run->msr_values[0] = base;
	run->msrs_written |= 1;
}

/* Prefixes and REX, then the opcode. */
static void put_opcode(struct hvconform_run *run, uint8_t segment, bool address32, uint8_t prefix, uint8_t rex,
		       const uint8_t *opcode, unsigned int length)
{
	if (segment)
		PUT(run, segment);
	if (address32)
		PUT(run, 0x67);
	if (prefix)
		PUT(run, prefix);
	if (rex)
		PUT(run, 0x40 | rex);
	put_bytes(run, opcode, length);
}

void put_memory(struct hvconform_run *run, uint8_t prefix, bool wide, const uint8_t *opcode, unsigned int length,
		unsigned int digit, unsigned int form, enum place place)
{
	uint64_t address = place_address(run, place);
	__u64 *regs = run->regs_in;
	uint8_t rex = (wide ? 8 : 0) | (digit >= 8 ? 4 : 0), reg = (digit & 7) << 3;
	uint32_t displacement = random_number() & 0x7fffffff;

	switch (form) {
	case 0: /* (rbx) */
		regs[RBX] = address;
		put_opcode(run, 0, false, prefix, rex, opcode, length);
		PUT(run, reg | 3);
		break;
	case 1: /* disp8(rsi) */
		regs[RSI] = address + 0x20;
		put_opcode(run, 0, false, prefix, rex, opcode, length);
		PUT(run, 0x40 | reg | 6, 0xe0);
		break;
	case 2: /* disp32(rdi, rcx, 4) */
		regs[RDI] = address - displacement - regs[RCX] * 4;
		put_opcode(run, 0, false, prefix, rex, opcode, length);
		PUT(run, 0x80 | reg | 4, 2 << 6 | RCX << 3 | RDI);
		put_u32(run, displacement);
		break;
	case 3: /* disp32(rip); elsewhere only the near places can be reached */
		put_opcode(run, 0, false, prefix, rex, opcode, length);
		PUT(run, reg | 5);
		put_u32(run, address - address_for(run, HVCONFORM_CODE) - run->code_length - 4);
		break;
	case 4: /* disp32 */
		put_opcode(run, 0, false, prefix, rex, opcode, length);
		PUT(run, reg | 4, 0x25);
		put_u32(run, address);
		break;
	case 5: /* fs:disp8(r14, r9, 8) */
		regs[R14] = 0x1000 - regs[R9] * 8;
		set_segment_base(run, 0xc0000100, canonical(address - 0x1000 - 0x10));
		put_opcode(run, 0x64, false, prefix, rex | 3, opcode, length);
		PUT(run, 0x40 | reg | 4, 3 << 6 | (R9 & 7) << 3 | (R14 & 7), 0x10);
		break;
	case 6: /* gs:(rax) */
		regs[RAX] = 0xfffffffffffff000ull;
		set_segment_base(run, 0xc0000101, canonical(address + 0x1000));
		put_opcode(run, 0x65, false, prefix, rex, opcode, length);
		PUT(run, reg | 0);
		break;
	case 7: /* addr32 disp32(edx, ebx): bits above 31 do not count */
		regs[RBX] = with_upper((uint32_t)address - displacement - (uint32_t)regs[RDX]);
		put_opcode(run, 0, true, prefix, rex, opcode, length);
		PUT(run, 0x80 | reg | 4, 0 << 6 | RBX << 3 | RDX);
		put_u32(run, displacement);
		break;
	case 8: /* (r12), which needs a SIB byte */
		regs[R12] = address;
		put_opcode(run, 0, false, prefix, rex | 1, opcode, length);
		PUT(run, reg | 4, 0x24);
		break;
	case 9: /* 0(r13), which needs a displacement */
		regs[R13] = address;
		put_opcode(run, 0, false, prefix, rex | 1, opcode, length);
		PUT(run, 0x40 | reg | 5, 0);
		break;
	case 10: /* disp8(rsp): in SS */
		regs[RSP] = address - 0x18;
		put_opcode(run, 0, false, prefix, rex, opcode, length);
		PUT(run, 0x40 | reg | 4, 0x24, 0x18);
		break;
	default: /* disp8(rbp, r15, 2): in SS */
		regs[RBP] = address - regs[R15] * 2 - 8;
		put_opcode(run, 0, false, prefix, rex | 2, opcode, length);
		PUT(run, 0x40 | reg | 4, 1 << 6 | (R15 & 7) << 3 | RBP, 8);
		break;
	}
}
