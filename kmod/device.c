// SPDX-License-Identifier: GPL-2.0-only
/* /dev/hvcore. */
#include <linux/capability.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "device.h"
#include "fault.h"
#include "machine.h"

static int open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return stream_open(inode, file);
}

static ssize_t read(struct file *file, char __user *buffer, size_t size,
		    loff_t *position)
{
	struct hvcore_event event;
	size_t done = 0;
	int error = 0;

	if (size < sizeof(event))
		return -EINVAL;
	if (mutex_lock_interruptible(&hv_machine.lock))
		return -EINTR;
	while (size - done >= sizeof(event) && hv_machine_read_event(&event)) {
		if (copy_to_user(buffer + done, &event, sizeof(event))) {
			error = -EFAULT;
			break;
		}
		done += sizeof(event);
	}
	mutex_unlock(&hv_machine.lock);
	return done ?: error;
}

static __poll_t poll(struct file *file, poll_table *wait)
{
	__poll_t mask = 0;

	poll_wait(file, &hv_machine.readable, wait);
	mutex_lock(&hv_machine.lock);
	if (hv_machine_has_event())
		mask = EPOLLIN | EPOLLRDNORM;
	mutex_unlock(&hv_machine.lock);
	return mask;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.open = open,
	.read = read,
	.poll = poll,
	.unlocked_ioctl = hv_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hvcore",
	.mode = 0600,
	.fops = &operations,
};

int hv_device_register(void)
{
	if (hv_fault_injected(HV_FAULT_MODULE_DEVICE, HV_FAULT_ANY_CPU))
		return -EIO;
	return misc_register(&device);
}

void hv_device_unregister(void)
{
	misc_deregister(&device);
}
