// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

#include "device.h"
#include "machine.h"

static int __init hvcore_init(void)
{
	int error = hv_machine_init();

	if (error)
		return error;
	error = hv_device_register();
	if (error)
		hv_machine_exit();
	return error;
}

static void __exit hvcore_exit(void)
{
	hv_device_unregister();
	hv_machine_exit();
}

module_init(hvcore_init);
module_exit(hvcore_exit);
MODULE_DESCRIPTION("VT-x hypervisor core, generated from a description");
MODULE_LICENSE("GPL");
