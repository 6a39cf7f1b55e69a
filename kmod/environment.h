/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything a VMCS is set up from: what the CPU is like when it is started,
 * the root environment, and what negotiation chose. Spec/Architecture/Setup
 * names these members; a name that is not here does not compile.
 */
#ifndef HV_ENVIRONMENT_H
#define HV_ENVIRONMENT_H

#include "vcpu.h"

struct hv_segment {
	u16 selector;
	u32 limit;
	u32 access_rights;	/* in the VMCS format, bit 16 = unusable */
	u64 base;
};

struct hv_table {
	u32 limit;
	u64 base;
};

/* The guest's side: in runningSystem mode, the CPU as it is. */
struct hv_guest_environment {
	u64 cr0, cr3, cr4;
	u64 dr7, debugctl;
	u64 rsp, rip, rflags;
	struct hv_segment es, cs, ss, ds, fs, gs, ldtr, tr;
	struct hv_table gdtr, idtr;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 efer, pat;
};

/* The root side. */
struct hv_host_environment {
	u64 cr0, cr3, cr4;
	u64 rsp, rip;
	u16 cs, ss, ds, es, fs, gs, tr;
	u64 fs_base, gs_base, tr_base, gdtr_base, idtr_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 efer, pat;
};

struct hv_environment {
	struct hv_guest_environment guest;
	struct hv_host_environment host;
	u64 msr_bitmap;		/* physical addresses */
	u64 io_bitmap_a;
	u64 io_bitmap_b;
	u64 eptp;
	u16 vpid;
};

#endif /* HV_ENVIRONMENT_H */
