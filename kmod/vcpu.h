/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vcpu: what generated handlers, the assembly entry and the runtime share.
 *
 * In runningSystem mode HOST_RSP is the address of struct hv_vcpu itself: the
 * root stack grows down from it, and exit stubs reach every member at a fixed
 * offset from RSP. The state that a hypervisor declares follows at
 * HV_VCPU_STATE, so that a stub can count with one ADD to memory.
 */
#ifndef HV_VCPU_H
#define HV_VCPU_H

#include "vcpu_asm.h"

#ifndef __ASSEMBLY__

#include "cache_line.h"
#include "platform.h"
#include "arch/control_words.h"

/**
 * struct hv_regs - general-purpose registers of the guest
 * @gpr: by the processor's number; entry 4 (RSP) is scratch of the exit path,
 *	RSP is in the VMCS
 */
struct hv_regs {
	union {
		struct {
			u64 rax, rcx, rdx, rbx, rsp_unused, rbp, rsi, rdi;
			u64 r8, r9, r10, r11, r12, r13, r14, r15;
		};
		u64 gpr[16];
	};
};

/*
 * What the exit path does after a handler: bits 7:0 say what, bits 31:8 are
 * the number of the stop, fatal or user reason.
 */
typedef u32 hv_action_t;

#define HV_ACTION_RESUME	0u
#define HV_ACTION_STOP		1u
#define HV_ACTION_FATAL		2u
#define HV_ACTION_USER		3u
#define HV_ACTION(what, reason)	((what) | (reason) << 8)
#define HV_ACTION_WHAT(action)	((action) & 0xffu)
#define HV_ACTION_REASON(action) ((action) >> 8)

struct hv_cpu;
struct hv_vm;
struct hv_ept_cpu;

/**
 * struct hv_vcpu - a virtual processor
 * @regs: guest registers, valid while root-mode C runs, but for what the light
 *	entry of a handler leaves in the processor (exit_asm.h)
 * @controls: what negotiation chose
 * @cpu_state: per-cpu state that the hypervisor declares
 * @vm_state: per-VM state that the hypervisor declares
 * @cpu: the CPU that it runs on
 * @vm: the machine that it is part of
 * @ept: its own part of the EPT identity map; NULL without one
 * @vmcs: physical address of its VMCS
 * @vmcs_page: the same, here
 * @vpid: its VPID; 0 without one
 * @held_vector: an interrupt that was acknowledged and not delivered; or 0
 * @held_nmi: whether an NMI was taken and not delivered
 * @scratch: for exit stubs, which put fields there to look at bits of two at once
 * @sum: for exit stubs: the RIP behind an instruction
 *
 * Once it runs, only the CPU that it runs on writes to it. The vcpu-scope state that the hypervisor declares follows at HV_VCPU_STATE.
 */
struct hv_vcpu {
	struct hv_regs regs;
	struct hv_controls controls;
	void *cpu_state;
	void *vm_state;
	struct hv_cpu *cpu;
	struct hv_vm *vm;
	struct hv_ept_cpu *ept;
	u64 vmcs;
	void *vmcs_page;
	u16 vpid;
	u8 held_vector;
	bool held_nmi;
	u64 scratch[2];
	u64 sum;
} __aligned(HV_CACHE_LINE);

static_assert(_Alignof(struct hv_vcpu) == HV_CACHE_LINE);
static_assert(HV_VCPU_STATE % HV_CACHE_LINE == 0);
static_assert(offsetof(struct hv_vcpu, regs) == HV_VCPU_REGS);
static_assert(offsetof(struct hv_vcpu, controls) == HV_VCPU_CONTROLS);
static_assert(offsetof(struct hv_vcpu, scratch) == HV_VCPU_SCRATCH);
static_assert(offsetof(struct hv_vcpu, sum) == HV_VCPU_SUM);
static_assert(sizeof(struct hv_vcpu) == HV_VCPU_STATE);

/* The vcpu-scope state that the hypervisor declares. */
static inline void *hv_vcpu_state(struct hv_vcpu *vcpu)
{
	return (char *)vcpu + HV_VCPU_STATE;
}

#endif /* __ASSEMBLY__ */
#endif /* HV_VCPU_H */
