// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaving VMX operation from root mode, in the middle of whatever Linux was
 * doing. Afterwards the processor executes the guest's code natively, with
 * the guest's registers, from where the guest was.
 *
 * Where that may be, under page-table isolation (PTI): Linux runs user mode,
 * and a few instructions of its entry code, on a "user" CR3 that does not map
 * this module. So this always leaves on the "kernel" CR3 of the same mm, which
 * is the user one without bits 12 and 11:
 *
 *  - In entry code, before it switches: right, the switch clears the same bits.
 *  - In user mode: user space is no-execute in the kernel's page tables, so the
 *    process would be killed at its next instruction (pti_set_user_pgtbl()).
 *    Therefore an interrupt is delivered by hand, see deliver(): Linux enters
 *    its kernel as from any interrupt, and returns on the user CR3. That needs
 *    no VM entry, so that it works also when entries are what fails.
 *  - In exit code, after it switched: the process is killed. Nothing there
 *    causes exits but a failing entry to what was an NMI's return.
 *
 * An external interrupt whose delivery the exit interrupted is delivered by
 * hand too, since the interrupt controller will not send it again. Exceptions
 * and INT n happen again by themselves, and what a hypervisor held back goes to
 * the local APIC once more. What is lost: an NMI that was being
 * delivered (the report says so), a step of a debugger that single-steps over
 * the instruction, and the one-instruction shadow of STI. IRET unblocks NMIs,
 * which Linux's own nesting of NMIs allows for.
 */
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/desc_defs.h>
#include <asm/irq_vectors.h>
#include <asm/msr-index.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include <asm/vmx.h>

#include "apic.h"
#include "entry.h"
#include "restore.h"
#include "vmx_ops.h"
#include "arch/exit_reasons.h"
#include "arch/vmcs_fields.h"

/* What PTI changes in CR3 between the two halves. */
#define CR3_PTI_USER_TABLE	BIT_ULL(12)
#define CR3_PTI_USER_PCID	BIT_ULL(11)

/* IDT-vectoring information */
#define VECTORING_VECTOR(information)	((information) & 0xff)
#define VECTORING_VALID_AND_TYPE	(BIT(31) | GENMASK(10, 8))
#define VECTORING_EXTERNAL		BIT(31)

/* No vector below 32 is an external interrupt's. */
#define NO_VECTOR			0

/* What an interrupt gate clears. */
#define RFLAGS_OF_INTERRUPTED						\
	((u64)(X86_EFLAGS_IF | X86_EFLAGS_TF | X86_EFLAGS_NT | X86_EFLAGS_RF))

#define CPL(selector_of_cs)		((selector_of_cs) & 3)

static __always_inline void read_segment(struct hv_segment *segment,
					 u32 selector, u32 rights, u32 base)
{
	segment->selector = hvp_vmread(selector);
	segment->access_rights = hvp_vmread(rights);
	segment->base = hvp_vmread(base);
}

/* The value that the guest sees, which is the one it is to have. */
static __always_inline u64 guest_view(u32 field, u32 mask, u32 shadow)
{
	u64 owned = hvp_vmread(mask);

	return (hvp_vmread(field) & ~owned) | (hvp_vmread(shadow) & owned);
}

/* The guest's state from the VMCS, over what it had at the launch. */
static __always_inline void read_guest(struct hv_guest_environment *guest,
				       const struct hv_controls *controls)
{
	guest->cr0 = guest_view(GUEST_CR0, CR0_GUEST_HOST_MASK,
				CR0_READ_SHADOW);
	guest->cr3 = hvp_vmread(GUEST_CR3);
	guest->cr4 = guest_view(GUEST_CR4, CR4_GUEST_HOST_MASK,
				CR4_READ_SHADOW);
	guest->rsp = hvp_vmread(GUEST_RSP);
	guest->rip = hvp_vmread(GUEST_RIP);
	guest->rflags = hvp_vmread(GUEST_RFLAGS);
	guest->dr7 = hvp_vmread(GUEST_DR7);
	guest->debugctl = hvp_vmread(GUEST_IA32_DEBUGCTL);
	read_segment(&guest->es, GUEST_ES_SELECTOR, GUEST_ES_AR_BYTES,
		     GUEST_ES_BASE);
	read_segment(&guest->cs, GUEST_CS_SELECTOR, GUEST_CS_AR_BYTES,
		     GUEST_CS_BASE);
	read_segment(&guest->ss, GUEST_SS_SELECTOR, GUEST_SS_AR_BYTES,
		     GUEST_SS_BASE);
	read_segment(&guest->ds, GUEST_DS_SELECTOR, GUEST_DS_AR_BYTES,
		     GUEST_DS_BASE);
	read_segment(&guest->fs, GUEST_FS_SELECTOR, GUEST_FS_AR_BYTES,
		     GUEST_FS_BASE);
	read_segment(&guest->gs, GUEST_GS_SELECTOR, GUEST_GS_AR_BYTES,
		     GUEST_GS_BASE);
	read_segment(&guest->ldtr, GUEST_LDTR_SELECTOR, GUEST_LDTR_AR_BYTES,
		     GUEST_LDTR_BASE);
	read_segment(&guest->tr, GUEST_TR_SELECTOR, GUEST_TR_AR_BYTES,
		     GUEST_TR_BASE);
	guest->gdtr.base = hvp_vmread(GUEST_GDTR_BASE);
	guest->gdtr.limit = hvp_vmread(GUEST_GDTR_LIMIT);
	guest->idtr.base = hvp_vmread(GUEST_IDTR_BASE);
	guest->idtr.limit = hvp_vmread(GUEST_IDTR_LIMIT);
	guest->sysenter_cs = hvp_vmread(GUEST_SYSENTER_CS);
	guest->sysenter_esp = hvp_vmread(GUEST_SYSENTER_ESP);
	guest->sysenter_eip = hvp_vmread(GUEST_SYSENTER_EIP);
	/* Without these controls the guest's value stays in the MSR. */
	if (controls->exit & VM_EXIT_LOAD_IA32_EFER)
		guest->efer = hvp_vmread(GUEST_IA32_EFER);
	else
		hvp_rdmsr(MSR_EFER, &guest->efer);
	if (controls->exit & VM_EXIT_LOAD_IA32_PAT)
		guest->pat = hvp_vmread(GUEST_IA32_PAT);
	else
		hvp_rdmsr(MSR_IA32_CR_PAT, &guest->pat);
}

static __always_inline void fill_report(struct hv_report *report,
					const struct hv_guest_environment *guest,
					hv_action_t action)
{
	report->action = action;
	report->exit_reason = hvp_vmread(VM_EXIT_REASON);
	report->qualification = hvp_vmread(EXIT_QUALIFICATION);
	report->guest_linear = hvp_vmread(GUEST_LINEAR_ADDRESS);
	report->guest_physical = hvp_vmread(GUEST_PHYSICAL_ADDRESS);
	report->vectoring = hvp_vmread(IDT_VECTORING_INFO_FIELD);
	report->rip = guest->rip;
	report->rsp = guest->rsp;
	report->rflags = guest->rflags;
	report->cr0 = guest->cr0;
	report->cr3 = guest->cr3;
	report->cr4 = guest->cr4;
	report->cs = guest->cs.selector;
	report->cpl = CPL(guest->cs.selector);
}

static __always_inline void fill_frame(struct hv_leave_frame *frame,
				       const struct hv_regs *regs,
				       const struct hv_guest_environment *guest)
{
	frame->r15 = regs->r15;
	frame->r14 = regs->r14;
	frame->r13 = regs->r13;
	frame->r12 = regs->r12;
	frame->r11 = regs->r11;
	frame->r10 = regs->r10;
	frame->r9 = regs->r9;
	frame->r8 = regs->r8;
	frame->rdi = regs->rdi;
	frame->rsi = regs->rsi;
	frame->rbp = regs->rbp;
	frame->rbx = regs->rbx;
	frame->rdx = regs->rdx;
	frame->rcx = regs->rcx;
	frame->rax = regs->rax;
	frame->rip = guest->rip;
	frame->cs = guest->cs.selector;
	/*
	 * A refused entry may be due to RFLAGS. Bits that cannot have been
	 * otherwise: no virtual-8086 mode, and interrupts on in user mode.
	 */
	frame->rflags = guest->rflags & ~(u64)X86_EFLAGS_VM;
	if (CPL(guest->cs.selector) == 3)
		frame->rflags |= X86_EFLAGS_IF;
	frame->rsp = guest->rsp;
	frame->ss = guest->ss.selector;
}

/* What the guest is to find as if it had just happened; NO_VECTOR for nothing. */
static __always_inline u8 vector_to_deliver(const struct hv_cpu *cpu,
					    const struct hv_guest_environment *guest)
{
	u64 vectoring = cpu->report.vectoring;

	if (cpu->phase == HV_CPU_LAUNCHING)
		return NO_VECTOR;
	if ((vectoring & VECTORING_VALID_AND_TYPE) == VECTORING_EXTERNAL)
		return VECTORING_VECTOR(vectoring);
	/* Does nothing but enter: at most an EOI, with nothing in service. */
	if (cpu->pti && CPL(guest->cs.selector) == 3)
		return RESCHEDULE_VECTOR;
	return NO_VECTOR;
}

/*
 * Changes @frame from where the guest is to the handler of an interrupt, with
 * what the processor would have pushed on the handler's stack (SDM volume 3,
 * "64-Bit Mode Stack Frame"). On the guest's CR3, which is the kernel's.
 */
static __always_inline void deliver(struct hv_leave_frame *frame,
				    const struct hv_guest_environment *guest,
				    u8 vector)
{
	const gate_desc *gate = (gate_desc *)guest->idtr.base + vector;
	const struct x86_hw_tss *tss = (struct x86_hw_tss *)guest->tr.base;
	u64 *stack;

	if (gate->bits.ist)
		stack = (u64 *)tss->ist[gate->bits.ist - 1];
	else if (CPL(guest->cs.selector) == 3)
		stack = (u64 *)tss->sp0;
	else
		stack = (u64 *)frame->rsp;
	stack = (u64 *)((u64)stack & ~0xfULL);
	*--stack = frame->ss;
	*--stack = frame->rsp;
	*--stack = frame->rflags;
	*--stack = frame->cs;
	*--stack = frame->rip;
	frame->rip = gate->offset_low | (u64)gate->offset_middle << 16 |
		     (u64)gate->offset_high << 32;
	frame->cs = gate->segment;
	frame->rflags &= ~RFLAGS_OF_INTERRUPTED;
	frame->rsp = (u64)stack;
	frame->ss = __KERNEL_DS;
}

/*
 * IRET to user mode takes the shadow-stack pointer from an MSR, where the
 * guest's is in the processor: Linux has shadow stacks in user mode only.
 */
static __always_inline void
restore_shadow_stack(const struct hv_guest_environment *guest)
{
	u64 pointer;

	if (guest->cr4 & X86_CR4_CET && CPL(guest->cs.selector) == 3 &&
	    !hvp_try_vmread(HV_GUEST_SSP, &pointer))
		hvp_wrmsr(MSR_IA32_PL3_SSP, pointer);
}

static __always_inline struct hv_leave_frame *
leave(struct hv_vcpu *vcpu, enum hv_report_kind kind, hv_action_t action,
      u32 instruction_error)
{
	struct hv_cpu *cpu = vcpu->cpu;
	struct hv_guest_environment *guest = &cpu->native;
	u8 vector;

	/*
	 * Before the first entry the VMCS holds what a profile made of the
	 * state, possibly wrong; @native still holds the state itself.
	 */
	if (cpu->phase != HV_CPU_LAUNCHING)
		read_guest(guest, &vcpu->controls);
	fill_report(&cpu->report, guest, action);
	cpu->report.instruction_error = instruction_error;
	vector = vector_to_deliver(cpu, guest);
	restore_shadow_stack(guest);
	if (guest->cr3 & CR3_PTI_USER_TABLE && cpu->pti)
		guest->cr3 &= ~(CR3_PTI_USER_TABLE | CR3_PTI_USER_PCID);

	hv_vmclear(vcpu->vmcs);
	hv_vmxoff();
	cpu->vmx_users = 0;
	hv_restore_control_registers(guest);
	hv_restore_msrs(guest);
	hv_restore_segments(guest, cpu->gdt);
	hv_apic_return(cpu->apic, vcpu->held_vector, vcpu->held_nmi);
	vcpu->held_vector = 0;
	vcpu->held_nmi = false;
	fill_frame(&cpu->frame, &vcpu->regs, guest);
	if (vector != NO_VECTOR)
		deliver(&cpu->frame, guest, vector);
	WRITE_ONCE(cpu->phase, HV_CPU_NATIVE);
	/* Pairs with the watch's smp_load_acquire(). */
	smp_store_release(&cpu->report.kind, kind);
	hv_restore_debug(guest);
	return &cpu->frame;
}

noinstr struct hv_leave_frame *hv_leave(struct hv_vcpu *vcpu,
					hv_action_t action)
{
	enum hv_report_kind kind = HV_REPORT_ACTION;

	if (hvp_vmread(VM_EXIT_REASON) & HV_EXIT_REASON_ENTRY_FAILED) {
		kind = HV_REPORT_ENTRY;
		hv_snapshot_entry(vcpu->cpu->snapshot,
				  vcpu->cpu->phase == HV_CPU_LAUNCHING);
	} else if (HV_ACTION_WHAT(action) == HV_ACTION_STOP) {
		kind = HV_REPORT_STOP;
	} else if (HV_ACTION_WHAT(action) == HV_ACTION_FATAL) {
		kind = HV_REPORT_FATAL;
	}
	return leave(vcpu, kind, action, 0);
}

noinstr struct hv_leave_frame *hv_leave_failed_resume(struct hv_vcpu *vcpu,
						      u32 result)
{
	struct hv_snapshot *snapshot = vcpu->cpu->snapshot;

	hv_snapshot_instruction(snapshot, result, false);
	return leave(vcpu, HV_REPORT_INSTRUCTION, HV_ACTION_FATAL,
		     snapshot->instruction_error);
}
