/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offsets into struct hv_vcpu, for assembly; vcpu.h asserts them. Those behind
 * the control words are generated, since they move when a word is added.
 */
#ifndef HV_VCPU_ASM_H
#define HV_VCPU_ASM_H

#include "arch/control_words.h"

#define HV_VCPU_REGS		0x000
#define HV_VCPU_RAX		(HV_VCPU_REGS + 8 * 0)
#define HV_VCPU_RCX		(HV_VCPU_REGS + 8 * 1)
#define HV_VCPU_RDX		(HV_VCPU_REGS + 8 * 2)
#define HV_VCPU_RBX		(HV_VCPU_REGS + 8 * 3)
/* In the place of RSP, which is in the VMCS: IA32_SPEC_CTRL while C runs. */
#define HV_VCPU_SPEC_CTRL	(HV_VCPU_REGS + 8 * 4)
#define HV_VCPU_RBP		(HV_VCPU_REGS + 8 * 5)
#define HV_VCPU_RSI		(HV_VCPU_REGS + 8 * 6)
#define HV_VCPU_RDI		(HV_VCPU_REGS + 8 * 7)
#define HV_VCPU_R8		(HV_VCPU_REGS + 8 * 8)
#define HV_VCPU_R9		(HV_VCPU_REGS + 8 * 9)
#define HV_VCPU_R10		(HV_VCPU_REGS + 8 * 10)
#define HV_VCPU_R11		(HV_VCPU_REGS + 8 * 11)
#define HV_VCPU_R12		(HV_VCPU_REGS + 8 * 12)
#define HV_VCPU_R13		(HV_VCPU_REGS + 8 * 13)
#define HV_VCPU_R14		(HV_VCPU_REGS + 8 * 14)
#define HV_VCPU_R15		(HV_VCPU_REGS + 8 * 15)
#define HV_VCPU_CONTROLS	0x080

#endif /* HV_VCPU_ASM_H */
