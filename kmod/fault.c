// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "fault.h"
#include "poison.h"

#define HV_FAULT_NAME(symbol, name)	[HV_FAULT_##symbol] = name,
static const char *const names[HV_NR_FAULT_STEPS] = {
	[HV_FAULT_NO_STEP] = "",
	HV_FAULT_STEPS(HV_FAULT_NAME)
};

static int fail_cpu = HV_FAULT_ANY_CPU;
module_param(fail_cpu, int, 0600);
MODULE_PARM_DESC(fail_cpu, "CPU on which fail_step fails; -1: the first");

static int fail_step;

static int fail_step_set(const char *value, const struct kernel_param *param)
{
	int step = sysfs_match_string(names, value);

	if (step < 0) {
		pr_err("hvcore: fail_step: no step of that name\n");
		return step;
	}
	WRITE_ONCE(fail_step, step);
	return 0;
}

static int fail_step_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", names[READ_ONCE(fail_step)]);
}

static const struct kernel_param_ops fail_step_ops = {
	.set = fail_step_set,
	.get = fail_step_get,
};
module_param_cb(fail_step, &fail_step_ops, NULL, 0600);
MODULE_PARM_DESC(fail_step, "step of a start that fails, for tests");

#ifdef HV_POISON
bool hv_poison_forget_flush;
module_param_named(forget_flush, hv_poison_forget_flush, bool, 0600);
MODULE_PARM_DESC(forget_flush, "leave flushes out, for tests");
#endif

bool hv_fault_injected(enum hv_fault_step step, int cpu)
{
	int wanted = READ_ONCE(fail_cpu);

	if (likely(READ_ONCE(fail_step) != step))
		return false;
	return cpu == HV_FAULT_ANY_CPU || wanted == HV_FAULT_ANY_CPU ||
	       wanted == cpu;
}

bool hv_fault_on_cpu(u32 cpu)
{
	int wanted = READ_ONCE(fail_cpu);

	return wanted == HV_FAULT_ANY_CPU || wanted == cpu;
}

const char *hv_fault_name(enum hv_fault_step step)
{
	return names[step];
}
