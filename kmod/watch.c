// SPDX-License-Identifier: GPL-2.0-only
/*
 * The watch: ten times a second it looks whether a CPU left by itself, in
 * which case it says why and asks the others to leave too. Root mode cannot
 * print, wake or send anything, so somebody has to look.
 */
#include <linux/cpu.h>
#include <linux/jiffies.h>
#include <linux/smp.h>

#include "machine.h"

#define WATCH_PERIOD	(HZ / 10)

#define BASIC_EXIT_REASON(reason)	((reason) & 0xffff)

/* Valid, and not an external interrupt, which the leave path delivers. */
#define VECTORING_VALID			BIT_ULL(31)
#define VECTORING_TYPE			GENMASK_ULL(10, 8)

static const char *const kinds[] = {
	[HV_REPORT_NONE] = "not under the hypervisor",
	[HV_REPORT_STOP] = "stopped by a handler",
	[HV_REPORT_FATAL] = "fatal",
	[HV_REPORT_ENTRY] = "VM entry refused",
	[HV_REPORT_INSTRUCTION] = "VMRESUME failed",
	[HV_REPORT_ACTION] = "a handler returned no disposition",
};

/* Why, in the words of the profile. */
static const char *reason_text(const struct hv_profile *profile,
			       const struct hv_report *report)
{
	u32 reason = HV_ACTION_REASON(report->action);

	if (reason == HV_REASON_MISSING_FLUSH)
		return "a handler did not flush what it made wrong";
	if (!reason || reason >= profile->nr_stop_reasons ||
	    !profile->stop_reasons[reason])
		return "no reason given";
	return profile->stop_reasons[reason];
}

static void log_report(const struct hv_cpu *cpu,
		       const struct hv_report *report, const char *text)
{
	pr_err("hvcore: %s\n", text);
	pr_err("hvcore: CPU %u: RSP %#llx RFLAGS %#llx CS %#x CR0 %#llx CR3 %#llx CR4 %#llx\n",
	       cpu->id, report->rsp, report->rflags, report->cs, report->cr0,
	       report->cr3, report->cr4);
	pr_err("hvcore: CPU %u: guest-linear %#llx guest-physical %#llx VM-instruction error %u\n",
	       cpu->id, report->guest_linear, report->guest_physical,
	       report->instruction_error);
	if (report->vectoring & VECTORING_VALID &&
	    report->vectoring & VECTORING_TYPE)
		pr_err("hvcore: CPU %u: an event was being delivered; an NMI is lost, an exception happens again: IDT-vectoring information %#llx\n",
		       cpu->id, report->vectoring);
}

static void describe(const struct hv_profile *profile,
		     const struct hv_cpu *cpu, u32 kind)
{
	const struct hv_report *report = &cpu->report;
	u32 reason = BASIC_EXIT_REASON(report->exit_reason);
	const char *name = hv_exit_reason_name(reason);

	hv_machine.stop_cpu = cpu->id;
	hv_machine.stop_exit_reason = reason;
	scnprintf(hv_machine.stop_text, sizeof(hv_machine.stop_text),
		  "CPU %u: %s: %s; exit reason %u (%s), qualification %#llx, RIP %#llx, CPL %u, VM-instruction error %u",
		  cpu->id, kinds[kind], reason_text(profile, report), reason,
		  name ?: "unknown", report->qualification, report->rip,
		  report->cpl, report->instruction_error);
	log_report(cpu, report, hv_machine.stop_text);
}

/* A CPU that could not be put back after suspend has a refusal. */
static void describe_absence(const struct hv_cpu *cpu)
{
	hv_machine.stop_cpu = cpu->id;
	scnprintf(hv_machine.stop_text, sizeof(hv_machine.stop_text),
		  "CPU %u is not under the hypervisor any more: %s", cpu->id,
		  cpu->error ? cpu->refusal.text : "nothing is known of it");
	pr_err("hvcore: %s\n", hv_machine.stop_text);
}

static void check_stack(const struct hv_cpu *cpu)
{
	if (READ_ONCE(*(u64 *)cpu->stack) != HV_ROOT_STACK_CANARY)
		pr_crit_once("hvcore: CPU %u: the root stack overflowed: memory below it was overwritten\n",
			     cpu->id);
}

/* The first CPU that is not under the hypervisor; @kind says why. */
static const struct hv_cpu *find_absent(const struct hv_vm *vm, u32 *kind)
{
	const struct hv_cpu *cpu;
	unsigned int id;

	for_each_online_cpu(id) {
		cpu = vm->cpus[id];
		if (!cpu)
			continue;
		check_stack(cpu);
		/* Pairs with the release in root mode. */
		*kind = smp_load_acquire(&cpu->report.kind);
		if (*kind || READ_ONCE(cpu->phase) != HV_CPU_GUEST)
			return cpu;
	}
	return NULL;
}

static void grow_epts(struct hv_vm *vm)
{
	unsigned int id;

	for_each_online_cpu(id)
		if (vm->cpus[id])
			hv_vm_grow_ept(vm, id);
}

/* Return: whether to look again. */
static bool look(void)
{
	struct hv_vm *vm = hv_machine.vm;
	const struct hv_cpu *absent;
	u32 kind;

	if (hv_machine.state != HVCORE_STARTED)
		return false;
	if (hv_machine_has_event())
		wake_up_interruptible(&hv_machine.readable);
	absent = find_absent(vm, &kind);
	if (!absent) {
		grow_epts(vm);
		return true;
	}
	if (kind)
		describe(vm->profile, absent, kind);
	else
		describe_absence(absent);
	/* If one does not leave, ask again. */
	if (hv_machine_stop_cpus())
		return true;
	hv_machine_record_failures(NULL);
	hv_machine_ended(HVCORE_FAILED);
	pr_err("hvcore: all CPUs are native again\n");
	return false;
}

void hv_watch_work(struct work_struct *work)
{
	bool again;

	cpus_read_lock();
	mutex_lock(&hv_machine.lock);
	again = look();
	mutex_unlock(&hv_machine.lock);
	cpus_read_unlock();
	if (again)
		hv_watch_start();
}

void hv_watch_start(void)
{
	schedule_delayed_work(&hv_machine.watch, WATCH_PERIOD);
}
