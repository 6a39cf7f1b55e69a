/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_DEVICE_H
#define HV_DEVICE_H

#include <linux/fs.h>

int hv_device_register(void);
void hv_device_unregister(void);

/* The ioctls; see Generated/uapi/hvcore.h for what each does and returns. */
long hv_ioctl(struct file *file, unsigned int command, unsigned long argument);

#endif /* HV_DEVICE_H */
