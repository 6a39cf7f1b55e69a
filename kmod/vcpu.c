// SPDX-License-Identifier: GPL-2.0-only
#include <linux/gfp.h>
#include <linux/slab.h>
#include <asm/msr-index.h>

#include "refuse.h"
#include "state.h"
#include "vm.h"

#define VMCS_REVISION	GENMASK(30, 0)

static int no_memory(struct hvcore_refusal *refusal, u32 cpu, const char *what)
{
	hv_refuse(refusal, HVCORE_REFUSAL_NO_MEMORY, cpu,
		  "CPU %u: no memory for %s", cpu, what);
	return -ENOMEM;
}

static int initialize_vmcs(struct hv_vm *vm, struct hv_vcpu *vcpu,
			   size_t *memory, struct hvcore_refusal *refusal)
{
	u64 basic;

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_VMCS, vcpu->cpu->id))
		return -EIO;
	vcpu->vmcs_page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!vcpu->vmcs_page)
		return no_memory(refusal, vcpu->cpu->id, "the VMCS");
	*memory += PAGE_SIZE;
	hv_capability(&vm->capabilities, MSR_IA32_VMX_BASIC, &basic);
	*(u32 *)vcpu->vmcs_page = basic & VMCS_REVISION;
	vcpu->vmcs = __pa(vcpu->vmcs_page);
	return 0;
}

static int initialize_cpu_state(struct hv_vm *vm, struct hv_vcpu *vcpu,
				size_t *memory, struct hvcore_refusal *refusal)
{
	size_t size = hv_alone_size(vm->profile->cpu_state_size);

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_CPU_STATE,
			       vcpu->cpu->id))
		return -EIO;
	if (!vm->profile->cpu_state_size)
		return 0;
	/* A line that two CPUs write to would go back and forth. */
	vcpu->cpu_state = kzalloc(size, GFP_KERNEL);
	if (!vcpu->cpu_state)
		return no_memory(refusal, vcpu->cpu->id,
				 "the hypervisor's state");
	*memory += size;
	return 0;
}

int hv_vcpu_initialize(struct hv_vm *vm, struct hv_vcpu *vcpu,
		       struct hv_cpu *cpu, size_t *memory,
		       struct hvcore_refusal *refusal)
{
	int error;

	vcpu->vm = vm;
	vcpu->vm_state = vm->state;
	vcpu->cpu = cpu;
	vcpu->controls = vm->controls;
	if (vm->controls.secondary & HV_SECONDARY_VPID)
		vcpu->vpid = HV_VPID;
	error = initialize_vmcs(vm, vcpu, memory, refusal);
	if (!error)
		error = initialize_cpu_state(vm, vcpu, memory, refusal);
	if (error) {
		hv_vcpu_release(vcpu);
		return error;
	}
	hv_state_initialize(vm->profile, HV_STATE_VCPU, hv_vcpu_state(vcpu));
	hv_state_initialize(vm->profile, HV_STATE_CPU, vcpu->cpu_state);
	return 0;
}

void hv_vcpu_release(struct hv_vcpu *vcpu)
{
	kfree(vcpu->cpu_state);
	vcpu->cpu_state = NULL;
	free_page((unsigned long)vcpu->vmcs_page);
	vcpu->vmcs_page = NULL;
}
