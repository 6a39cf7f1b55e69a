// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways out of the running kernel. With CR4.VMXE hidden, Linux does not run
 * VMXOFF for us at reboot, kexec, crash or suspend; each has its answer here:
 *
 *  - reboot, power-off and kexec: the reboot notifier stops everything;
 *  - a crash or an emergency restart: Linux runs the emergency callback on
 *    each CPU, possibly in an NMI, before anything needs VMX to be off;
 *  - suspend and hibernation: the other CPUs go through CPU hotplug; the last
 *    one leaves in the syscore operation and is put back by it at resume.
 */
#include <linux/irqflags.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/smp.h>

#include "compat.h"
#include "fault.h"
#include "launch.h"
#include "machine.h"

static int reboot(struct notifier_block *block, unsigned long event,
		  void *data)
{
	hv_machine_stop();
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = {
	.notifier_call = reboot,
};

/* This CPU's, while a profile is started; interrupts are off. */
static struct hv_cpu *this_cpu(void)
{
	struct hv_vm *vm = READ_ONCE(hv_machine.vm);

	return vm ? vm->cpus[raw_smp_processor_id()] : NULL;
}

static void emergency(void)
{
	struct hv_cpu *cpu = this_cpu();

	if (cpu)
		hv_cpu_stop(cpu);
}

void hv_emergency_register(void)
{
	hv_compat_register_emergency(emergency);
}

void hv_emergency_unregister(void)
{
	hv_compat_unregister_emergency(emergency);
}

static int suspend(void)
{
	struct hv_cpu *cpu = this_cpu();

	if (cpu && hv_machine.state == HVCORE_STARTED)
		return hv_cpu_stop(cpu);
	return 0;
}

/* If it does not start again, the watch finds it and stops the others. */
static void resume(void)
{
	struct hv_cpu *cpu = this_cpu();

	if (cpu && hv_machine.state == HVCORE_STARTED)
		hv_cpu_start(cpu);
}

static void shutdown_this_cpu(void *context)
{
	emergency();
}

/* For a shutdown that came past the reboot notifier. */
static void shutdown(void)
{
	on_each_cpu(shutdown_this_cpu, NULL, true);
}

HV_COMPAT_SYSCORE(power, suspend, resume, shutdown);

int hv_power_init(void)
{
	int error;

	if (hv_fault_injected(HV_FAULT_MODULE_REBOOT, HV_FAULT_ANY_CPU))
		return -EIO;
	error = register_reboot_notifier(&reboot_notifier);
	if (error)
		return error;
	hv_compat_register_syscore(&power);
	return 0;
}

void hv_power_exit(void)
{
	hv_compat_unregister_syscore(&power);
	unregister_reboot_notifier(&reboot_notifier);
}
