// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events, delivered while the pages that delivery needs are taken away by the
 * hypervisor, while the guest's own tables do not have them, or both: nothing is
 * lost, nothing comes twice, and frame, error code, CR2 and DR6 are as natively.
 */
#include <stdio.h>

#include "categories.h"
#include "delivery.h"
#include "differential.h"

#define CR0_AM (1ull << 18)
#define APIC_ICR (HVCONFORM_APIC + 0x300)
#define ICR_NMI 0x4400

/* What delivery touches, and the handler's first instruction. */
static const uint32_t delivery_pages[] = {
	HVCONFORM_PAGE_FIRST_STACK, HVCONFORM_PAGE_IDT_LOW | HVCONFORM_PAGE_IDT_HIGH, HVCONFORM_PAGE_GDT_HIGH,
	HVCONFORM_PAGE_TSS, HVCONFORM_PAGE_HANDLERS, HVCONFORM_PAGE_OTHER_STACK,
};

#define NR_SUBSETS (1u << ARRAY_SIZE(delivery_pages))

static uint32_t subset(unsigned int number)
{
	uint32_t pages = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(delivery_pages); i++)
		if (number & 1u << i)
			pages |= delivery_pages[i];
	return pages;
}

enum event {
	EVENT_INT_N,
	EVENT_INT3,
	EVENT_INT1,
	EVENT_DE,
	EVENT_UD,
	EVENT_GP,
	EVENT_NP,
	EVENT_PF,
	EVENT_STEP,
	EVENT_WATCHPOINT,
	EVENT_AC,		/* ring 3 only, from here on ring 0 only */
	EVENT_SS,
	EVENT_INTERRUPT,
	EVENT_NMI,
	NR_EVENTS,
};

static bool can_come_at(enum event event, bool user)
{
	return user ? event <= EVENT_AC : event != EVENT_AC;
}

/* MOVL $ICR_NMI to the APIC's command register: to this CPU, which the module has set. */
static void put_send_nmi(struct hvconform_run *run)
{
	PUT(run, 0xc7, 0x04, 0x25);
	put_u32(run, APIC_ICR);
	put_u32(run, ICR_NMI);
}

static struct hvconform_run *add_event(bool user, enum event event)
{
	struct hvconform_run *run = add_at(user, KIND_PLAIN);

	run->rflags_in &= ~FLAG_TF;
	run->regs_in[RBX] = place_address(run, PLACE_GOOD);
	switch (event) {
	case EVENT_INT_N:
		run->gate_vector = 0x50;
		PUT(run, 0xcd, 0x50);
		break;
	case EVENT_INT3:
		run->gate_vector = 3;
		PUT(run, 0xcc);
		break;
	case EVENT_INT1:
		run->gate_vector = 1;
		PUT(run, 0xf1);
		break;
	case EVENT_DE:
		run->gate_vector = 0;
		run->regs_in[RSI] = 0;
		PUT(run, 0xf7, 0xf6);
		break;
	case EVENT_UD:
		run->gate_vector = 6;
		PUT(run, 0x0f, 0x0b);
		break;
	case EVENT_GP:
		run->gate_vector = 13;
		run->regs_in[RSI] = with_upper(0x1f00);
		PUT(run, 0x8e, 0xde);
		break;
	case EVENT_NP:
		run->gate_vector = 11;
		run->regs_in[RSI] = with_upper(user ? HVCONFORM_SEL_USER_DATA_ABSENT | 3 : HVCONFORM_SEL_DATA_ABSENT);
		PUT(run, 0x8e, 0xde);
		break;
	case EVENT_PF:
		run->gate_vector = 14;
		run->regs_in[RBX] = place_address(run, PLACE_ABSENT);
		PUT(run, 0x89, 0x03);
		break;
	case EVENT_STEP:
		run->gate_vector = 1;
		run->rflags_in |= FLAG_TF;
		PUT(run, 0x90, 0x90);
		break;
	case EVENT_WATCHPOINT:
		run->gate_vector = 1;
		run->flags |= HVCONFORM_SET_DR;
		run->dr_in[2] = run->regs_in[RBX];
		run->dr_in[4] = 0xffff0ff0;
		/* DR2, four bytes, writes. */
		run->dr_in[5] = 0x400 | 0x10 | 0xdull << 24;
		PUT(run, 0x89, 0x03, 0x90);
		break;
	case EVENT_AC:
		run->gate_vector = 17;
		run->rflags_in |= FLAG_AC;
		run->cr0_xor = ~native_cr0 & CR0_AM;
		run->regs_in[RBX]++;
		PUT(run, 0x89, 0x03);
		break;
	case EVENT_SS:
		run->gate_vector = 12;
		run->regs_in[RSI] = with_upper(HVCONFORM_SEL_DATA_ABSENT);
		PUT(run, 0x8e, 0xd6);
		break;
	case EVENT_INTERRUPT:
		run->gate_vector = HVCONFORM_INTERRUPT;
		run->flags |= HVCONFORM_PENDING;
		/* STI; NOP; NOP; CLI: it comes behind the first NOP. */
		PUT(run, 0xfb, 0x90, 0x90, 0xfa);
		break;
	default:
		run->gate_vector = 2;
		put_send_nmi(run);
		PUT(run, 0x90, 0x90);
		break;
	}
	return run;
}

/* Every event with every set of pages taken; handlers return from a page that is taken too. */
void make_delivery(void)
{
	unsigned int event, number, user;

	for (event = 0; event < NR_EVENTS; event++)
		for (user = 0; user < 2; user++)
			for (number = 0; number < NR_SUBSETS && can_come_at(event, user); number++) {
				struct hvconform_run *run = add_event(user, event);

				run->taken = subset(number);
				if (number & 1)
					run->taken |= HVCONFORM_PAGE_CODE;
				if (number % 3) {
					run->flags |= HVCONFORM_RETURN_ELSEWHERE;
					run->taken |= number % 3 == 2 ? HVCONFORM_PAGE_RETURN_FRAME : 0;
				}
			}
}

/* What goes wrong in delivering the first event, and the vector that is of it. */
static const struct second {
	uint32_t gate, absent, flags;
	uint8_t vector;
	bool interrupts_only;	/* whose gates are in the IDT's second page */
	bool ring_0_only;	/* a change of rings needs the TSS */
} seconds[] = {
	{ HVCONFORM_GATE_ABSENT, 0, 0, 11, false, false },
	{ HVCONFORM_GATE_NULL_CS, 0, 0, 13, false, false },
	{ HVCONFORM_GATE_DATA_CS, 0, 0, 13, false, false },
	{ HVCONFORM_GATE_ABSENT_CS, 0, 0, 11, false, false },
	{ HVCONFORM_GATE_ABSENT_STACK, 0, 0, 14, false, false },
	{ HVCONFORM_GATE_FAR_STACK, 0, 0, 12, false, false },
	{ HVCONFORM_GATE_NO_STACK, 0, HVCONFORM_SAME_STACK, 10, false, false },
	{ HVCONFORM_GATE_GOOD, HVCONFORM_PAGE_FIRST_STACK, 0, 14, false, false },
	{ HVCONFORM_GATE_GOOD, HVCONFORM_PAGE_GDT_HIGH, 0, 14, false, false },
	{ HVCONFORM_GATE_GOOD, HVCONFORM_PAGE_TSS, HVCONFORM_SAME_STACK, 14, false, true },
	{ HVCONFORM_GATE_GOOD, HVCONFORM_PAGE_IDT_HIGH, 0, 14, true, false },
};

static bool fits(const struct second *second, enum event event, bool user)
{
	bool high = event == EVENT_INT_N || event == EVENT_INTERRUPT;

	return can_come_at(event, user) && !(second->interrupts_only && !high) && !(second->ring_0_only && user);
}

void make_nested(void)
{
	unsigned int event, which, user, i;

	for (event = 0; event < NR_EVENTS; event++)
		for (which = 0; which < ARRAY_SIZE(seconds); which++)
			for (user = 0; user < 2; user++)
				for (i = 0; i < 6 && fits(&seconds[which], event, user); i++) {
					struct hvconform_run *run = add_event(user, event);

					run->gate = seconds[which].gate;
					run->absent = seconds[which].absent;
					run->flags |= seconds[which].flags;
					run->taken = i ? subset(random_below(NR_SUBSETS)) : 0;
				}
}

static bool is_contributory(unsigned int vector)
{
	return vector == 0 || (vector >= 10 && vector <= 13);
}

/* SDM volume 3, "Interrupt 8—Double Fault Exception (#DF)". */
static unsigned int of_two(unsigned int first, unsigned int second)
{
	if (first == 14 && (second == 14 || is_contributory(second)))
		return 8;
	if (is_contributory(first) && is_contributory(second))
		return 8;
	return second;
}

static unsigned int second_vector(const struct hvconform_run *run)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(seconds); i++)
		if (seconds[i].gate == run->gate && seconds[i].absent == run->absent)
			return seconds[i].vector;
	return 255;
}

unsigned int count_wrong_double_faults(const struct hvconform_run *list, unsigned int count)
{
	unsigned int i, wrong = 0, double_faults = 0;

	for (i = 0; i < count; i++) {
		unsigned int wanted = of_two(list[i].gate_vector, second_vector(&list[i]));

		double_faults += wanted == 8;
		if (list[i].nr_traps == 1 && list[i].traps[0].vector == wanted)
			continue;
		if (wrong++ < 8)
			printf("# set %u: %u, then %u (gate %u, absent %#x): %u events, the first is %u, not %u\n", i,
			       list[i].gate_vector, second_vector(&list[i]), list[i].gate, list[i].absent,
			       list[i].nr_traps, list[i].traps[0].vector, wanted);
	}
	printf("# %u pairs of events by the table, %u of them a double fault; %u are wrong\n", count, double_faults,
	       wrong);
	return wrong;
}

/*
 * NMIs: one alone, and one whose handler sends another, which waits until IRET,
 * also where that IRET exits because the page of its frame was taken.
 */
void make_nmi(void)
{
	unsigned int i;

	for (i = 0; i < 1024; i++) {
		struct hvconform_run *run = add(KIND_PLAIN);

		run->rflags_in &= ~FLAG_TF;
		run->gate_vector = 2;
		run->taken = subset(i % NR_SUBSETS);
		if (i & 1)
			run->flags |= HVCONFORM_SECOND_NMI;
		if (i / 64 % 4) {
			run->flags |= HVCONFORM_RETURN_ELSEWHERE;
			run->taken |= i / 64 % 4 > 1 ? HVCONFORM_PAGE_RETURN_FRAME : 0;
		}
		put_send_nmi(run);
		switch (i / 256) {
		case 0:
			PUT(run, 0x90, 0x90);
			break;
		case 1: /* CPUID, which exits */
			PUT(run, 0x0f, 0xa2);
			run->regs_in[RAX] = 0;
			break;
		case 2: /* another NMI behind it */
			PUT(run, 0x90);
			put_send_nmi(run);
			PUT(run, 0x90);
			break;
		default: /* RDTSC, whose results are overwritten */
			PUT(run, 0x0f, 0x31, 0x31, 0xc0, 0x31, 0xd2);
			break;
		}
	}
}
