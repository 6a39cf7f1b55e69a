/* SPDX-License-Identifier: GPL-2.0-only */
#include "survival.h"

#include <string.h>
#include <sys/syscall.h>

#define REGISTERS	16
#define BYTES		32

static uint8_t before[REGISTERS][BYTES] __attribute__((aligned(32)));
static uint8_t after[REGISTERS][BYTES] __attribute__((aligned(32)));

#define X86_EXITS                                                       \
	"1:\n\txorl %%eax, %%eax\n\txorl %%ecx, %%ecx\n\tcpuid\n\t"     \
	"movl %[yield], %%eax\n\tsyscall\n\t"                           \
	"decq %[rounds]\n\tjnz 1b\n\t"

#define EACH_REGISTER(F)                                                \
	F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7)                         \
	F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15)
#define LOAD_XMM(n)	"movups " #n "*32(%[from]), %%xmm" #n "\n\t"
#define STORE_XMM(n)	"movups %%xmm" #n ", " #n "*32(%[to])\n\t"
#define LOAD_YMM(n)	"vmovups " #n "*32(%[from]), %%ymm" #n "\n\t"
#define STORE_YMM(n)	"vmovups %%ymm" #n ", " #n "*32(%[to])\n\t"

#define CLOBBERS                                                        \
	"rax", "rbx", "rcx", "rdx", "r11", "memory", "cc", "xmm0",      \
	"xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", \
	"xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

static void through_sse(uint64_t rounds)
{
	__asm__ volatile(
		EACH_REGISTER(LOAD_XMM) X86_EXITS EACH_REGISTER(STORE_XMM)
		: [rounds] "+r"(rounds)
		: [from] "r"(before), [to] "r"(after), [yield] "i"(SYS_sched_yield)
		: CLOBBERS);
}

static void through_avx(uint64_t rounds)
{
	__asm__ volatile(
		EACH_REGISTER(LOAD_YMM) X86_EXITS EACH_REGISTER(STORE_YMM)
		"vzeroupper\n\t"
		: [rounds] "+r"(rounds)
		: [from] "r"(before), [to] "r"(after), [yield] "i"(SYS_sched_yield)
		: CLOBBERS);
}

/* Rounding and exceptions as nothing sets them by itself. */
#define CONTROL_WORD	0x0a7f
#define MXCSR_WORD	0x5fa5u

uint32_t hvctl_lost_state(uint32_t rounds, bool with_avx)
{
	uint32_t mxcsr_before, mxcsr = MXCSR_WORD, mxcsr_after, lost = 0;
	uint16_t word_before, word = CONTROL_WORD, word_after;
	int64_t pushed = 0x0123456789abcdef, popped = 0;
	size_t width = with_avx ? BYTES : 16;
	int i, j;

	memset(after, 0, sizeof(after));
	for (i = 0; i < REGISTERS; i++)
		for (j = 0; j < BYTES; j++)
			before[i][j] = (uint8_t)(i * 37 + j * 11 + 1);
	__asm__ volatile("stmxcsr %0\n\tfnstcw %1"
			 : "=m"(mxcsr_before), "=m"(word_before));
	__asm__ volatile("ldmxcsr %0\n\tfldcw %1\n\tfildll %2"
			 : : "m"(mxcsr), "m"(word), "m"(pushed));
	if (with_avx)
		through_avx(rounds);
	else
		through_sse(rounds);
	__asm__ volatile("fistpll %0\n\tstmxcsr %1\n\tfnstcw %2"
			 : "=m"(popped), "=m"(mxcsr_after), "=m"(word_after));
	__asm__ volatile("fnclex\n\tldmxcsr %0\n\tfldcw %1"
			 : : "m"(mxcsr_before), "m"(word_before));
	if (popped != pushed || word_after != word)
		lost |= 1;
	if (mxcsr_after != mxcsr)
		lost |= 2;
	for (i = 0; i < REGISTERS; i++)
		if (memcmp(before[i], after[i], width))
			lost |= 4;
	return lost;
}
