/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a CPU left VMX, written in root mode and read by the watch outside.
 */
#ifndef HV_REPORT_H
#define HV_REPORT_H

#include "platform.h"

/**
 * enum hv_report_kind - what a report is about
 * @HV_REPORT_NONE: nothing happened
 * @HV_REPORT_STOP: a handler ended with the disposition "stop"
 * @HV_REPORT_FATAL: a handler ended with the disposition "fatal"
 * @HV_REPORT_ENTRY: the processor refused guest or host state at VM entry
 * @HV_REPORT_INSTRUCTION: VMLAUNCH or VMRESUME itself failed
 * @HV_REPORT_ACTION: generated code asked for what the runtime does not know
 */
enum hv_report_kind {
	HV_REPORT_NONE,
	HV_REPORT_STOP,
	HV_REPORT_FATAL,
	HV_REPORT_ENTRY,
	HV_REPORT_INSTRUCTION,
	HV_REPORT_ACTION,
};

/**
 * struct hv_report - why a CPU left VMX
 * @kind: enum hv_report_kind; written last, with release semantics
 * @action: what the handler returned
 * @exit_reason: as in the VMCS, all 32 bits
 * @instruction_error: VM-instruction error, 0 when no instruction failed
 * @qualification: exit qualification
 * @guest_linear: guest-linear address; means something for some reasons only
 * @guest_physical: guest-physical address; likewise
 * @vectoring: IDT-vectoring information: an event with bit 31 set was lost
 * @rip: of the guest
 * @rsp: of the guest
 * @rflags: of the guest
 * @cr0: of the guest
 * @cr3: of the guest
 * @cr4: of the guest
 * @cs: selector of the guest
 * @cpl: of the guest
 */
struct hv_report {
	u32 kind;
	u32 action;
	u32 exit_reason;
	u32 instruction_error;
	u64 qualification;
	u64 guest_linear;
	u64 guest_physical;
	u64 vectoring;
	u64 rip;
	u64 rsp;
	u64 rflags;
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u16 cs;
	u8 cpl;
};

#endif /* HV_REPORT_H */
