/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that the runtime itself makes. RAX is the number and takes the
 * result; RCX and RDX are arguments and clobbered; all else is preserved.
 */
#ifndef HV_HYPERCALLS_H
#define HV_HYPERCALLS_H

/*
 * Leave VMX on this CPU: honoured from CPL 0 only. The handler advances RIP
 * and ends with HV_ACTION_STOP.
 */
#define HV_HYPERCALL_STOP	0x68760001u

#endif /* HV_HYPERCALLS_H */
