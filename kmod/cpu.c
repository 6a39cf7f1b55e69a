// SPDX-License-Identifier: GPL-2.0-only
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <asm/apicdef.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/fixmap.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "cpu.h"
#include "refuse.h"
#include "root.h"
#include "vmx_ops.h"

/* Bits 30:0 of IA32_VMX_BASIC go to the start of VMXON region and VMCS. */
#define VMCS_REVISION		GENMASK(30, 0)

struct hv_cpu *hv_cpu_create(u32 id, struct hvcore_refusal *refusal)
{
	struct hv_cpu *cpu;

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_CPU, id))
		return NULL;
	/* From the page allocator's direct map, see cpu.h. */
	cpu = kzalloc_node(sizeof(*cpu), GFP_KERNEL, cpu_to_node(id));
	if (!cpu)
		goto no_memory;
	cpu->snapshot = kzalloc_node(sizeof(*cpu->snapshot), GFP_KERNEL,
				     cpu_to_node(id));
	if (!cpu->snapshot)
		goto no_snapshot;
	cpu->id = id;
	cpu->memory = sizeof(*cpu) + sizeof(*cpu->snapshot);
	cpu->ring.cpu = id;
	cpu->gdt = get_cpu_gdt_rw(id);
	cpu->apic = (volatile void *)APIC_BASE;
	cpu->pti = boot_cpu_has(X86_FEATURE_PTI);
	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_PGD, id)) {
		hv_cpu_destroy(cpu);
		return NULL;
	}
	if (hv_root_create(cpu))
		goto no_snapshot;
	return cpu;
no_snapshot:
	kfree(cpu->snapshot);
	kfree(cpu);
no_memory:
	hv_refuse(refusal, HVCORE_REFUSAL_NO_MEMORY, id,
		  "CPU %u: no memory for its VMXON region and root page tables",
		  id);
	return NULL;
}

void hv_cpu_destroy(struct hv_cpu *cpu)
{
	if (!cpu)
		return;
	hv_root_destroy(cpu);
	kfree(cpu->snapshot);
	kfree(cpu);
}

static int refuse_vmxon(struct hv_cpu *cpu, enum hv_vmx_result how)
{
	hv_refuse(&cpu->refusal, HVCORE_REFUSAL_UNDER_HYPERVISOR_FAULT,
		  cpu->id, "CPU %u: VMXON failed: %s", cpu->id,
		  how == HV_VMX_FAULT ? "it faulted" : "VMfail");
	return -EIO;
}

int hv_cpu_vmx_get(struct hv_cpu *cpu)
{
	enum hv_vmx_result result;
	u64 basic, cr4;

	lockdep_assert_irqs_disabled();
	if (cpu->vmx_users) {
		cpu->vmx_users++;
		return 0;
	}
	/* Checked where it counts: on the hardware, with interrupts off. */
	cr4 = hvp_read_cr4();
	if (cr4 & X86_CR4_VMXE) {
		hv_refuse(&cpu->refusal, HVCORE_REFUSAL_VMX_IN_USE, cpu->id,
			  "CPU %u: CR4.VMXE is set: another hypervisor uses VT-x; unload it (modprobe -r kvm_intel)",
			  cpu->id);
		return -EBUSY;
	}
	if (hv_refuse_injected(&cpu->refusal, HV_FAULT_VMXON, cpu->id))
		return -EIO;
	hvp_rdmsr(MSR_IA32_VMX_BASIC, &basic);
	*(u32 *)cpu->vmxon = basic & VMCS_REVISION;
	/* Raw: Linux is never to know, see FIELD-NOTES, Linux 1. */
	hvp_write_cr4(cr4 | X86_CR4_VMXE);
	result = hv_vmxon(cpu->vmxon_physical);
	if (result != HV_VMX_OK) {
		hvp_write_cr4(cr4);
		return refuse_vmxon(cpu, result);
	}
	cpu->vmx_users = 1;
	return 0;
}

void hv_cpu_vmx_put(struct hv_cpu *cpu)
{
	lockdep_assert_irqs_disabled();
	if (WARN_ON_ONCE(!cpu->vmx_users) || --cpu->vmx_users)
		return;
	hv_vmxoff();
	hvp_write_cr4(hvp_read_cr4() & ~X86_CR4_VMXE);
}
