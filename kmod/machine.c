// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/module.h>
#include <linux/smp.h>

#include "failure.h"
#include "kvm.h"
#include "launch.h"
#include "machine.h"
#include "refuse.h"

struct hv_machine hv_machine = {
	.lock = __MUTEX_INITIALIZER(hv_machine.lock),
	.readable = __WAIT_QUEUE_HEAD_INITIALIZER(hv_machine.readable),
};

int hv_machine_init(void)
{
	int error;

	INIT_DELAYED_WORK(&hv_machine.watch, hv_watch_work);
	error = hv_kvm_init();
	if (error)
		return error;
	error = hv_power_init();
	if (error)
		hv_kvm_exit();
	return error;
}

void hv_machine_exit(void)
{
	/* A reference is held while started: all CPUs are native here. */
	cancel_delayed_work_sync(&hv_machine.watch);
	hv_power_exit();
	hv_kvm_exit();
	hv_machine_forget();
}

static void start_here(void *context)
{
	struct hv_vm *vm = context;

	hv_cpu_start(vm->cpus[smp_processor_id()]);
}

static void stop_here(void *context)
{
	struct hv_vm *vm = context;
	struct hv_cpu *cpu = vm->cpus[smp_processor_id()];

	if (cpu)
		hv_cpu_stop(cpu);
}

int hv_machine_stop_cpus(void)
{
	struct hv_vm *vm = hv_machine.vm;
	unsigned int id;
	int error = 0;

	lockdep_assert_held(&hv_machine.lock);
	on_each_cpu(stop_here, vm, true);
	for (id = 0; id < nr_cpu_ids; id++) {
		if (!vm->cpus[id] ||
		    READ_ONCE(vm->cpus[id]->phase) == HV_CPU_NATIVE)
			continue;
		pr_crit("hvcore: CPU %u: the hypervisor does not honour the hypercall to stop; the CPU is still under it\n",
			id);
		error = -EIO;
	}
	return error;
}

void hv_machine_ended(u32 state)
{
	lockdep_assert_held(&hv_machine.lock);
	hv_emergency_unregister();
	hv_hotplug_unregister();
	hv_machine.state = state;
	module_put(THIS_MODULE);
}

void hv_machine_forget(void)
{
	hv_vm_destroy(hv_machine.vm);
	hv_machine.vm = NULL;
	hv_machine.state = HVCORE_STOPPED;
}

void hv_machine_record_failures(struct hvcore_refusal *refusal)
{
	struct hv_vm *vm = hv_machine.vm;
	unsigned int id;

	lockdep_assert_held(&hv_machine.lock);
	for (id = 0; id < nr_cpu_ids; id++) {
		/* Pairs with the release in hv_snapshot_instruction(). */
		if (!vm->cpus[id] ||
		    !smp_load_acquire(&vm->cpus[id]->snapshot->kind))
			continue;
		hv_failure_record(vm->cpus[id], vm->profile);
		if (refusal && refusal->code == HVCORE_REFUSAL_ENTRY_FAILED &&
		    refusal->cpu == id)
			hv_failure_append(refusal->text);
	}
}

/* The first CPU that could not be started; all that could are stopped. */
static int check_started(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	unsigned int id;

	for_each_online_cpu(id) {
		if (!vm->cpus[id]->error)
			continue;
		*refusal = vm->cpus[id]->refusal;
		return vm->cpus[id]->error;
	}
	return 0;
}

static void announce(const struct hv_vm *vm)
{
	const struct hv_cpu *cpu = vm->cpus[cpumask_first(cpu_online_mask)];

	pr_info("hvcore: %s on %u CPUs; memory: %zu KiB a CPU, %zu KiB shared\n",
		vm->profile->name, num_online_cpus(), cpu->memory >> 10,
		vm->memory >> 10);
}

static int start_cpus(struct hv_vm *vm, struct hvcore_refusal *refusal)
{
	unsigned int id;
	int error;

	for_each_online_cpu(id) {
		error = hv_vm_add_vcpu(vm, id, refusal);
		if (error)
			return error;
	}
	error = hv_hotplug_register(refusal);
	if (error)
		return error;
	on_each_cpu(start_here, vm, true);
	error = check_started(vm, refusal);
	if (!error)
		return 0;
	if (hv_machine_stop_cpus())
		/* Nothing may be freed. The refusal says what went first. */
		return 0;
	hv_hotplug_unregister();
	return error;
}

static int start(const struct hv_profile *profile,
		 struct hvcore_refusal *refusal)
{
	struct hv_vm *vm;
	int error;

	if (hv_machine.state == HVCORE_STARTED || hv_machine.guest_running)
		return -EBUSY;
	/* The system goes down: nothing would stop it once more. */
	if (hv_machine.closing)
		return -ESHUTDOWN;
	hv_machine_forget();
	hv_machine.stop_text[0] = '\0';
	hv_machine.stop_cpu = 0;
	hv_machine.stop_exit_reason = 0;
	vm = hv_vm_create(profile, refusal);
	if (!vm)
		return hv_refusal_error(refusal);
	hv_machine.vm = vm;
	/* Before the first CPU enters VMX: a crash may come at any time. */
	hv_emergency_register();
	error = start_cpus(vm, refusal);
	if (error || refusal->code)
		hv_machine_record_failures(refusal);
	if (error) {
		hv_emergency_unregister();
		hv_machine_forget();
		return error;
	}
	hv_machine.state = HVCORE_STARTED;
	__module_get(THIS_MODULE);
	hv_watch_start();
	announce(vm);
	return refusal->code ? hv_refusal_error(refusal) : 0;
}

int hv_machine_start(const struct hv_profile *profile,
		     struct hvcore_refusal *refusal)
{
	int error;

	cpus_read_lock();
	mutex_lock(&hv_machine.lock);
	error = start(profile, refusal);
	mutex_unlock(&hv_machine.lock);
	cpus_read_unlock();
	return error;
}

static int stop(void)
{
	int error;

	if (!hv_machine.vm)
		return -ENOENT;
	if (hv_machine.state == HVCORE_STARTED) {
		error = hv_machine_stop_cpus();
		if (error)
			return error;
		hv_machine_ended(HVCORE_STOPPED);
	}
	hv_machine_forget();
	return 0;
}

int hv_machine_stop(void)
{
	int error;

	cpus_read_lock();
	mutex_lock(&hv_machine.lock);
	error = stop();
	mutex_unlock(&hv_machine.lock);
	cpus_read_unlock();
	return error;
}

void hv_machine_status(struct hvcore_status *status)
{
	const struct hv_vm *vm;
	const struct hv_cpu *cpu;
	unsigned int id;

	mutex_lock(&hv_machine.lock);
	vm = hv_machine.vm;
	status->state = hv_machine.state;
	status->stop_cpu = hv_machine.stop_cpu;
	status->stop_exit_reason = hv_machine.stop_exit_reason;
	strscpy(status->stop_text, hv_machine.stop_text,
		sizeof(status->stop_text));
	if (vm) {
		status->mode = vm->profile->mode;
		strscpy(status->name, vm->profile->name,
			sizeof(status->name));
	}
	for (id = 0; vm && id < nr_cpu_ids; id++) {
		cpu = vm->cpus[id];
		if (!cpu)
			continue;
		status->cpus += READ_ONCE(cpu->phase) == HV_CPU_GUEST;
		status->events_lost += hv_ring_lost(&cpu->ring);
	}
	mutex_unlock(&hv_machine.lock);
}

bool hv_machine_read_event(struct hvcore_event *event)
{
	struct hv_vm *vm = hv_machine.vm;
	unsigned int id;

	if (hv_failure_read_event(event))
		return true;
	for (id = 0; vm && id < nr_cpu_ids; id++)
		if (vm->cpus[id] && hv_ring_read(&vm->cpus[id]->ring, event))
			return true;
	return false;
}

bool hv_machine_has_event(void)
{
	const struct hv_vm *vm = hv_machine.vm;
	const struct hv_ring *ring;
	unsigned int id;

	if (hv_failure_has_event())
		return true;
	for (id = 0; vm && id < nr_cpu_ids; id++) {
		if (!vm->cpus[id])
			continue;
		ring = &vm->cpus[id]->ring;
		if (READ_ONCE(ring->head) != READ_ONCE(ring->tail))
			return true;
	}
	return false;
}
