// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC, in either mode (SDM volume 3, "Advanced Programmable
 * Interrupt Controller (APIC)").
 */
#include <linux/compiler.h>

#include "apic.h"

#define MSR_APIC_BASE		0x1bu
#define APIC_BASE_X2APIC	BIT_ULL(10)
#define APIC_BASE_ENABLED	BIT_ULL(11)

/* Offsets; the MSRs of x2APIC mode are 0x800 and a sixteenth of them. */
#define REG_ID			0x020u
#define REG_EOI			0x0b0u
#define REG_SPURIOUS		0x0f0u
#define REG_TMR			0x180u
#define REG_ICR			0x300u
#define REG_ICR_HIGH		0x310u
#define MSR_X2APIC		0x800u

#define ICR_BUSY		BIT(12)
#define ICR_ASSERT		BIT(14)
#define ICR_NMI			(4u << 8)
#define ICR_SELF		(1u << 18)

static __always_inline u32 read_register(volatile void *page, bool x2apic,
					 u32 offset)
{
	u64 value;

	if (!x2apic)
		return hvp_read_mmio(page, offset);
	hvp_rdmsr(MSR_X2APIC + (offset >> 4), &value);
	return value;
}

static __always_inline void write_register(volatile void *page, bool x2apic,
					   u32 offset, u32 value)
{
	if (x2apic)
		hvp_wrmsr(MSR_X2APIC + (offset >> 4), value);
	else
		hvp_write_mmio(page, offset, value);
}

/* One bit of 256, which lie in eight registers 16 bytes apart. */
static __always_inline bool is_set(volatile void *page, bool x2apic,
				   u32 first, u8 vector)
{
	return read_register(page, x2apic, first + (vector >> 5) * 0x10) &
	       BIT(vector & 31);
}

static __always_inline void send(volatile void *page, bool x2apic, u32 command,
				 u32 destination)
{
	if (x2apic) {
		hvp_wrmsr(MSR_X2APIC + (REG_ICR >> 4),
			  (u64)destination << 32 | command);
		return;
	}
	while (hvp_read_mmio(page, REG_ICR) & ICR_BUSY)
		;
	hvp_write_mmio(page, REG_ICR_HIGH, destination);
	hvp_write_mmio(page, REG_ICR, command);
}

noinstr void hv_apic_return(volatile void *page, u8 vector, bool nmi)
{
	bool x2apic, level;
	u64 base;

	if (!vector && !nmi)
		return;
	if (hvp_rdmsr(MSR_APIC_BASE, &base) || !(base & APIC_BASE_ENABLED))
		return;
	x2apic = base & APIC_BASE_X2APIC;
	/* A spurious one is neither in service nor said EOI for. */
	if (vector && vector != (u8)read_register(page, x2apic, REG_SPURIOUS)) {
		level = is_set(page, x2apic, REG_TMR, vector);
		/*
		 * One more is in service than the guest knows of, and EOI ends
		 * the highest: this one, or, if a handler that it came into
		 * has said EOI already and so ended this one, that handler's.
		 */
		write_register(page, x2apic, REG_EOI, 0);
		/* The line of a level-triggered one asks again by itself. */
		if (!level)
			send(page, x2apic, ICR_SELF | ICR_ASSERT | vector, 0);
	}
	/* No shorthand goes with an NMI. */
	if (nmi)
		send(page, x2apic, ICR_NMI | ICR_ASSERT,
		     x2apic ? read_register(page, x2apic, REG_ID) :
			      read_register(page, x2apic, REG_ID) & 0xff000000);
}
