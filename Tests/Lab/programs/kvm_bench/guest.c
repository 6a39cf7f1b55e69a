// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest: 32-bit protected mode without paging. Each path is timed with its
 * instruction and without it, so that the difference is its own.
 */
#include "kvm_bench.h"

#define STRING(x) #x
#define TEXT(x) STRING(x)

#define LOOP "1:\n"
#define AGAIN "	dec %edi\n	jnz 1b\n"
#define BEGIN "	rdtsc\n	mov %eax, %ebp\n"
#define END "	rdtsc\n	sub %ebp, %eax\n"
#define KEEP_LEAST                                                                                                     \
	"	cmp %eax, " TEXT(LEAST) "\n	jbe 2f\n	mov %eax, " TEXT(LEAST) "\n2:\n"
#define STOP "	hlt\n"
#define MARK "	xchg %bx, %bx\n"

#define CODE_OF(id, setup, instruction)                                                                                \
	asm(".pushsection .rodata\n"                                                                                   \
	    ".code32\n" #id "_with:\n" BEGIN LOOP setup instruction AGAIN END STOP #id "_without:\n" BEGIN LOOP setup  \
	    AGAIN END STOP #id "_least_with:\n" LOOP BEGIN setup instruction END KEEP_LEAST AGAIN STOP #id             \
	    "_least_without:\n" LOOP BEGIN setup END KEEP_LEAST AGAIN STOP #id "_trace:\n" setup instruction MARK      \
	    setup instruction MARK STOP ".code64\n"                                                                    \
	    ".popsection\n");                                                                                          \
	extern const char id##_with[], id##_without[], id##_least_with[], id##_least_without[], id##_trace[];

asm(".pushsection .rodata\n"
    ".globl guest_start, guest_end, guest_on_ud\n"
    "guest_start:\n"
    ".code32\n"
    "guest_on_ud:\n"
    "	addl $3, (%esp)\n"
    "	iret\n"
    ".code64\n"
    ".popsection\n");

#define CPUID_CODE(id, leaf) CODE_OF(id, "	mov $" #leaf ", %eax\n	xor %ecx, %ecx\n", "	cpuid\n")

CPUID_CODE(cpuid, 0)
CPUID_CODE(cpuid_1, 1)
CPUID_CODE(cpuid_7, 7)
CPUID_CODE(cpuid_d, 0xd)
CPUID_CODE(cpuid_40000000, 0x40000000)
CPUID_CODE(cpuid_80000008, 0x80000008)

/* A number that KVM does not know, as kvm-unit-tests does it. */
CODE_OF(vmcall, "	xor %eax, %eax\n", "	vmcall\n")

#define RDMSR_CODE(id, msr) CODE_OF(id, "	mov $" #msr ", %ecx\n", "	rdmsr\n")
#define WRMSR_CODE(id, msr)                                                                                            \
	CODE_OF(id, "	mov $" #msr ", %ecx\n	mov %esi, %eax\n	xor %edx, %edx\n", "	wrmsr\n")

RDMSR_CODE(rdmsr_feature_control, 0x3a)
RDMSR_CODE(rd_tsc_adjust_msr, 0x3b)
WRMSR_CODE(wr_tsc_adjust_msr, 0x3b)
WRMSR_CODE(wrmsr_mtrr_def_type, 0x2ff)
/* OSXSAVE */
CODE_OF(mov_to_cr4, "	xor $0x40000, %esi\n", "	mov %esi, %cr4\n")
CODE_OF(xsetbv, "	xor %ecx, %ecx\n	mov $1, %eax\n	xor %edx, %edx\n", "	xsetbv\n")
CODE_OF(wbinvd, "", "	wbinvd\n")
CODE_OF(invd, "", "	invd\n")
CODE_OF(ept_violation, "	add $4096, %esi\n", "	mov (%esi), %al\n")
/* LOCK MOV %EAX, %EAX: #UD. */
CODE_OF(exception, "", "	.byte 0xf0, 0x89, 0xc0\n")
CODE_OF(outl_to_userspace, "", "	outl %eax, $" TEXT(PORT) "\n")

asm(".pushsection .rodata\n"
    "guest_end:\n"
    ".popsection\n");

#define OSXSAVE 0x40000

#define PATH(id, ...)                                                                                                  \
	{ #id, id##_with, id##_without, id##_least_with, id##_least_without, id##_trace, __VA_ARGS__ }

/* The third number counts the instruction, and for the exception its handler's two. */
const struct path paths[] = {
	PATH(cpuid, 0, 1, 0),
	PATH(cpuid_1, 0, 1, 0),
	PATH(cpuid_7, 0, 1, 0),
	PATH(cpuid_d, 0, 1, 0),
	PATH(cpuid_40000000, 0, 1, 0),
	PATH(cpuid_80000008, 0, 1, 0),
	PATH(vmcall, 0, 1, 0),
	PATH(rdmsr_feature_control, 0, 1, 0),
	PATH(rd_tsc_adjust_msr, 0, 1, 0),
	PATH(wr_tsc_adjust_msr, 0, 1, 0),
	PATH(wrmsr_mtrr_def_type, 6, 1, 0),
	PATH(mov_to_cr4, OSXSAVE, 1, 0),
	PATH(xsetbv, 0, 1, 0),
	PATH(wbinvd, 0, 1, 0),
	PATH(invd, 0, 1, 0),
	PATH(ept_violation, FRESH, 1, FRESH_PAGES),
	PATH(exception, 0, 3, 0),
	PATH(outl_to_userspace, 0, 1, 0),
};

const unsigned int nr_paths = sizeof(paths) / sizeof(paths[0]);
