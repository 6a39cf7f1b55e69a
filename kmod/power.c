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
#include <linux/preempt.h>
#include <linux/reboot.h>
#include <linux/smp.h>
#include <asm/processor-flags.h>

#include "compat.h"
#include "fault.h"
#include "launch.h"
#include "machine.h"

static int reboot(struct notifier_block *block, unsigned long event,
		  void *data)
{
	mutex_lock(&hv_machine.lock);
	hv_machine.closing = true;
	mutex_unlock(&hv_machine.lock);
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

/*
 * The NMI by which Linux stops the other CPUs may find one in root mode, where
 * VMCALL does nothing; a guest sees VMXE clear. Linux never returns from there,
 * so the guest is given up, and Linux ends on root mode's page tables, which
 * hold all of the kernel. INIT is lost while a CPU is in root mode, and with it
 * whatever is started afterwards.
 */
static bool is_root_mode(void)
{
	return hvp_read_cr4() & X86_CR4_VMXE;
}

static void emergency(void)
{
	struct hv_cpu *cpu = this_cpu();
	unsigned long flags;

	if (!cpu)
		return;
	local_irq_save(flags);
	if (is_root_mode())
		hv_cpu_abandon(cpu);
	else
		hv_cpu_stop(cpu);
	local_irq_restore(flags);
}

/* Linux does not come back from there, and may not move to another CPU. */
static void emergency_restart_here(void)
{
	preempt_disable();
	emergency();
}

HV_COMPAT_RESTART(restart, emergency_restart_here);

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
	/*
	 * Here and not at each start, since taking it back waits for a grace
	 * period of RCU. It finds no CPU while nothing is started.
	 */
	hv_compat_register_restart(&restart);
	return 0;
}

void hv_power_exit(void)
{
	hv_compat_unregister_restart(&restart);
	hv_compat_unregister_syscore(&power);
	unregister_reboot_notifier(&reboot_notifier);
}
