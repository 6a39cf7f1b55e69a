// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/msr-index.h>
#include <asm/vmx.h>

#include "guest.h"
#include "machine.h"
#include "profiles.h"
#include "refuse.h"

/* Exits between two looks at whether the process is wanted elsewhere. */
#define EXITS_AT_ONCE	64

/* Without these a guest could change what is Linux's. */
#define NEEDED_PIN	(PIN_BASED_EXT_INTR_MASK | PIN_BASED_NMI_EXITING)
#define NEEDED_PRIMARY	(CPU_BASED_CR8_LOAD_EXITING |			\
			 CPU_BASED_MOV_DR_EXITING)
#define ANY_IO		(CPU_BASED_UNCOND_IO_EXITING |			\
			 CPU_BASED_USE_IO_BITMAPS)
#define NEEDED_SECONDARY	HV_SECONDARY_EPT

static int check_controls(const struct hv_vm *vm)
{
	const struct hv_controls *controls = &vm->controls;

	if (!(~controls->pin & NEEDED_PIN) &&
	    !(~controls->primary & NEEDED_PRIMARY) &&
	    controls->primary & ANY_IO &&
	    !(~controls->secondary & NEEDED_SECONDARY) &&
	    !(controls->exit & VM_EXIT_ACK_INTR_ON_EXIT))
		return 0;
	pr_err("hvcore: %s does not isolate its guest: it needs external-interrupt, NMI, CR8-load, MOV-DR and I/O exiting and EPT, and no acknowledge interrupt on exit\n",
	       vm->profile->name);
	return -EOPNOTSUPP;
}

static int create_vcpu(struct hv_guest *guest, struct hvcore_refusal *refusal)
{
	struct hv_vm *vm = guest->vm;
	struct hv_cpu *cpu;
	unsigned int id;

	guest->vcpu = kzalloc(hv_alone_size(hv_vcpu_size(vm->profile)),
			      GFP_KERNEL);
	if (!guest->vcpu)
		return -ENOMEM;
	for (id = 0; id < nr_cpu_ids; id++) {
		cpu = vm->cpus[id];
		if (cpu)
			break;
	}
	return hv_vcpu_initialize(vm, guest->vcpu, cpu, &vm->memory, refusal);
}

static void destroy(struct hv_guest *guest)
{
	struct hv_page_source source;

	if (guest->vm) {
		source = hv_pages(&guest->vm->memory);
		hv_guest_memory_destroy(&guest->memory, &source);
	}
	if (guest->vcpu)
		hv_vcpu_release(guest->vcpu);
	kfree(guest->vcpu);
	hv_vm_destroy(guest->vm);
}

/* With cpus_read_lock(). */
static int create(struct hv_guest *guest, const struct hv_profile *profile,
		  struct hvcore_refusal *refusal)
{
	struct hv_page_source source;
	u64 capabilities;
	int error;

	guest->vm = hv_vm_create(profile, refusal);
	if (!guest->vm)
		return hv_refusal_error(refusal);
	error = check_controls(guest->vm);
	if (!error)
		error = create_vcpu(guest, refusal);
	if (error)
		return error;
	source = hv_pages(&guest->vm->memory);
	hv_capability(&guest->vm->capabilities, MSR_IA32_VMX_EPT_VPID_CAP,
		      &capabilities);
	error = hv_guest_memory_create(&guest->memory, capabilities, &source);
	if (error)
		return error;
	hv_guest_memory_state(&guest->vm->capabilities,
			      &guest->environment.guest);
	return 0;
}

static int load(struct hv_guest *guest,
		const struct hvcore_guest_run *argument)
{
	struct hv_guest_environment *state = &guest->environment.guest;

	if (copy_from_user(guest->memory.pages[HV_GUEST_CODE >> 12].words,
			   u64_to_user_ptr(argument->code),
			   argument->code_size))
		return -EFAULT;
	memcpy(guest->vcpu->regs.gpr, argument->regs,
	       sizeof(argument->regs));
	/* A stack pointer of 0 means the stack that is there. */
	if (argument->regs[4])
		state->rsp = argument->regs[4];
	return 0;
}

static void report(const struct hv_guest *guest,
		   struct hvcore_guest_run *argument)
{
	memcpy(argument->regs, guest->vcpu->regs.gpr, sizeof(argument->regs));
	argument->regs[4] = guest->rsp;
	argument->rip = guest->rip;
	argument->exit_reason = guest->exit_reason & 0xffff;
	argument->exits = guest->exits;
	argument->user_reason = 0;
	if (HV_ACTION_WHAT(guest->action) == HV_ACTION_USER)
		argument->user_reason = HV_ACTION_REASON(guest->action);
}

static int run(struct hv_guest *guest, u64 max_exits)
{
	int result = 0;

	while (!result) {
		if (guest->exits >= max_exits)
			return -ETIME;
		if (signal_pending(current))
			return -EINTR;
		cond_resched();
		result = hv_guest_run_some(guest,
					   min_t(u64, EXITS_AT_ONCE,
						 max_exits - guest->exits));
	}
	if (result < 0)
		return result;
	if (HV_ACTION_WHAT(guest->action) != HV_ACTION_FATAL)
		return 0;
	pr_err("hvcore: %s: the guest ended: exit reason %#x, RIP %#llx, reason %u\n",
	       guest->vm->profile->name, guest->exit_reason, guest->rip,
	       HV_ACTION_REASON(guest->action));
	return -EIO;
}

static int enter(void)
{
	int error = 0;

	mutex_lock(&hv_machine.lock);
	if (hv_machine.state == HVCORE_STARTED || hv_machine.guest_running)
		error = -EBUSY;
	else
		hv_machine.guest_running = true;
	mutex_unlock(&hv_machine.lock);
	return error;
}

static void leave(void)
{
	mutex_lock(&hv_machine.lock);
	hv_machine.guest_running = false;
	mutex_unlock(&hv_machine.lock);
}

int hv_guest_run(struct hvcore_guest_run *argument)
{
	const struct hv_profile *profile = hv_profile_find(argument->name);
	struct hvcore_refusal refusal = { 0 };
	struct hv_guest *guest;
	int error;

	if (!profile || profile->mode != HV_MODE_GUEST)
		return -ENOENT;
	guest = kzalloc(sizeof(*guest), GFP_KERNEL);
	if (!guest)
		return -ENOMEM;
	error = enter();
	if (error)
		goto out;
	cpus_read_lock();
	error = create(guest, profile, &refusal);
	cpus_read_unlock();
	if (refusal.code)
		pr_err("hvcore: %s: %s\n", profile->name, refusal.text);
	if (!error)
		error = load(guest, argument);
	if (!error) {
		error = run(guest, argument->max_exits);
		report(guest, argument);
	}
	destroy(guest);
	leave();
out:
	kfree(guest);
	return error;
}
