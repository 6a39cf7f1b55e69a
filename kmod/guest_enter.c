// SPDX-License-Identifier: GPL-2.0-only
/* Entering a vcpu of guest mode, and giving Linux back what exits took. */
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/fpu/api.h>
#include <asm/page.h>
#include <asm/special_insns.h>
#include <asm/vmx.h>

#include "break_entry.h"
#include "capture.h"
#include "entry.h"
#include "failure.h"
#include "guest.h"
#include "launch.h"
#include "restore.h"
#include "root.h"
#include "arch/exit_reasons.h"

#define INTERRUPTION_TYPE_AND_VECTOR	0x7ffu
#define INTERRUPTION_NMI		(2u << 8 | 2)

/*
 * Linux's state differs from CPU to CPU and from process to process, so the
 * host-state area is written again each time.
 */
static void write_host(const struct hv_host_environment *host)
{
	hvp_vmwrite(HOST_CR0, host->cr0);
	hvp_vmwrite(HOST_CR3, host->cr3);
	hvp_vmwrite(HOST_CR4, host->cr4);
	hvp_vmwrite(HOST_TR_SELECTOR, host->tr);
	hvp_vmwrite(HOST_FS_BASE, host->fs_base);
	hvp_vmwrite(HOST_GS_BASE, host->gs_base);
	hvp_vmwrite(HOST_TR_BASE, host->tr_base);
	hvp_vmwrite(HOST_GDTR_BASE, host->gdtr_base);
	hvp_vmwrite(HOST_IDTR_BASE, host->idtr_base);
	hvp_vmwrite(HOST_IA32_SYSENTER_CS, host->sysenter_cs);
	hvp_vmwrite(HOST_IA32_SYSENTER_ESP, host->sysenter_esp);
	hvp_vmwrite(HOST_IA32_SYSENTER_EIP, host->sysenter_eip);
}

static void prepare(struct hv_guest *guest, struct hv_cpu *cpu)
{
	struct hv_environment *environment = &guest->environment;

	hv_root_environment(cpu, &environment->host);
	/* Here Linux itself is root mode. */
	environment->host.cr3 = __native_read_cr3();
	environment->host.rip = (u64)hv_guest_exit;
	if (guest->is_set_up) {
		write_host(&environment->host);
		return;
	}
	environment->msr_bitmap = __pa(guest->vm->msr_bitmap);
	environment->io_bitmap_a = __pa(guest->vm->io_bitmaps);
	environment->io_bitmap_b = environment->io_bitmap_a + PAGE_SIZE;
	environment->eptp = guest->memory.ept.eptp;
	environment->vpid = guest->vcpu->vpid;
	guest->vm->profile->setup_vmcs(guest->vcpu, environment);
	guest->is_set_up = true;
}

/* The event of this exit is Linux's own. Return: whether it was one. */
static bool serve_host(u32 reason)
{
	u32 event;

	/* Taken when interrupts go on again. */
	if (reason == EXIT_REASON_EXTERNAL_INTERRUPT)
		return true;
	if (reason != EXIT_REASON_EXCEPTION_NMI)
		return false;
	event = hvp_vmread(VM_EXIT_INTR_INFO);
	if ((event & INTERRUPTION_TYPE_AND_VECTOR) != INTERRUPTION_NMI)
		return false;
	/* NMIs are blocked until the IRET of Linux's handler. */
	asm volatile("int $2");
	return true;
}

/* VMCS current. Return: as hv_guest_run_some(). */
static int run_current(struct hv_guest *guest, struct hv_cpu *cpu, u64 limit)
{
	bool launched = false;
	bool host;
	u32 result;

	while (limit--) {
		if (!launched)
			hv_break_entry(cpu->id);
		result = hv_guest_enter(guest->vcpu, launched);
		if (result != HV_VMX_OK) {
			hv_snapshot_instruction(cpu->snapshot, result,
						!launched);
			pr_err("hvcore: %s: VM entry failed, VM-instruction error %u\n",
			       guest->vm->profile->name,
			       cpu->snapshot->instruction_error);
			return -EIO;
		}
		guest->exits++;
		guest->exit_reason = hvp_vmread(VM_EXIT_REASON);
		if (guest->exit_reason & HV_EXIT_REASON_ENTRY_FAILED)
			hv_snapshot_entry(cpu->snapshot, !launched);
		launched = true;
		host = serve_host(guest->exit_reason);
		guest->action = guest->vm->profile->handle_exit(guest->vcpu,
								guest->exit_reason);
		if (guest->action != HV_ACTION_RESUME)
			return 1;
		if (host)
			return 0;
	}
	return 0;
}

static int run_on(struct hv_guest *guest, struct hv_cpu *cpu, u64 limit)
{
	u64 vmcs = guest->vcpu->vmcs;
	int result;

	cpu->snapshot->kind = HVCORE_FAILURE_NONE;
	result = hv_cpu_vmx_get(cpu);
	if (result)
		return result;
	result = hv_cpu_invalidate(cpu);
	if (!result)
		result = hv_cpu_load_vmcs(cpu, vmcs);
	if (!result) {
		hv_capture(&cpu->native);
		guest->vcpu->cpu = cpu;
		prepare(guest, cpu);
		result = run_current(guest, cpu, limit);
		guest->rip = hvp_vmread(GUEST_RIP);
		guest->rsp = hvp_vmread(GUEST_RSP);
		hv_restore_segments(&cpu->native, cpu->gdt);
		hv_restore_debug(&cpu->native);
	}
	hv_vmclear(vmcs);
	hv_cpu_vmx_put(cpu);
	return result;
}

int hv_guest_run_some(struct hv_guest *guest, u64 limit)
{
	struct hv_cpu *cpu;
	unsigned long flags;
	int result = -ENXIO;

	/* The guest may use the FPU, whatever CR0.TS says. */
	kernel_fpu_begin();
	local_irq_save(flags);
	cpu = guest->vm->cpus[smp_processor_id()];
	/* A CPU that came online since has no VMXON region. */
	if (cpu)
		result = run_on(guest, cpu, limit);
	local_irq_restore(flags);
	kernel_fpu_end();
	if (result < 0 && cpu && cpu->refusal.code)
		pr_err("hvcore: %s: %s\n", guest->vm->profile->name,
		       cpu->refusal.text);
	if (cpu && cpu->snapshot->kind)
		hv_failure_record(cpu, guest->vm->profile);
	return result;
}
