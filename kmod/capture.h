/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_CAPTURE_H
#define HV_CAPTURE_H

#include "environment.h"

/**
 * hv_capture() - the state of this CPU, in the form that a VMCS wants
 * @state: where to; RSP, RIP and RFLAGS are left alone
 *
 * In native (or VMX root) operation with interrupts off.
 */
void hv_capture(struct hv_guest_environment *state);

#endif /* HV_CAPTURE_H */
