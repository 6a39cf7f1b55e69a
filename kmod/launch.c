// SPDX-License-Identifier: GPL-2.0-only
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <asm/asm.h>
#include <asm/io.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/processor-flags.h>
#include <asm/vmx.h>

#include "break_entry.h"
#include "capture.h"
#include "entry.h"
#include "hypercalls.h"
#include "launch.h"
#include "refuse.h"
#include "root.h"
#include "vmx_ops.h"
#include "uapi/hvcore.h"

/* Types of INVEPT and INVVPID that leave nothing. */
#define INVEPT_ALL	2
#define INVVPID_ALL	2

static int fail_with(struct hv_cpu *cpu, const char *what,
		     enum hv_vmx_result how, u32 error)
{
	hv_refuse(&cpu->refusal, HVCORE_REFUSAL_UNDER_HYPERVISOR_FAULT,
		  cpu->id, "CPU %u: %s failed: %s, VM-instruction error %u",
		  cpu->id, what,
		  how == HV_VMX_FAULT ? "it faulted" :
		  how == HV_VMX_FAIL_VALID ? "VMfailValid" : "VMfailInvalid",
		  error);
	cpu->refusal.msr = error;
	return -EIO;
}

static int fail(struct hv_cpu *cpu, const char *what, enum hv_vmx_result how)
{
	/* There is an error number only while a VMCS is current. */
	return fail_with(cpu, what, how, how == HV_VMX_FAIL_VALID ?
			 hvp_vmread(VM_INSTRUCTION_ERROR) : 0);
}

static bool injected(struct hv_cpu *cpu, enum hv_fault_step step)
{
	return hv_refuse_injected(&cpu->refusal, step, cpu->id);
}

/*
 * Nothing may be left of an earlier use of VMX: the mappings of an EPTP or a
 * VPID survive VMXOFF (SDM volume 3, "Guidelines for Use of the INVVPID
 * Instruction").
 */
int hv_cpu_invalidate(struct hv_cpu *cpu)
{
	const struct hv_controls *controls = &cpu->controls;

	if (injected(cpu, HV_FAULT_INVALIDATE))
		return -EIO;
	if (controls->secondary & HV_SECONDARY_EPT && hvp_invept(INVEPT_ALL, 0))
		return fail(cpu, "INVEPT", HV_VMX_FAIL_INVALID);
	if (controls->secondary & HV_SECONDARY_VPID &&
	    hvp_invvpid(INVVPID_ALL, 0, 0))
		return fail(cpu, "INVVPID", HV_VMX_FAIL_INVALID);
	return 0;
}

int hv_cpu_load_vmcs(struct hv_cpu *cpu, u64 vmcs)
{
	enum hv_vmx_result result;

	if (injected(cpu, HV_FAULT_VMCLEAR))
		return -EIO;
	result = hv_vmclear(vmcs);
	if (result != HV_VMX_OK)
		return fail(cpu, "VMCLEAR", result);
	if (injected(cpu, HV_FAULT_VMPTRLD))
		return -EIO;
	result = hv_vmptrld(vmcs);
	if (result != HV_VMX_OK)
		return fail(cpu, "VMPTRLD", result);
	if (injected(cpu, HV_FAULT_VMPTRST))
		return -EIO;
	if (hv_vmptrst() != vmcs)
		return fail(cpu, "the self-check with VMPTRST",
			    HV_VMX_FAIL_INVALID);
	return 0;
}

static void prepare_environment(struct hv_cpu *cpu)
{
	struct hv_environment *environment = &cpu->environment;
	struct hv_vcpu *vcpu = cpu->vcpu;
	struct hv_vm *vm = vcpu->vm;

	hv_capture(&environment->guest);
	hv_root_environment(cpu, &environment->host);
	environment->host.rsp = (u64)vcpu;
	environment->host.rip = (u64)vm->profile->exit_entry;
	environment->msr_bitmap = __pa(vm->msr_bitmap);
	/* Linux's page of zeros: no port is intercepted by its number. */
	environment->io_bitmap_a = page_to_phys(ZERO_PAGE(0));
	environment->io_bitmap_b = environment->io_bitmap_a;
	environment->eptp = vcpu->ept ? vcpu->ept->eptp : 0;
	environment->vpid = vcpu->vpid;
}

/* Called by hv_launch(), which knows where the guest is to go on. */
void hv_launch_setup(struct hv_cpu *cpu, u64 rsp, u64 rip, u64 rflags)
{
	struct hv_environment *environment = &cpu->environment;

	environment->guest.rsp = rsp;
	environment->guest.rip = rip;
	environment->guest.rflags = rflags;
	/* Where a refused entry returns to, see leave(). */
	cpu->native = environment->guest;
	cpu->vcpu->vm->profile->setup_vmcs(cpu->vcpu, environment);
	/* Both make the processor itself refuse, for the way back from there. */
	if (hv_fault_injected(HV_FAULT_LAUNCH, cpu->id))
		hvp_vmwrite(HOST_CS_SELECTOR, 0);
	if (hv_fault_injected(HV_FAULT_ENTRY, cpu->id))
		hvp_vmwrite(GUEST_RFLAGS, 0);
	hv_break_entry(cpu->id);
}

static int refused_entry(struct hv_cpu *cpu)
{
	const struct hv_report *report = &cpu->report;

	hv_refuse(&cpu->refusal, HVCORE_REFUSAL_ENTRY_FAILED, cpu->id,
		  "CPU %u: the first VM entry ended in exit reason %#x, qualification %#llx: the guest state that the profile sets up is not valid",
		  cpu->id, report->exit_reason, report->qualification);
	cpu->refusal.msr = report->exit_reason;
	return -EIO;
}

static int launch(struct hv_cpu *cpu)
{
	enum hv_vmx_result result;

	if (injected(cpu, HV_FAULT_CAPTURE))
		return -EIO;
	prepare_environment(cpu);
	if (injected(cpu, HV_FAULT_SETUP))
		return -EIO;
	WRITE_ONCE(cpu->phase, HV_CPU_LAUNCHING);
	result = hv_launch(cpu);
	if (result != HV_VMX_OK) {
		hv_snapshot_instruction(cpu->snapshot, result, true);
		WRITE_ONCE(cpu->phase, HV_CPU_NATIVE);
		/* The field has that of a VMREAD of the snapshot by now. */
		fail_with(cpu, "VMLAUNCH", result,
			  cpu->snapshot->instruction_error);
		cpu->refusal.code = HVCORE_REFUSAL_ENTRY_FAILED;
		return -EIO;
	}
	/* Here the CPU is in non-root mode, or came back at once. */
	if (READ_ONCE(cpu->phase) != HV_CPU_LAUNCHING)
		return refused_entry(cpu);
	WRITE_ONCE(cpu->phase, HV_CPU_GUEST);
	return 0;
}

int hv_cpu_start(struct hv_cpu *cpu)
{
	int error;

	lockdep_assert_irqs_disabled();
	memset(&cpu->refusal, 0, sizeof(cpu->refusal));
	memset(&cpu->report, 0, sizeof(cpu->report));
	cpu->snapshot->kind = HVCORE_FAILURE_NONE;
	error = hv_cpu_vmx_get(cpu);
	if (error)
		goto out;
	error = hv_cpu_invalidate(cpu);
	if (!error)
		error = hv_cpu_load_vmcs(cpu, cpu->vcpu->vmcs);
	if (!error)
		error = launch(cpu);
	/* A failed entry left VMX already: by then there are no users. */
	if (error && cpu->vmx_users) {
		hv_vmclear(cpu->vcpu->vmcs);
		hv_cpu_vmx_put(cpu);
	}
out:
	cpu->error = error;
	return error;
}

void hv_cpu_abandon(struct hv_cpu *cpu)
{
	if (cpu->vcpu)
		hv_vmclear(cpu->vcpu->vmcs);
	/* An NMI may have come between setting CR4.VMXE and VMXON. */
	asm volatile("1: vmxoff\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : : : "cc", "memory");
	hvp_write_cr4(hvp_read_cr4() & ~X86_CR4_VMXE);
	cpu->vmx_users = 0;
	WRITE_ONCE(cpu->phase, HV_CPU_NATIVE);
}

/* What the runtime asks for is what the hypervisors answer. */
static_assert(HV_HYPERCALL_STOP == HVCORE_HYPERCALL_OBSERVER_STOP);
static_assert(HV_HYPERCALL_STOP == HVCORE_HYPERCALL_TUTORIAL_STOP);

int hv_cpu_stop(struct hv_cpu *cpu)
{
	u64 number = HV_HYPERCALL_STOP;

	lockdep_assert_irqs_disabled();
	if (READ_ONCE(cpu->phase) != HV_CPU_GUEST)
		return 0;
	/* A hypervisor that does not know the hypercall may inject #UD. */
	asm volatile("1: vmcall\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : "+a" (number)
		     : : "rcx", "rdx", "cc", "memory");
	return READ_ONCE(cpu->phase) == HV_CPU_NATIVE ? 0 : -EIO;
}
