// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM, which cannot share VT-x with this module.
 *
 * CR4.VMXE shows KVM only while it has VMX on: from when kvm_intel is loaded
 * since 6.12, while a virtual machine exists before. So kvm_intel is looked
 * for by name. kvm.ko, which stays when kvm_intel could not be loaded, does
 * nothing by itself.
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include "fault.h"
#include "kvm.h"
#include "machine.h"
#include "refuse.h"

#define KVM_MODULE	"kvm_intel"

/* Between its notifications; under hv_machine.lock. */
static bool is_coming;

/*
 * find_module() is not exported, but every module has its place beside this
 * one in /sys/module, one that is built in too if it has parameters.
 */
static bool is_in_sysfs(void)
{
	struct kset *modules = THIS_MODULE->mkobj.kobj.kset;
	struct kobject *kvm = kset_find_obj(modules, KVM_MODULE);

	if (!kvm)
		return false;
	kobject_put(kvm);
	return true;
}

int hv_kvm_refuse(struct hvcore_refusal *refusal)
{
	if (!READ_ONCE(is_coming) && !is_in_sysfs())
		return 0;
	hv_refuse(refusal, HVCORE_REFUSAL_VMX_IN_USE, 0,
		  "KVM (kvm_intel) is loaded, and two cannot share VT-x; unload it (modprobe -r kvm_intel)");
	return -EBUSY;
}

/*
 * A kvm_intel that comes during a start could find VT-x in CPUID before, and
 * no VT-x after; one that comes before it has its place in /sys/module would
 * not be found. So it waits for a start to end, and a start knows of it.
 */
static int notify(struct notifier_block *block, unsigned long event,
		  void *data)
{
	const struct module *module = data;
	int result = NOTIFY_DONE;

	if (strcmp(module->name, KVM_MODULE))
		return NOTIFY_DONE;
	mutex_lock(&hv_machine.lock);
	if (event == MODULE_STATE_GOING) {
		is_coming = false;
	} else if (event == MODULE_STATE_COMING) {
		if (hv_machine.state == HVCORE_STARTED ||
		    hv_machine.guest_running) {
			pr_notice("hvcore: " KVM_MODULE " is not let in while VT-x is in use here; stop that first (hvctl stop)\n");
			result = notifier_from_errno(-EBUSY);
		} else {
			is_coming = true;
		}
	}
	mutex_unlock(&hv_machine.lock);
	return result;
}

static struct notifier_block notifier = {
	.notifier_call = notify,
};

int hv_kvm_init(void)
{
	if (hv_fault_injected(HV_FAULT_MODULE_KVM, HV_FAULT_ANY_CPU))
		return -EIO;
	return register_module_notifier(&notifier);
}

void hv_kvm_exit(void)
{
	unregister_module_notifier(&notifier);
}
