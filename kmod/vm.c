// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <asm/msr-index.h>

#include "bitmaps.h"
#include "kvm.h"
#include "probe.h"
#include "refuse.h"
#include "state.h"
#include "vm.h"

#define IO_BITMAPS_ORDER	1
/* What most machines never use up; the watch adds to it where they do. */
#define EPT_POOL_PAGES		4

static int no_memory(struct hvcore_refusal *refusal, const char *what)
{
	hv_refuse(refusal, HVCORE_REFUSAL_NO_MEMORY, 0, "no memory for %s",
		  what);
	return -ENOMEM;
}

static int create_state(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	size_t size = hv_alone_size(vm->profile->vm_state_size);

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_STATE,
			       HV_FAULT_ANY_CPU))
		return -EIO;
	if (!vm->profile->vm_state_size)
		return 0;
	vm->state = kzalloc(size, GFP_KERNEL);
	if (!vm->state)
		return no_memory(refusal, "the hypervisor's state");
	vm->memory += size;
	hv_state_initialize(vm->profile, HV_STATE_VM, vm->state);
	return 0;
}

static int create_io_bitmaps(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	vm->io_bitmaps = (void *)__get_free_pages(GFP_KERNEL, IO_BITMAPS_ORDER);
	if (!vm->io_bitmaps)
		return no_memory(refusal, "the I/O bitmaps");
	vm->memory += PAGE_SIZE << IO_BITMAPS_ORDER;
	memset(vm->io_bitmaps, 0xff, PAGE_SIZE << IO_BITMAPS_ORDER);
	return 0;
}

static int create_bitmaps(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	const struct hv_profile *profile = vm->profile;
	unsigned int bad;

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_BITMAPS,
			       HV_FAULT_ANY_CPU))
		return -EIO;
	vm->msr_bitmap = (void *)get_zeroed_page(GFP_KERNEL);
	if (!vm->msr_bitmap)
		return no_memory(refusal, "the MSR bitmap");
	vm->memory += PAGE_SIZE;
	/* A guest of ours gets at no MSR and no port of Linux's. */
	if (profile->mode == HV_MODE_GUEST) {
		memset(vm->msr_bitmap, 0xff, HV_MSR_BITMAP_SIZE);
		return create_io_bitmaps(vm, refusal);
	}
	if (hv_msr_bitmap_build(vm->msr_bitmap, profile->msr_intercepts,
				profile->nr_msr_intercepts, &bad)) {
		hv_refuse(refusal, HVCORE_REFUSAL_MISSING_CAPABILITY, 0,
			  "the profile's MSR interception %u (from MSR %#x) has no place in the MSR bitmap",
			  bad, profile->msr_intercepts[bad].first);
		return -EOPNOTSUPP;
	}
	return 0;
}

static int add_ram(struct resource *resource, void *context)
{
	struct hv_physical_memory *ram = context;
	struct hv_physical_range *last;

	/* What does not fit is mapped when it is touched. */
	if (ram->nr_ranges == HV_MAX_RAM_RANGES)
		return 0;
	last = &ram->ranges[ram->nr_ranges++];
	last->start = resource->start;
	last->end = resource->end + 1;
	return 0;
}

static int create_ept(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	struct hv_page_source source = hv_pages(&vm->memory);
	u64 capabilities;
	int error;

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_EPT, HV_FAULT_ANY_CPU))
		return -EIO;
	hv_capability(&vm->capabilities, MSR_IA32_VMX_EPT_VPID_CAP,
		      &capabilities);
	error = hv_ept_create(&vm->ept, &vm->mtrr, capabilities,
			      vm->ram.ranges, vm->ram.nr_ranges, &source);
	if (error == -ENOMEM)
		return no_memory(refusal, "the EPT identity map");
	if (error)
		hv_refuse(refusal, HVCORE_REFUSAL_MISSING_CAPABILITY, 0,
			  "the EPT identity map cannot be built: %s (error %d)",
			  error == -ERANGE ?
			  "there is memory beyond what four levels can map" :
			  "the processor lacks what it needs", error);
	return error;
}

static int create_shared(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	int error = create_state(vm, refusal);

	if (!error)
		error = create_bitmaps(vm, refusal);
	if (!error && vm->profile->mode == HV_MODE_RUNNING_SYSTEM &&
	    vm->controls.secondary & HV_SECONDARY_EPT)
		error = create_ept(vm, refusal);
	return error;
}

struct hv_vm *hv_vm_create(const struct hv_profile *profile,
			   struct hvcore_refusal *refusal)
{
	struct hv_vm *vm = NULL;
	unsigned int id;

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_VM, HV_FAULT_ANY_CPU))
		return NULL;
	vm = kzalloc(struct_size(vm, cpus, nr_cpu_ids), GFP_KERNEL);
	if (!vm) {
		no_memory(refusal, "the machine");
		return NULL;
	}
	vm->memory = struct_size(vm, cpus, nr_cpu_ids);
	vm->profile = profile;
	for_each_online_cpu(id) {
		if (hv_vm_add_cpu(vm, id, refusal) ||
		    hv_vm_check_cpu(vm, id, refusal))
			goto fail;
	}
	if (hv_kvm_refuse(refusal))
		goto fail;
	vm->ram.offset = PAGE_OFFSET;
	walk_iomem_res_desc(IORES_DESC_NONE,
			    IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, 0, -1,
			    &vm->ram, add_ram);
	if (create_shared(vm, refusal))
		goto fail;
	return vm;
fail:
	hv_vm_destroy(vm);
	return NULL;
}

static void destroy_vcpu(struct hv_cpu *cpu)
{
	if (cpu->has_ept)
		hv_ept_cpu_destroy(&cpu->ept);
	cpu->has_ept = false;
	if (cpu->vcpu)
		hv_vcpu_release(cpu->vcpu);
	cpu->vcpu = NULL;
	if (cpu->stack)
		free_pages_exact(cpu->stack, cpu->stack_size);
	cpu->stack = NULL;
}

void hv_vm_remove_cpu(struct hv_vm *vm, u32 id)
{
	if (!vm->cpus[id])
		return;
	destroy_vcpu(vm->cpus[id]);
	hv_cpu_destroy(vm->cpus[id]);
	vm->cpus[id] = NULL;
}

void hv_vm_destroy(struct hv_vm *vm)
{
	unsigned int id;

	if (!vm)
		return;
	for (id = 0; id < nr_cpu_ids; id++)
		hv_vm_remove_cpu(vm, id);
	hv_ept_destroy(&vm->ept);
	free_pages((unsigned long)vm->io_bitmaps, IO_BITMAPS_ORDER);
	free_page((unsigned long)vm->msr_bitmap);
	kfree(vm->state);
	kfree(vm);
}

int hv_vm_add_cpu(struct hv_vm *vm, u32 id, struct hvcore_refusal *refusal)
{
	vm->cpus[id] = hv_cpu_create(id, refusal);
	return vm->cpus[id] ? 0 : hv_refusal_error(refusal);
}

struct probe {
	struct hv_cpu *cpu;
	const struct hv_profile *profile;
	int error;
};

static void probe_this_cpu(void *context)
{
	struct probe *probe = context;

	probe->error = hv_probe_cpu(probe->cpu, probe->profile);
}

/* The first CPU that was checked, other than @id. */
static struct hv_cpu *measure(struct hv_vm *vm, u32 id)
{
	unsigned int i;

	for (i = 0; i < nr_cpu_ids; i++)
		if (i != id && vm->cpus[i])
			return vm->cpus[i];
	return NULL;
}

int hv_vm_check_cpu(struct hv_vm *vm, u32 id, struct hvcore_refusal *refusal)
{
	struct hv_cpu *cpu = vm->cpus[id];
	struct hv_cpu *first = measure(vm, id);
	struct probe probe = { cpu, vm->profile };
	int error;

	error = smp_call_function_single(id, probe_this_cpu, &probe, true);
	if (error)
		hv_refuse(&cpu->refusal, HVCORE_REFUSAL_UNDER_HYPERVISOR_FAULT,
			  id, "CPU %u: cannot be reached (error %d)", id,
			  error);
	else
		error = probe.error;
	if (!error && first)
		error = hv_probe_compare(first, cpu);
	if (error) {
		*refusal = cpu->refusal;
		return error;
	}
	if (!first) {
		vm->controls = cpu->controls;
		vm->capabilities = cpu->capabilities;
		vm->mtrr = cpu->mtrr;
	}
	return 0;
}

static int create_stack(struct hv_vm *vm, struct hv_cpu *cpu,
			struct hvcore_refusal *refusal)
{
	size_t size = hv_stack_size(vm->profile);

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_STACK, cpu->id))
		return -EIO;
	cpu->stack = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO);
	if (!cpu->stack)
		return no_memory(refusal, "the root stack and the vcpu");
	cpu->stack_size = size;
	cpu->memory += size;
	*(u64 *)cpu->stack = HV_ROOT_STACK_CANARY;
	return 0;
}

static int create_cpu_ept(struct hv_vm *vm, struct hv_cpu *cpu,
			  struct hvcore_refusal *refusal)
{
	size_t shared = vm->memory;

	if (hv_refuse_injected(refusal, HV_FAULT_ALLOC_CPU_EPT, cpu->id))
		return -EIO;
	if (!(vm->controls.secondary & HV_SECONDARY_EPT))
		return 0;
	if (hv_ept_cpu_create(&cpu->ept, &vm->ept, EPT_POOL_PAGES))
		return no_memory(refusal, "a CPU's part of the EPT");
	cpu->has_ept = true;
	/* Counted as shared by the page source, which both have in common. */
	cpu->memory += vm->memory - shared;
	vm->memory = shared;
	cpu->vcpu->ept = &cpu->ept;
	return 0;
}

void hv_vm_grow_ept(struct hv_vm *vm, u32 id)
{
	struct hv_cpu *cpu = vm->cpus[id];
	size_t shared = vm->memory;

	if (!cpu->has_ept)
		return;
	/* Without memory the CPU goes on with what it has. */
	hv_ept_cpu_grow(&cpu->ept);
	cpu->memory += vm->memory - shared;
	vm->memory = shared;
}

int hv_vm_add_vcpu(struct hv_vm *vm, u32 id, struct hvcore_refusal *refusal)
{
	struct hv_cpu *cpu = vm->cpus[id];
	int error;

	error = create_stack(vm, cpu, refusal);
	if (error)
		return error;
	/* HOST_RSP: the stack grows down from here. */
	cpu->vcpu = cpu->stack + HV_ROOT_STACK_SIZE;
	error = hv_vcpu_initialize(vm, cpu->vcpu, cpu, &cpu->memory, refusal);
	if (!error)
		error = create_cpu_ept(vm, cpu, refusal);
	return error;
}
