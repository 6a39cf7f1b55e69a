/* SPDX-License-Identifier: GPL-2.0-only */
/* A virtual machine of KVM, and what its guest can execute. */
#ifndef KVM_BENCH_H
#define KVM_BENCH_H

#include <linux/kvm.h>
#include <stdint.h>

/* Where things are in the guest, which has no paging. */
#define CODE 0x1000
/* A word: the least of a guest's timings. */
#define LEAST 0x8000
#define IDT 0x9000
#define GDT 0x9800
#define STACK 0xb000
#define LOW_MEMORY 0xc000
/* Pages that the guest has not touched before. */
#define FRESH 0x1000000
#define FRESH_PAGES 1024

#define PORT 0x10

/**
 * struct path - a way out of the guest
 * @name: as in Tests/Lab/modules/hvbench, or the one of kvm-unit-tests
 * @with: loops with the instruction; without: without it. EDI counts, ESI is
 *	the argument; EAX is the ticks; ends in HLT
 * @least_with, @least_without: the same one by one; the word at LEAST is the least
 * @trace: once, marked for the emulator's trace
 * @argument: ESI at first
 * @own: instructions of the guest's between the timings, handlers included
 * @most: turns that there can be, 0 for any number
 */
struct path {
	const char *name;
	const char *with, *without, *least_with, *least_without, *trace;
	uint32_t argument;
	unsigned int own, most;
};

extern const struct path paths[];
extern const unsigned int nr_paths;

/* The guest's code, and in it the handler of #UD. */
extern const char guest_start[], guest_end[], guest_on_ud[];

struct machine {
	int vcpu;
	struct kvm_run *run;
	unsigned char *low;
	/* Exits to this program until the last HLT. */
	unsigned int exits;
};

/* Ends the program when there is no machine to be had. */
void create_machine(struct machine *machine);

/* Runs from the guest's @code to its HLT; registers in and out. */
void run_machine(struct machine *machine, const char *code, struct kvm_regs *registers);

#endif /* KVM_BENCH_H */
