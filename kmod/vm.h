/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine under a hypervisor: what its CPUs share. */
#ifndef HV_VM_H
#define HV_VM_H

#include "cpu.h"
#include "ept_guest.h"
#include "physical.h"
#include "profile.h"
#include "arch/controls.h"

/* VPID of the one guest there is; 0 is root mode's. */
#define HV_VPID		1

/* Bits of the secondary controls that the runtime acts on. */
#define HV_SECONDARY_EPT	BIT(HV_SECONDARY_EXEC_ENABLE_EPT_BIT)
#define HV_SECONDARY_VPID	BIT(HV_SECONDARY_EXEC_ENABLE_VPID_BIT)

/**
 * struct hv_vm - a machine under a hypervisor
 * @profile: the hypervisor
 * @controls: what negotiation chose, on the first CPU and so on all
 * @capabilities: VMX capability MSRs of the first CPU
 * @state: state that the profile declares per VM; NULL for none
 * @msr_bitmap: the MSR bitmap
 * @io_bitmaps: both I/O bitmaps of a guest, two pages; NULL in runningSystem
 *	mode, which intercepts no port by its number
 * @mtrr: memory types
 * @ept: what the CPUs share of the identity map; none when it has no pages
 * @ram: what is RAM, and where Linux maps it
 * @memory: bytes taken, without those of the CPUs
 * @cpus: by Linux's number; NULL where there is none
 */
struct hv_vm {
	const struct hv_profile *profile;
	struct hv_controls controls;
	struct hv_capabilities capabilities;
	void *state;
	void *msr_bitmap;
	void *io_bitmaps;
	struct hv_mtrr mtrr;
	struct hv_ept ept;
	struct hv_physical_memory ram;
	size_t memory;
	struct hv_cpu *cpus[];
};

/**
 * hv_vm_create() - what the CPUs share, for a profile
 * @profile: the hypervisor
 * @refusal: why not
 *
 * Probes every CPU, negotiates on each and allocates what is shared. No CPU
 * has a vcpu yet. Sleeps; the caller holds cpus_read_lock().
 *
 * Return: the machine, or NULL with @refusal filled in.
 */
struct hv_vm *hv_vm_create(const struct hv_profile *profile,
			   struct hvcore_refusal *refusal);

/* All CPUs must be out of VMX. @vm may be NULL. */
void hv_vm_destroy(struct hv_vm *vm);

/* Where pure code takes pages from; counts them at @memory. */
struct hv_page_source hv_pages(size_t *memory);

/**
 * hv_vm_add_cpu() - a CPU, with nothing but what VMX operation needs
 * @vm: the machine
 * @id: Linux's number
 * @refusal: why not
 *
 * Return: 0, or a negative error number with @refusal filled in.
 */
int hv_vm_add_cpu(struct hv_vm *vm, u32 id, struct hvcore_refusal *refusal);

/* The reverse of that and of hv_vm_add_vcpu(); the CPU must be out of VMX. */
void hv_vm_remove_cpu(struct hv_vm *vm, u32 id);

/**
 * hv_vm_check_cpu() - probe a CPU and negotiate on it
 * @vm: the machine; the first CPU that is checked becomes the measure
 * @id: Linux's number; a CPU that hv_vm_add_cpu() was called for
 * @refusal: why not
 *
 * Return: 0, or a negative error number with @refusal filled in.
 */
int hv_vm_check_cpu(struct hv_vm *vm, u32 id, struct hvcore_refusal *refusal);

/**
 * hv_vm_add_vcpu() - the vcpu of a CPU in runningSystem mode
 * @vm: the machine
 * @id: Linux's number of a CPU that was checked
 * @refusal: why not
 *
 * Return: 0, or a negative error number with @refusal filled in.
 */
int hv_vm_add_vcpu(struct hv_vm *vm, u32 id, struct hvcore_refusal *refusal);

/*
 * Gives a CPU that used up its pool for EPT more pages for it. Sleeps; the CPU
 * may be under the hypervisor.
 */
void hv_vm_grow_ept(struct hv_vm *vm, u32 id);

/**
 * hv_vcpu_initialize() - fill in a vcpu
 * @vm: its machine
 * @vcpu: all zero; followed by room for the profile's state
 * @cpu: where it runs
 * @memory: counts what is allocated
 *
 * Allocates the VMCS and the state per CPU and gives all declared state its
 * initial value.
 *
 * Return: 0 or -ENOMEM.
 */
int hv_vcpu_initialize(struct hv_vm *vm, struct hv_vcpu *vcpu,
		       struct hv_cpu *cpu, size_t *memory,
		       struct hvcore_refusal *refusal);

/* Frees what hv_vcpu_initialize() allocated. */
void hv_vcpu_release(struct hv_vcpu *vcpu);

/* Bytes that a vcpu takes, its declared state included: whole lines. */
static inline size_t hv_vcpu_size(const struct hv_profile *profile)
{
	return sizeof(struct hv_vcpu) +
	       HV_WHOLE_LINES(profile->vcpu_state_size);
}

/* Bytes of the root stack and the vcpu behind it, in pages of their own. */
static inline size_t hv_stack_size(const struct hv_profile *profile)
{
	size_t size = HV_ROOT_STACK_SIZE + hv_vcpu_size(profile);

	return (size + PAGE_SIZE - 1) & ~((size_t)PAGE_SIZE - 1);
}

/* The stack grows down from the vcpu, to the start of a page. */
static_assert(HV_ROOT_STACK_SIZE % PAGE_SIZE == 0);

#endif /* HV_VM_H */
