/* SPDX-License-Identifier: GPL-2.0-only */
/* What files of kmod take from it is in platform_host.h. */
