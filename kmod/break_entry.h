/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault injection: modprobe hvcore break_entry='HOST_CR4^0x2000' fail_cpu=1
 * changes fields of the VMCS just before VMLAUNCH, so that the processor refuses
 * it and the report can be seen to name the rule.
 */
#ifndef HV_BREAK_ENTRY_H
#define HV_BREAK_ENTRY_H

#include <linux/types.h>

/**
 * hv_break_entry() - what the parameter asks for
 * @cpu: this CPU's number
 *
 * The VMCS is set up and current; interrupts are off.
 */
void hv_break_entry(u32 cpu);

#endif /* HV_BREAK_ENTRY_H */
