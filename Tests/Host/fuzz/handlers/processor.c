// SPDX-License-Identifier: GPL-2.0-only
/*
 * The instructions that only natives execute. What would fault in root mode,
 * without an entry in the exception table, ends the program.
 */
#include "watched.h"

#define CR0_NW	(1u << 29)
#define CR0_CD	(1u << 30)

bool hvp_xsetbv(u32 index, u64 value)
{
	(void)index;
	(void)value;
	return machine_instruction("XSETBV") & 1;
}

void hvp_wbinvd(void)
{
	machine_instruction("WBINVD");
}

bool hvp_invept(u64 type, u64 eptp)
{
	if (type != 1 && type != 2)
		machine_fail("INVEPT of type %llu", type);
	if (type == 1 && (eptp & 0xfff) != 0x1e)
		machine_fail("INVEPT of no EPTP, 0x%llx", eptp);
	return machine_instruction("INVEPT") & 1;
}

bool hvp_invvpid(u64 type, u16 vpid, u64 linear)
{
	const struct hv_vcpu *vcpu = machine_vcpu();

	if (type > 2)
		machine_fail("INVVPID of type %llu", type);
	if (type != 2 && (!vpid || vpid != vcpu->vpid))
		machine_fail("INVVPID of VPID %u", vpid);
	if (!type && (linear + (1ULL << 56)) >> 57)
		machine_fail("INVVPID of address 0x%llx", linear);
	return machine_instruction("INVVPID") & 1;
}

u64 hvp_rdtsc(void)
{
	return machine_instruction("RDTSC");
}

bool hvp_rdpmc(u32 counter, u64 *value)
{
	(void)counter;
	*value = machine_instruction("RDPMC");
	return *value & 1;
}

bool hvp_rdrand(u64 *value)
{
	*value = machine_instruction("RDRAND");
	return *value & 1;
}

bool hvp_rdseed(u64 *value)
{
	*value = machine_instruction("RDSEED");
	return *value & 1;
}

/* Of DR0 to DR3 and DR6; platform.h does nothing for other numbers. */
u64 hvp_read_dr(unsigned int number)
{
	u64 value = machine_instruction("MOV from DR");

	/* Bits 63:32 of DR6 are 0. */
	return number == 6 ? (u32)value : value;
}

void hvp_write_dr(unsigned int number, u64 value)
{
	if (number == 6 && value >> 32)
		machine_fail("0x%llx for DR6 is #GP in root mode", value);
	machine_instruction("MOV to DR");
}

u32 hvp_read_pkru(void)
{
	return machine_instruction("RDPKRU");
}

/* platform.h takes every size but 1 and 2 as 4. */
u32 hvp_in(u16 port, u8 size)
{
	(void)port;
	(void)size;
	return machine_instruction("IN");
}

void hvp_out(u16 port, u8 size, u32 value)
{
	(void)port;
	(void)size;
	(void)value;
	machine_instruction("OUT");
}

u64 hvp_read_cr0(void)
{
	machine_instruction("MOV from CR0");
	return 0x80050033;
}

void hvp_write_cr0(u64 value)
{
	if (value >> 32 || (value & CR0_NW && !(value & CR0_CD)) ||
	    (value & 0x80000021) != 0x80000021)
		machine_fail("0x%llx for CR0 is #GP in root mode", value);
	machine_instruction("MOV to CR0");
}

void hvp_write_cr2(u64 value)
{
	(void)value;
	machine_instruction("MOV to CR2");
}

u64 hvp_read_cr8(void)
{
	return machine_instruction("MOV from CR8") & 15;
}

void hvp_write_cr8(u64 value)
{
	if (value > 15)
		machine_fail("0x%llx for CR8 is #GP in root mode", value);
	machine_instruction("MOV to CR8");
}

u64 hvp_read_cr4(void)
{
	return machine_instruction("MOV from CR4");
}

void hvp_write_cr4(u64 value)
{
	(void)value;
	machine_instruction("MOV to CR4");
}
