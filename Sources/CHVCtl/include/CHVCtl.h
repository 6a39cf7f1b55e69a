/* SPDX-License-Identifier: GPL-2.0-only */
/* What hvctl needs of the processor and of Linux that Swift has no word for. */
#ifndef CHVCTL_H
#define CHVCTL_H

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attempt.h"
#include "interruption.h"
#include "survival.h"

/**
 * struct hvctl_cpuid - what CPUID returned
 * @eax: EAX
 * @ebx: EBX
 * @ecx: ECX
 * @edx: EDX
 */
struct hvctl_cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* Executes CPUID on the CPU that the thread happens to run on. */
static inline struct hvctl_cpuid hvctl_cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct hvctl_cpuid result;

	__asm__ volatile("cpuid"
			 : "=a"(result.eax), "=b"(result.ebx),
			   "=c"(result.ecx), "=d"(result.edx)
			 : "a"(leaf), "c"(subleaf));
	return result;
}

/**
 * hvctl_finit_module() - load a kernel module
 * @fd: the file, not compressed
 * @parameters: name=value, apart by blanks
 *
 * Return: 0, or a negative error number.
 */
static inline int hvctl_finit_module(int fd, const char *parameters)
{
	return syscall(SYS_finit_module, fd, parameters, 0) ? -errno : 0;
}

/**
 * hvctl_delete_module() - unload a kernel module
 * @name: its name
 * @flags: O_NONBLOCK to fail when it is in use
 *
 * Return: 0, or a negative error number.
 */
static inline int hvctl_delete_module(const char *name, unsigned int flags)
{
	return syscall(SYS_delete_module, name, flags) ? -errno : 0;
}

#endif /* CHVCTL_H */
