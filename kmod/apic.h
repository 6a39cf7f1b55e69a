/* SPDX-License-Identifier: GPL-2.0-only */
/* What root mode asks of the local APIC. */
#ifndef HV_APIC_H
#define HV_APIC_H

#include "platform.h"

/**
 * hv_apic_return() - send again what was taken from the guest and not delivered
 * @page: where the registers are mapped; unused in x2APIC mode
 * @vector: an interrupt that was acknowledged; 0 for none
 * @nmi: whether an NMI was taken
 *
 * For leaving VMX operation: afterwards the processor delivers both as if they
 * had just come, and in service is what the guest knows of. One that came from
 * an 8259 was not; then the EOI for it is one too many, which at worst ends a
 * handler's interrupt early. A spurious interrupt is dropped.
 */
void hv_apic_return(volatile void *page, u8 vector, bool nmi);

#endif /* HV_APIC_H */
