/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault injection: modprobe hvcore fail_cpu=1 fail_step=vmptrld makes that
 * step of a start fail on that CPU, so that the way back can be seen to work.
 */
#ifndef HV_FAULT_H
#define HV_FAULT_H

#include <linux/types.h>

/* In the order of a start. Each name is a value of the parameter. */
#define HV_FAULT_STEPS(STEP)						\
	/* On no CPU in particular: fail_cpu does not matter. */	\
	STEP(MODULE_DEVICE,	"device")				\
	STEP(MODULE_REBOOT,	"reboot-notifier")			\
	STEP(MODULE_KVM,	"kvm-notifier")				\
	STEP(ALLOC_VM,		"alloc-vm")				\
	STEP(ALLOC_STATE,	"alloc-vm-state")			\
	STEP(ALLOC_BITMAPS,	"alloc-bitmaps")			\
	STEP(ALLOC_EPT,		"alloc-ept")				\
	STEP(HOTPLUG,		"hotplug")				\
	/* For a CPU, before anything of it is touched. */		\
	STEP(PROBE,		"probe")				\
	STEP(NEGOTIATE,		"negotiate")				\
	STEP(ALLOC_CPU,		"alloc-cpu")				\
	STEP(ALLOC_PGD,		"alloc-pgd")				\
	STEP(ALLOC_VMCS,	"alloc-vmcs")				\
	STEP(ALLOC_STACK,	"alloc-stack")				\
	STEP(ALLOC_CPU_STATE,	"alloc-cpu-state")			\
	STEP(ALLOC_CPU_EPT,	"alloc-cpu-ept")			\
	/* On the CPU. */						\
	STEP(VMXON,		"vmxon")				\
	STEP(INVALIDATE,	"invalidate")				\
	STEP(VMCLEAR,		"vmclear")				\
	STEP(VMPTRLD,		"vmptrld")				\
	STEP(VMPTRST,		"vmptrst")				\
	STEP(CAPTURE,		"capture")				\
	STEP(SETUP,		"setup")				\
	/* Real ones: the processor itself refuses. */			\
	STEP(LAUNCH,		"launch")				\
	STEP(ENTRY,		"entry")

#define HV_FAULT_ENUM(symbol, name)	HV_FAULT_##symbol,
enum hv_fault_step {
	HV_FAULT_NO_STEP,
	HV_FAULT_STEPS(HV_FAULT_ENUM)
	HV_NR_FAULT_STEPS
};

/* For steps that belong to no CPU. */
#define HV_FAULT_ANY_CPU	(-1)

/**
 * hv_fault_injected() - whether a step is to fail
 * @step: the step
 * @cpu: where, or HV_FAULT_ANY_CPU
 *
 * May be called with interrupts off; not in root mode.
 */
bool hv_fault_injected(enum hv_fault_step step, int cpu);

/* Whether the parameter fail_cpu means this CPU; it does when it is -1. */
bool hv_fault_on_cpu(u32 cpu);

/* The step's name, as in the parameter. */
const char *hv_fault_name(enum hv_fault_step step);

#endif /* HV_FAULT_H */
