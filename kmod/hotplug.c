// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs that come and go. One that comes while a profile is started is put
 * under it, or does not come online. One that goes leaves VMX first: it is
 * woken by INIT, which is an exit in non-root mode and lost in root mode.
 */
#include <linux/cpuhotplug.h>
#include <linux/irqflags.h>

#include "launch.h"
#include "machine.h"
#include "refuse.h"

/* On the CPU, in a kernel thread. */
static int prepare(struct hv_vm *vm, unsigned int id,
		   struct hvcore_refusal *refusal)
{
	int error;

	/* It was here before: its state and counters go on. */
	if (vm->cpus[id])
		return 0;
	error = hv_vm_add_cpu(vm, id, refusal);
	if (!error)
		error = hv_vm_check_cpu(vm, id, refusal);
	if (!error)
		error = hv_vm_add_vcpu(vm, id, refusal);
	if (error)
		hv_vm_remove_cpu(vm, id);
	return error;
}

static int online(unsigned int id)
{
	struct hvcore_refusal refusal = { 0 };
	struct hv_vm *vm;
	unsigned long flags;
	int error = 0;

	mutex_lock(&hv_machine.lock);
	vm = hv_machine.vm;
	if (hv_machine.state != HVCORE_STARTED)
		goto out;
	error = prepare(vm, id, &refusal);
	if (!error) {
		local_irq_save(flags);
		error = hv_cpu_start(vm->cpus[id]);
		local_irq_restore(flags);
		refusal = vm->cpus[id]->refusal;
		if (error)
			hv_machine_record_failures(&refusal);
	}
	if (error)
		pr_err("hvcore: CPU %u stays offline while %s is started: %s\n",
		       id, vm->profile->name, refusal.text);
out:
	mutex_unlock(&hv_machine.lock);
	return error;
}

static int offline(unsigned int id)
{
	struct hv_vm *vm;
	unsigned long flags;
	int error = 0;

	mutex_lock(&hv_machine.lock);
	vm = hv_machine.vm;
	if (hv_machine.state == HVCORE_STARTED && vm->cpus[id]) {
		local_irq_save(flags);
		error = hv_cpu_stop(vm->cpus[id]);
		local_irq_restore(flags);
	}
	mutex_unlock(&hv_machine.lock);
	return error;
}

int hv_hotplug_register(struct hvcore_refusal *refusal)
{
	int state;

	if (hv_refuse_injected(refusal, HV_FAULT_HOTPLUG, HV_FAULT_ANY_CPU))
		return -EIO;
	state = cpuhp_setup_state_nocalls_cpuslocked(CPUHP_AP_ONLINE_DYN,
						     "hvcore:online", online,
						     offline);
	if (state < 0) {
		hv_refuse(refusal, HVCORE_REFUSAL_NO_MEMORY, 0,
			  "no callback for CPU hotplug is to be had (error %d)",
			  state);
		return state;
	}
	hv_machine.hotplug_state = state;
	return 0;
}

void hv_hotplug_unregister(void)
{
	__cpuhp_remove_state_cpuslocked(hv_machine.hotplug_state, false);
}
