/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this program share. */
#ifndef DIFFERENTIAL_H
#define DIFFERENTIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "../../modules/hvconform/hvconform.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_RUNS 8192
#define FEWEST_RUNS 1000

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };

#define FLAG_CF 0x1ull
#define FLAG_FIXED 0x2ull
#define FLAG_TF 0x100ull
#define FLAG_IF 0x200ull
#define FLAG_DF 0x400ull
#define FLAG_IOPL 0x3000ull
#define FLAG_RF 0x10000ull
#define FLAG_AC 0x40000ull
#define FLAGS 0xcd5ull /* CF PF AF ZF SF DF OF */

#define CR0_PE 1ull
#define CR0_MP 2ull
#define CR0_EM 4ull
#define CR0_TS 8ull
#define CR4_TSD (1ull << 2)
#define CR4_DE (1ull << 3)
#define CR4_PCE (1ull << 8)
#define CR4_VMXE (1ull << 13)
#define CR4_PCIDE (1ull << 17)
#define CR4_OSXSAVE (1ull << 18)

#define NOT_CANONICAL 0x0000900000000000ull

/* What is known about a run beyond its bytes: see documented.c. */
enum kind {
	KIND_PLAIN,
	KIND_CPUID,
	KIND_RDMSR,
	KIND_MOV_TO_CR4,	/* kind >> 8: the register */
	KIND_VMCALL,
	KIND_TIME,		/* EDX:EAX is a time between the run's two */
	KIND_RANDOM,		/* kind >> 8: register, kind >> 16: bytes */
	KIND_COUNTER,		/* RDPMC that answers */
	KIND_GETSEC,
	KIND_SELECTOR,		/* the error code may be a selector */
	KIND_QUIET,		/* changes nothing that a hypervisor owns: no exit */
	/* Where the emulator differs from the manual, natively or in what it tells: see waivers.c. */
	KIND_EMULATOR_INSW,
	KIND_EMULATOR_COUNT_0,
	KIND_EMULATOR_RDRAND_16,
	KIND_EMULATOR_LGDT,
	KIND_EMULATOR_DEBUGCTL,
};

struct category {
	const char *name;
	void (*make)(void);
	const char *group;	/* of those that `list` knows */
	/* Basic exit reasons, one of which each run causes under a hypervisor that intercepts all; else empty. */
	uint8_t reasons[16];
};

extern const struct category categories[];
extern const unsigned int nr_categories;

extern struct hvconform_run runs[MAX_RUNS];
extern unsigned int nr_runs;
/* What Linux has in CR0 and CR4, what the world has in CR3. */
extern uint64_t native_cr0, native_cr4, native_cr3, native_xcr0;

/* operands.c */
uint64_t random_number(void);
uint64_t random_below(uint64_t end);
/* A run with random registers and flags and no code yet; half of them single-step. */
struct hvconform_run *add(uint32_t kind);
/* The same at ring 0 or 3. */
struct hvconform_run *add_at(bool user, uint32_t kind);
void put_bytes(struct hvconform_run *run, const uint8_t *bytes, unsigned int count);
#define PUT(run, ...) put_bytes(run, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))
void put_u32(struct hvconform_run *run, uint32_t value);
/* MOV of a number to a register; behind it the register is what it was set to. */
void set_edx_eax(struct hvconform_run *run, uint64_t value);
/* A number with random bits above the low 32. */
uint64_t with_upper(uint32_t value);
uint64_t canonical(uint64_t value);
bool is_user(const struct hvconform_run *run);
/* The address for the ring of the run. */
uint64_t address_for(const struct hvconform_run *run, uint64_t address);

/* A place of a memory operand. */
enum place {
	PLACE_GOOD,
	PLACE_ABSENT,
	PLACE_ACROSS,		/* its second part is absent */
	PLACE_READONLY,
	PLACE_NOT_CANONICAL,
	PLACE_OTHER_RING,	/* ring 3: a page of ring 0 */
	NR_PLACES,
};

/* Ways to write an address. */
#define NR_FORMS 12

/*
 * Appends an instruction with a memory operand: @prefix if not 0, REX with W if
 * @wide, @opcode of @length bytes, ModRM with @digit. Sets what the form needs.
 */
void put_memory(struct hvconform_run *run, uint8_t prefix, bool wide, const uint8_t *opcode, unsigned int length,
		unsigned int digit, unsigned int form, enum place place);
uint64_t place_address(struct hvconform_run *run, enum place place);

/* documented.c: makes of a native run what the run under the hypervisor must be. */
void expect_documented(struct hvconform_run *want, const struct hvconform_run *got);
bool msr_varies(uint32_t msr);

/* compare.c: the number of differences, of which the first are printed. */
unsigned int compare_all(const struct hvconform_run *native, const struct hvconform_run *got);

/* waivers.c */
bool is_waived(const struct hvconform_run *run);
/* Notes whether a waived run differed. */
void note_waived(const struct hvconform_run *run, bool differs);
/* Prints what was waived; the number of waivers that nothing needed any more. */
unsigned int report_waived(void);
unsigned int nr_waived(void);

/* device.c */
int open_device(void);
int run_list(struct hvconform_run *list, unsigned int count);
void learn_native_state(void);

/* exits.c: how often this CPU exited, by basic exit reason. */
#define NR_REASONS 96
int count_exits(uint64_t counts[NR_REASONS]);

/* msrs.c */
extern const uint32_t named_msrs[];
extern const unsigned int nr_named_msrs;

#endif /* DIFFERENTIAL_H */
