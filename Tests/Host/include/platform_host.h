/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * platform.h in user space: the processor is a simulated machine that the test
 * links (Tests/Host/sim, or functions of its own), and of the kernel there is
 * what pure files use, under the kernel's names.
 */
#ifndef HV_PLATFORM_HOST_H
#define HV_PLATFORM_HOST_H

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* As in the kernel: u64 is the type that %llx prints. */
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;

#undef static_assert
#define static_assert(expression, ...) \
	HV_STATIC_ASSERT(expression, ##__VA_ARGS__, #expression)
#define HV_STATIC_ASSERT(expression, message, ...) \
	_Static_assert(expression, message)

#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define __aligned(x)		__attribute__((__aligned__(x)))
#define __packed		__attribute__((__packed__))
#define __maybe_unused		__attribute__((__unused__))
#define __must_check		__attribute__((__warn_unused_result__))
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#define __noreturn		__attribute__((__noreturn__))
#define noinline		__attribute__((__noinline__))
#define noinstr			__attribute__((__noinline__))
#define asmlinkage
#define __visible
#define fallthrough		__attribute__((__fallthrough__))

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK_ULL(high, low) \
	((~0ULL << (low)) & (~0ULL >> (63 - (high))))

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))
#define min(a, b) \
	({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); \
	   (void)(&a_ == &b_); a_ < b_ ? a_ : b_; })
#define max(a, b) \
	({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); \
	   (void)(&a_ == &b_); a_ > b_ ? a_ : b_; })
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))

#define U8_MAX			((u8)~0U)
#define U16_MAX			((u16)~0U)
#define U32_MAX			((u32)~0U)
#define U64_MAX			((u64)~0ULL)
#define lower_32_bits(n)	((u32)((n) & 0xffffffff))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))

#define PAGE_SHIFT		12
#define PAGE_SIZE		(1UL << PAGE_SHIFT)

/* Atomic, so that a race that the kernel allows is none to the sanitizers. */
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value) \
	__atomic_store_n(&(x), (value), __ATOMIC_RELAXED)
#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, value) \
	__atomic_store_n((p), (value), __ATOMIC_RELEASE)
#define barrier()		__asm__ volatile("" : : : "memory")

/* The kernel's snprintf() that returns what is in the buffer. */
int scnprintf(char *buffer, size_t size, const char *format, ...)
	__printf(3, 4);
int vscnprintf(char *buffer, size_t size, const char *format, va_list args);

/* The simulated machine; see kmod/platform.h for what each does. */
u64 hvp_vmread(u32 encoding);
void hvp_vmwrite(u32 encoding, u64 value);
bool hvp_try_vmread(u32 encoding, u64 *value);
bool hvp_try_vmwrite(u32 encoding, u64 value);
void hvp_cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);
bool hvp_rdmsr(u32 msr, u64 *value);
bool hvp_wrmsr(u32 msr, u64 value);
bool hvp_xsetbv(u32 index, u64 value);
void hvp_wbinvd(void);
bool hvp_invept(u64 type, u64 eptp);
bool hvp_invvpid(u64 type, u16 vpid, u64 linear);
u64 hvp_rdtsc(void);
bool hvp_rdpmc(u32 counter, u64 *value);
bool hvp_rdrand(u64 *value);
bool hvp_rdseed(u64 *value);
u64 hvp_read_dr(unsigned int number);
void hvp_write_dr(unsigned int number, u64 value);
u32 hvp_read_pkru(void);
u32 hvp_in(u16 port, u8 size);
void hvp_out(u16 port, u8 size, u32 value);
u64 hvp_read_cr0(void);
void hvp_write_cr0(u64 value);
void hvp_write_cr2(u64 value);
u64 hvp_read_cr8(void);
void hvp_write_cr8(u64 value);
u32 hvp_read_mmio(const volatile void *page, u32 offset);
void hvp_write_mmio(volatile void *page, u32 offset, u32 value);
u64 hvp_read_cr4(void);
void hvp_write_cr4(u64 value);

static inline void hvp_copy_words(u64 *to, const u64 *from,
				  unsigned long count)
{
	memcpy(to, from, count * sizeof(*to));
}

static inline void hvp_zero_words(u64 *to, unsigned long count)
{
	memset(to, 0, count * sizeof(*to));
}

#endif /* HV_PLATFORM_HOST_H */
