/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A CPU: what VMX operation needs on it, whoever uses it, and the root
 * environment, which is a world of its own.
 *
 * Everything that root mode touches lies in the direct map or in the module:
 * Linux flushes the TLB of the guest, not of root mode, when it changes other
 * mappings.
 */
#ifndef HV_CPU_H
#define HV_CPU_H

#include "cache_line.h"
#include "environment.h"
#include "ept.h"
#include "negotiate.h"
#include "poison.h"
#include "report.h"
#include "ring.h"
#include "snapshot.h"

/* Grows down from the vcpu, see vcpu.h. */
#define HV_ROOT_STACK_SIZE	(16u << 10)
/* At the stack's far end: an overflow is noticed by the watch. */
#define HV_ROOT_STACK_CANARY	0x6876636f72655f21ULL

/**
 * enum hv_cpu_phase - where a CPU is in runningSystem mode
 * @HV_CPU_NATIVE: Linux runs natively
 * @HV_CPU_LAUNCHING: at its first VM entry
 * @HV_CPU_GUEST: Linux is the guest
 */
enum hv_cpu_phase {
	HV_CPU_NATIVE,
	HV_CPU_LAUNCHING,
	HV_CPU_GUEST,
};

/**
 * struct hv_leave_frame - from where the assembly returns to the guest's code
 *
 * Registers in the order in which they are popped, then what IRET takes.
 */
struct hv_leave_frame {
	u64 r15, r14, r13, r12, r11, r10, r9, r8;
	u64 rdi, rsi, rbp, rbx, rdx, rcx, rax;
	u64 rip, cs, rflags, rsp, ss;
};

/**
 * struct hv_cpu - a CPU
 * @id: Linux's number
 * @phase: enum hv_cpu_phase; root mode writes it too
 * @vmx_users: how often hv_cpu_vmx_get() was called
 * @vmxon: the VMXON region
 * @vmxon_physical: its address
 * @pgd: root of root mode's page tables, aligned to 8 KiB; the VMXON region is
 *	the page behind it
 * @pgd_physical: its address
 * @pti: whether Linux isolates page tables
 * @gdt: Linux's GDT of this CPU, where it can be written
 * @stack: the root stack, with the vcpu behind it
 * @stack_size: of both
 * @apic: where Linux maps the local APIC; nothing is there in x2APIC mode
 * @vcpu: the vcpu of runningSystem mode
 * @environment: what the VMCS was set up from
 * @native: what leaving VMX returns to
 * @frame: likewise
 * @report: why this CPU left VMX
 * @capabilities: VMX capability MSRs
 * @controls: what negotiation chose
 * @mtrr: memory types as this CPU sees them
 * @has_ept: whether @ept was created
 * @ept: its part of the identity map
 * @ring: events
 * @memory: bytes taken for this CPU
 * @refusal: why the last start failed here
 * @error: likewise, a negative error number, or 0
 * @snapshot: of the VM entry that failed here; by itself, so that this fits in
 *	16 KiB
 */
struct hv_cpu {
	u32 id;
	u32 phase;
	u32 vmx_users;
	void *vmxon;
	u64 vmxon_physical;
	void *pgd;
	u64 pgd_physical;
	bool pti;
	void *gdt;
	volatile void *apic;
	void *stack;
	size_t stack_size;
	struct hv_vcpu *vcpu;
	struct hv_environment environment;
	struct hv_guest_environment native;
	struct hv_leave_frame frame __aligned(16);
	struct hv_report report;
	struct hv_capabilities capabilities;
	struct hv_controls controls;
	struct hv_mtrr mtrr;
	bool has_ept;
	struct hv_ept_cpu ept;
	struct hv_ring ring;
	size_t memory;
	struct hvcore_refusal refusal;
	int error;
	struct hv_snapshot *snapshot;
#ifdef HV_POISON
	struct hv_poison_state poison;
#endif
};

/* What exits write ends with @ring; what starts and refusals write is behind. */
static_assert(HV_STARTS_LINE(struct hv_cpu, ring));
static_assert(HV_STARTS_LINE(struct hv_cpu, memory));

/* Slabs of 16 KiB and of 2 KiB: one byte more takes twice as much. */
#ifndef HV_POISON
static_assert(sizeof(struct hv_cpu) <= 16u << 10);
#endif
static_assert(sizeof(struct hv_snapshot) <= 2u << 10);

/**
 * hv_cpu_create() - the part that belongs to no profile
 * @id: Linux's number of the CPU
 * @refusal: why not
 *
 * Allocates the VMXON region and the root page tables. Sleeps; @current must
 * have an mm.
 *
 * Return: the CPU, or NULL with @refusal filled in.
 */
struct hv_cpu *hv_cpu_create(u32 id, struct hvcore_refusal *refusal);

/* The CPU must be out of VMX, its vcpu gone. @cpu may be NULL. */
void hv_cpu_destroy(struct hv_cpu *cpu);

/**
 * hv_cpu_vmx_get() - enter VMX operation on this CPU, or count one more user
 * @cpu: this CPU; interrupts are off
 *
 * Return: 0, or a negative error number, with @cpu->refusal filled in.
 */
int hv_cpu_vmx_get(struct hv_cpu *cpu);

/* The reverse; the last user leaves VMX operation. Interrupts are off. */
void hv_cpu_vmx_put(struct hv_cpu *cpu);

#endif /* HV_CPU_H */
