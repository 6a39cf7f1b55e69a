/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only door of root-mode and pure code to the processor and to the
 * kernel. In the kernel every function is one or a few instructions, inlined,
 * so that it can be used where nothing of Linux may be called. With
 * HV_HOST_TEST the same names belong to a simulated machine in user space.
 *
 * A function that returns bool returns true when the operation failed.
 */
#ifndef HV_PLATFORM_H
#define HV_PLATFORM_H

#ifdef HV_HOST_TEST
#include "platform_host.h"
#else

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/asm.h>
#include <asm/barrier.h>
#include <asm/extable_fixup_types.h>
#include <asm/page_types.h>

#include "poison.h"

/**
 * hvp_vmread() - read a field of the current VMCS
 * @encoding: the field's encoding, full access
 *
 * Return: the value, zero-extended; 0 when the processor has no such field.
 */
static __always_inline u64 hvp_vmread(u32 encoding)
{
	u64 value = 0;

	asm volatile("vmread %[field], %[value]"
		     : [value] "+r" (value)
		     : [field] "r" ((u64)encoding)
		     : "cc");
	return hv_poison(encoding, value);
}

/**
 * hvp_vmwrite() - write a field of the current VMCS
 * @encoding: the field's encoding, full access
 * @value: the value; the processor ignores bits beyond the field's width
 *
 * For fields known to exist; see hvp_try_vmwrite() for the others.
 */
static __always_inline void hvp_vmwrite(u32 encoding, u64 value)
{
	asm volatile("vmwrite %[value], %[field]"
		     : : [value] "r" (value), [field] "r" ((u64)encoding)
		     : "cc", "memory");
}

/* As hvp_vmread(). Return: true when VMREAD failed; *@value is 0 then. */
static __always_inline bool hvp_try_vmread(u32 encoding, u64 *value)
{
	u64 result = 0;
	bool failed;

	asm volatile("vmread %[field], %[value]"
		     : "=@ccbe" (failed), [value] "+r" (result)
		     : [field] "r" ((u64)encoding));
	*value = result;
	return failed;
}

/* As hvp_vmwrite(). Return: true when VMWRITE failed. */
static __always_inline bool hvp_try_vmwrite(u32 encoding, u64 value)
{
	bool failed;

	asm volatile("vmwrite %[value], %[field]"
		     : "=@ccbe" (failed)
		     : [value] "r" (value), [field] "r" ((u64)encoding)
		     : "memory");
	return failed;
}

/* Executes CPUID as root mode sees it. */
static __always_inline void hvp_cpuid(u32 leaf, u32 subleaf, u32 *eax,
				      u32 *ebx, u32 *ecx, u32 *edx)
{
	asm volatile("cpuid"
		     : "=a" (*eax), "=b" (*ebx), "=c" (*ecx), "=d" (*edx)
		     : "0" (leaf), "2" (subleaf)
		     : "memory");
}

/* Return: true when RDMSR faulted; *@value is 0 then. */
static __always_inline bool hvp_rdmsr(u32 msr, u64 *value)
{
	u32 low, high;
	int error;

	asm volatile("1: rdmsr\n\t"
		     "xor %[error], %[error]\n"
		     "2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_RDMSR_SAFE,
					   %[error])
		     : [error] "=r" (error), "=a" (low), "=d" (high)
		     : "c" (msr));
	if (error) {
		*value = 0;
		return true;
	}
	*value = low | (u64)high << 32;
	return false;
}

/* Return: true when WRMSR faulted. */
static __always_inline bool hvp_wrmsr(u32 msr, u64 value)
{
	int error;

	asm volatile("1: wrmsr\n\t"
		     "xor %[error], %[error]\n"
		     "2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_WRMSR_SAFE,
					   %[error])
		     : [error] "=r" (error)
		     : "c" (msr), "a" ((u32)value), "d" ((u32)(value >> 32))
		     : "memory");
	return error;
}

/* Return: true when XSETBV faulted. */
static __always_inline bool hvp_xsetbv(u32 index, u64 value)
{
	int error;

	asm volatile("1: xsetbv\n\t"
		     "xor %[error], %[error]\n"
		     "2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_EFAULT_REG,
					   %[error])
		     : [error] "=r" (error)
		     : "c" (index), "a" ((u32)value),
		       "d" ((u32)(value >> 32))
		     : "memory");
	return error;
}

static __always_inline void hvp_wbinvd(void)
{
	asm volatile("wbinvd" : : : "memory");
}

/* Return: true when INVEPT failed: a type that the processor has not. */
static __always_inline bool hvp_invept(u64 type, u64 eptp)
{
	struct { u64 eptp, zero; } descriptor = { eptp, 0 };
	bool failed;

	asm volatile("invept %[descriptor], %[type]"
		     : "=@ccbe" (failed)
		     : [descriptor] "m" (descriptor), [type] "r" (type)
		     : "memory");
	return failed;
}

/* Return: true when INVVPID failed. */
static __always_inline bool hvp_invvpid(u64 type, u16 vpid, u64 linear)
{
	struct { u64 vpid, linear; } descriptor = { vpid, linear };
	bool failed;

	asm volatile("invvpid %[descriptor], %[type]"
		     : "=@ccbe" (failed)
		     : [descriptor] "m" (descriptor), [type] "r" (type)
		     : "memory");
	return failed;
}

/* Return: true when RDPMC faulted; *@value is 0 then. */
static __always_inline bool hvp_rdpmc(u32 counter, u64 *value)
{
	u32 low = 0, high = 0;
	int error;

	asm volatile("1: rdpmc\n\t"
		     "xor %[error], %[error]\n"
		     "2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_EFAULT_REG,
					   %[error])
		     : [error] "=r" (error), "+a" (low), "+d" (high)
		     : "c" (counter));
	*value = error ? 0 : low | (u64)high << 32;
	return error;
}

/* Return: whether there was a number; *@value is 0 otherwise. */
static __always_inline bool hvp_rdrand(u64 *value)
{
	bool ready;

	asm volatile("rdrand %[value]" : [value] "=r" (*value),
		     "=@ccc" (ready));
	return ready;
}

/* As hvp_rdrand(). */
static __always_inline bool hvp_rdseed(u64 *value)
{
	bool ready;

	asm volatile("rdseed %[value]" : [value] "=r" (*value),
		     "=@ccc" (ready));
	return ready;
}

/* DR0 to DR3 and DR6; 0 for other numbers. */
static __always_inline u64 hvp_read_dr(unsigned int number)
{
	u64 value = 0;

	if (number == 0)
		asm volatile("mov %%db0, %0" : "=r" (value));
	else if (number == 1)
		asm volatile("mov %%db1, %0" : "=r" (value));
	else if (number == 2)
		asm volatile("mov %%db2, %0" : "=r" (value));
	else if (number == 3)
		asm volatile("mov %%db3, %0" : "=r" (value));
	else if (number == 6)
		asm volatile("mov %%db6, %0" : "=r" (value));
	return value;
}

/* DR0 to DR3 and DR6; nothing for other numbers. */
static __always_inline void hvp_write_dr(unsigned int number, u64 value)
{
	if (number == 0)
		asm volatile("mov %0, %%db0" : : "r" (value));
	else if (number == 1)
		asm volatile("mov %0, %%db1" : : "r" (value));
	else if (number == 2)
		asm volatile("mov %0, %%db2" : : "r" (value));
	else if (number == 3)
		asm volatile("mov %0, %%db3" : : "r" (value));
	else if (number == 6)
		asm volatile("mov %0, %%db6" : : "r" (value));
}

/* Only with CR4.PKE. */
static __always_inline u32 hvp_read_pkru(void)
{
	u32 low, high;

	asm volatile("rdpkru" : "=a" (low), "=d" (high) : "c" (0));
	return low;
}

/* @size is 1, 2 or 4 bytes. */
static __always_inline u32 hvp_in(u16 port, u8 size)
{
	u32 value = 0;

	if (size == 1)
		asm volatile("inb %w1, %b0" : "+a" (value) : "Nd" (port));
	else if (size == 2)
		asm volatile("inw %w1, %w0" : "+a" (value) : "Nd" (port));
	else
		asm volatile("inl %w1, %0" : "=a" (value) : "Nd" (port));
	return value;
}

static __always_inline void hvp_out(u16 port, u8 size, u32 value)
{
	if (size == 1)
		asm volatile("outb %b0, %w1" : : "a" (value), "Nd" (port));
	else if (size == 2)
		asm volatile("outw %w0, %w1" : : "a" (value), "Nd" (port));
	else
		asm volatile("outl %0, %w1" : : "a" (value), "Nd" (port));
}

static __always_inline u64 hvp_read_cr0(void)
{
	u64 value;

	asm volatile("mov %%cr0, %0" : "=r" (value) : : "memory");
	return value;
}

static __always_inline void hvp_write_cr0(u64 value)
{
	asm volatile("mov %0, %%cr0" : : "r" (value) : "memory");
}

static __always_inline void hvp_write_cr2(u64 value)
{
	asm volatile("mov %0, %%cr2" : : "r" (value) : "memory");
}

static __always_inline u64 hvp_read_cr8(void)
{
	u64 value;

	asm volatile("mov %%cr8, %0" : "=r" (value) : : "memory");
	return value;
}

static __always_inline void hvp_write_cr8(u64 value)
{
	asm volatile("mov %0, %%cr8" : : "r" (value) : "memory");
}

/* A register of the local APIC that is mapped at @page. */
static __always_inline u32 hvp_read_mmio(const volatile void *page, u32 offset)
{
	return *(const volatile u32 *)((const volatile char *)page + offset);
}

static __always_inline void hvp_write_mmio(volatile void *page, u32 offset,
					   u32 value)
{
	*(volatile u32 *)((volatile char *)page + offset) = value;
}

/* Not ordered against the instructions around it. */
static __always_inline u64 hvp_rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	return low | (u64)high << 32;
}

static __always_inline u64 hvp_read_cr4(void)
{
	u64 value;

	asm volatile("mov %%cr4, %0" : "=r" (value) : : "memory");
	return value;
}

/* Raw: Linux's shadow of CR4 is not told (FIELD-NOTES, Linux 1). */
static __always_inline void hvp_write_cr4(u64 value)
{
	asm volatile("mov %0, %%cr4" : : "r" (value) : "memory");
}

/*
 * Written as string instructions because a compiler may turn a loop into a
 * call of memcpy() or memset(), which root mode must not make.
 */
static __always_inline void hvp_copy_words(u64 *to, const u64 *from,
					   unsigned long count)
{
	asm volatile("rep movsq"
		     : "+D" (to), "+S" (from), "+c" (count)
		     : : "memory");
}

static __always_inline void hvp_zero_words(u64 *to, unsigned long count)
{
	asm volatile("rep stosq"
		     : "+D" (to), "+c" (count)
		     : "a" (0UL) : "memory");
}

#endif /* HV_HOST_TEST */

/*
 * Adds to a variable of any width that several CPUs share, as one step. A
 * compiler's own primitive, because it is always inlined.
 */
#define hvp_atomic_add(pointer, amount) \
	((void)__atomic_fetch_add((pointer), (amount), __ATOMIC_RELAXED))

/*
 * The index of the highest bit that is set; @value must not be 0. Not fls64():
 * user space has none.
 */
static __always_inline unsigned int hv_highest_bit(u64 value)
{
	return 63 - __builtin_clzll(value);
}

#endif /* HV_PLATFORM_H */
