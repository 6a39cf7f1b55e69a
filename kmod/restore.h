/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Giving a CPU back what VM exits took from it. Root-mode code: it calls
 * nothing outside .noinstr.text.
 */
#ifndef HV_RESTORE_H
#define HV_RESTORE_H

#include "environment.h"

/**
 * hv_restore_control_registers() - CR0, CR3 and CR4, and a TLB with nothing in
 * it
 * @state: what is wanted; CR4.VMXE is written as 0
 *
 * After VMXOFF: Linux did not see the TLB entries that are tagged with VPID 0.
 */
void hv_restore_control_registers(const struct hv_guest_environment *state);

/* The MSRs that VM exits load from the host-state area. */
void hv_restore_msrs(const struct hv_guest_environment *state);

/**
 * hv_restore_segments() - descriptor tables, TR, LDTR, DS, ES, FS and GS
 * @state: what is wanted
 * @gdt: the GDT at @state->gdtr, where it can be written
 *
 * CR3 must be the one that @state belongs to: an LDT is mapped only there.
 */
void hv_restore_segments(const struct hv_guest_environment *state, void *gdt);

/* DEBUGCTL and DR7: the last step, breakpoints may hit from here on. */
void hv_restore_debug(const struct hv_guest_environment *state);

#endif /* HV_RESTORE_H */
