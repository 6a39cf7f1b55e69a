// SPDX-License-Identifier: GPL-2.0-only
/* What enter.S calls; arguments and results go through driver_argument. */
#include "platform.h"

extern u64 driver_argument[4];

void driver_do_vmread(void);
void driver_do_vmwrite(void);
void driver_do_cpuid(void);
void driver_do_rdmsr(void);
void driver_do_wrmsr(void);

void driver_do_vmread(void)
{
	driver_argument[0] = hvp_vmread(driver_argument[0]);
}

void driver_do_vmwrite(void)
{
	hvp_vmwrite(driver_argument[0], driver_argument[1]);
}

void driver_do_cpuid(void)
{
	u32 eax, ebx, ecx, edx;

	hvp_cpuid(driver_argument[0], driver_argument[1], &eax, &ebx, &ecx,
		  &edx);
	driver_argument[0] = eax;
	driver_argument[1] = ebx;
	driver_argument[2] = ecx;
	driver_argument[3] = edx;
}

/* In: the number. Out: faulted, and EAX and EDX. */
void driver_do_rdmsr(void)
{
	u64 value;

	driver_argument[1] = hvp_rdmsr(driver_argument[0], &value);
	driver_argument[2] = lower_32_bits(value);
	driver_argument[3] = upper_32_bits(value);
}

/* In: the number, EAX and EDX behind the next. Out: faulted. */
void driver_do_wrmsr(void)
{
	u64 value = driver_argument[3] << 32 | lower_32_bits(driver_argument[2]);

	driver_argument[1] = hvp_wrmsr(driver_argument[0], value);
}
