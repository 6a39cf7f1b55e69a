// SPDX-License-Identifier: GPL-2.0-only
/* What a run finds: code, memory, descriptors, gates, present and absent pages. */
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/segment.h>

#include "world.h"

#define TYPE_LDT	0x2
#define TYPE_TSS	0x9
#define TYPE_TSS_BUSY	0xb
#define PRESENT		0x80
#define GATE_INTERRUPT_TYPE	0xe
#define NR_VECTORS	256
#define TSS_LIMIT	(sizeof(struct x86_hw_tss) + HVCONFORM_PORTS / 8)
/* Linux's handlers have 1 to 5; the vector under test and the others: */
#define IST_FIRST	6
#define IST_OTHER	7
/* Taken from Linux's for tests; it has no handler that could come here. */
#define IST_BAD		5

#define CODE_ABSENT	0x00209a0000000000ull
#define DATA		0x00cf93000000ffffull
#define DATA_ABSENT	0x00cf13000000ffffull
#define USER_DATA_ABSENT	0x00cf73000000ffffull
#define CODE_OF_GATES	0x00209a0000000000ull | 1ull << 47

#define FAR_ADDRESS	0x0000900000000000ull

static u64 linux_gdt[GDT_ENTRIES];
static gate_desc linux_idt[NR_VECTORS];
static struct x86_hw_tss linux_tss;

static void set_descriptor(unsigned int selector, u64 value)
{
	memcpy(hvconform_page(HVCONFORM_PAGE_GDT_LOW) + selector, &value, 8);
}

static void set_system(unsigned int selector, u8 type, u64 base, u32 limit)
{
	set_descriptor(selector,
		       (limit & 0xffff) | (base & 0xffffff) << 16 |
		       (u64)type << 40 | (u64)(limit >> 16 & 0xf) << 48 |
		       (base >> 24 & 0xff) << 56);
	set_descriptor(selector + 8, base >> 32);
}

static void set_descriptors(const struct hvconform_run *run)
{
	u32 limit = TSS_LIMIT;
	u64 gates = CODE_OF_GATES;

	/* So short that it has the stack of ring 0, but none of the others. */
	if (run->gate == HVCONFORM_GATE_NO_STACK)
		limit = offsetof(struct x86_hw_tss, ist) - 1;
	memcpy(hvconform_page(HVCONFORM_PAGE_GDT_LOW), linux_gdt,
	       sizeof(linux_gdt));
	set_system(HVCONFORM_SEL_TSS, PRESENT | TYPE_TSS, HVCONFORM_TSS, limit);
	set_system(HVCONFORM_SEL_LDT, PRESENT | TYPE_LDT, HVCONFORM_DATA, 0xff);
	set_system(HVCONFORM_SEL_LDT_ABSENT, TYPE_LDT, HVCONFORM_DATA, 0xff);
	set_system(HVCONFORM_SEL_TSS_FREE, PRESENT | TYPE_TSS, HVCONFORM_TSS,
		   TSS_LIMIT);
	set_system(HVCONFORM_SEL_TSS_ABSENT, TYPE_TSS, HVCONFORM_TSS,
		   TSS_LIMIT);
	set_system(HVCONFORM_SEL_TSS_BUSY, PRESENT | TYPE_TSS_BUSY,
		   HVCONFORM_TSS, TSS_LIMIT);
	set_descriptor(HVCONFORM_SEL_CODE_ABSENT, CODE_ABSENT & ~(1ull << 47));
	set_descriptor(HVCONFORM_SEL_DATA, DATA);
	set_descriptor(HVCONFORM_SEL_DATA_ABSENT, DATA_ABSENT);
	set_descriptor(HVCONFORM_SEL_USER_DATA_ABSENT, USER_DATA_ABSENT);
	set_system(HVCONFORM_SEL_LDT_FAR, PRESENT | TYPE_LDT, FAR_ADDRESS,
		   0xff);
	/* Not accessed: the processor writes it when a gate is used. */
	memcpy(hvconform_page(HVCONFORM_PAGE_GDT_HIGH) +
	       HVCONFORM_SEL_GATES - PAGE_SIZE, &gates, sizeof(gates));
}

static void set_gate(const struct hvconform_run *run, unsigned int vector)
{
	u8 *idt = hvconform_page(HVCONFORM_PAGE_IDT_LOW);
	bool first = vector == run->gate_vector;
	gate_desc gate;

	pack_gate(&gate, GATE_INTERRUPT_TYPE, HVCONFORM_HANDLERS + vector * 12,
		  3, first ? IST_FIRST : IST_OTHER, __KERNEL_CS);
	if (first || !(run->absent & HVCONFORM_PAGE_GDT_HIGH))
		gate.segment = HVCONFORM_SEL_GATES;
	if (vector == HVCONFORM_END)
		gate.segment = __KERNEL_CS;
	if (!first && run->flags & HVCONFORM_SAME_STACK)
		gate.bits.ist = 0;
	if (first) {
		switch (run->gate) {
		case HVCONFORM_GATE_ABSENT:
			gate.bits.p = 0;
			break;
		case HVCONFORM_GATE_NULL_CS:
			gate.segment = 0;
			break;
		case HVCONFORM_GATE_DATA_CS:
			gate.segment = HVCONFORM_SEL_DATA;
			break;
		case HVCONFORM_GATE_ABSENT_CS:
			gate.segment = HVCONFORM_SEL_CODE_ABSENT;
			break;
		case HVCONFORM_GATE_ABSENT_STACK:
		case HVCONFORM_GATE_FAR_STACK:
			gate.bits.ist = IST_BAD;
			break;
		case HVCONFORM_GATE_RING_0:
			gate.bits.dpl = 0;
			break;
		default:
			break;
		}
	}
	/* A machine check is Linux's. */
	if (vector == 18)
		gate = linux_idt[vector];
	memcpy(idt + PAGE_SIZE - 32 * sizeof(gate) + vector * sizeof(gate),
	       &gate, sizeof(gate));
}

/* What set_gate() looks at, of the run whose gates the table has. */
static struct gates {
	u32 flags, absent, gate, gate_vector;
	bool valid;
} gates_now;

/* A table has 256, most runs want the same, and every instruction is emulated. */
static notrace void set_gates(const struct hvconform_run *run)
{
	const u32 flags = run->flags & HVCONFORM_SAME_STACK;
	const u32 absent = run->absent & HVCONFORM_PAGE_GDT_HIGH;
	unsigned int i;

	if (gates_now.valid && gates_now.flags == flags &&
	    gates_now.absent == absent && gates_now.gate == run->gate &&
	    gates_now.gate_vector == run->gate_vector)
		return;
	for (i = 0; i < NR_VECTORS; i++)
		set_gate(run, i);
	gates_now = (struct gates){ flags, absent, run->gate, run->gate_vector,
				    true };
}

static notrace bool has_good_gates(void)
{
	return gates_now.valid && gates_now.gate == HVCONFORM_GATE_GOOD &&
	       !gates_now.absent;
}

static void set_tss(const struct hvconform_run *run)
{
	static const unsigned int allowed[] = { 0x70, 0x71, 0x80, 0xed };
	u8 *page = hvconform_page(HVCONFORM_PAGE_TSS);
	struct x86_hw_tss *tss = (struct x86_hw_tss *)page;
	u8 *ports = page + sizeof(*tss);
	unsigned int i;

	*tss = linux_tss;
	tss->sp0 = HVCONFORM_OTHER_STACK + 0xf00;
	tss->ist[IST_FIRST - 1] = HVCONFORM_FIRST_STACK + 0xf00;
	tss->ist[IST_OTHER - 1] = HVCONFORM_OTHER_STACK + 0xf00;
	tss->ist[IST_BAD - 1] = run->gate == HVCONFORM_GATE_FAR_STACK ?
				FAR_ADDRESS : HVCONFORM_ABSENT + 0xf00;
	tss->io_bitmap_base = sizeof(*tss);
	/* The processor wants a byte of ones behind the last. */
	memset(ports, 0xff, HVCONFORM_PORTS / 8 + 1);
	for (i = 0; i < ARRAY_SIZE(allowed); i++)
		ports[allowed[i] / 8] &= ~(1 << allowed[i] % 8);
}

static void set_code_and_data(const struct hvconform_run *run)
{
	static const u8 end[] = { 0xcd, HVCONFORM_END };
	const struct desc_ptr gdtr = { HVCONFORM_GDT_LIMIT, HVCONFORM_GDT };
	const struct desc_ptr idtr = { HVCONFORM_IDT_LIMIT, HVCONFORM_IDT };
	u8 *code = hvconform_page(HVCONFORM_PAGE_CODE);
	u8 *data = hvconform_page(HVCONFORM_PAGE_DATA);
	u32 length = run->flags & HVCONFORM_EMPTY ? 0 : run->code_length;

	memcpy(code, run->code, length);
	memcpy(code + length, end, sizeof(end));
	memcpy(code + HVCONFORM_LANDING, end, sizeof(end));
	memset(data, 0, PAGE_SIZE);
	memcpy(data + HVCONFORM_GDTR_AT, &gdtr, sizeof(gdtr));
	memcpy(data + HVCONFORM_IDTR_AT, &idtr, sizeof(idtr));
	memcpy(data + run->memory_at, run->memory_in, HVCONFORM_MEMORY_BYTES);
}

/* Base address in a descriptor of 16 bytes. */
static void *system_base(const u64 *descriptor)
{
	u64 low = descriptor[0];

	return (void *)((low >> 16 & 0xffffff) | (low >> 56) << 24 |
			descriptor[1] << 32);
}

/* Called with interrupts off, on the CPU that runs. */
void hvconform_prepare(const struct hvconform_run *run)
{
	struct desc_ptr table;
	unsigned int i;

	native_store_gdt(&table);
	memcpy(linux_gdt, (void *)table.address, sizeof(linux_gdt));
	store_idt(&table);
	memcpy(linux_idt, (void *)table.address, sizeof(linux_idt));
	memcpy(&linux_tss, system_base(linux_gdt + GDT_ENTRY_TSS),
	       sizeof(linux_tss));
	set_code_and_data(run);
	set_descriptors(run);
	set_tss(run);
	set_gates(run);
	for (i = 0; i < HVCONFORM_NR_PAGES; i++)
		hvconform_set_present(i, !(run->absent & 1u << i));
}

/* In the world: makes every page and gate good, whatever the run asked for. */
notrace void hvconform_repair(void)
{
	static const struct hvconform_run good = {
		.gate_vector = ~0u, .flags = HVCONFORM_SAME_STACK,
	};
	unsigned int i;

	if (!has_good_gates())
		set_gates(&good);
	for (i = 0; i < HVCONFORM_NR_PAGES; i++)
		hvconform_set_present(i, true);
}
