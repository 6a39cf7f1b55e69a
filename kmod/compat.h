/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between the kernels that this is built for: 6.1 and 6.12
 * as Debian ships them. No other file looks at LINUX_VERSION_CODE.
 */
#ifndef HV_COMPAT_H
#define HV_COMPAT_H

#include <linux/version.h>
#include <linux/linkage.h>
#include <asm/unwind_hints.h>

#ifdef __ASSEMBLY__

/* Code that is entered with nothing above it on the stack. */
.macro HV_UNWIND_HINT_END
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	UNWIND_HINT_END_OF_STACK
#else
	UNWIND_HINT_EMPTY
#endif
.endm

#else

#include <linux/kmsg_dump.h>
#include <linux/reboot.h>
#include <linux/syscore_ops.h>
#include <asm/reboot.h>

/*
 * The emergency callback has one slot, which belongs to kvm_intel when that
 * is loaded; a start is refused then, so that the slot is free here. 7.2 took
 * the functions away.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
static inline void hv_compat_register_emergency(void (*callback)(void))
{
	cpu_emergency_register_virt_callback(callback);
}

static inline void hv_compat_unregister_emergency(void (*callback)(void))
{
	cpu_emergency_unregister_virt_callback(callback);
}
#else
static inline void hv_compat_register_emergency(void (*callback)(void)) { }
static inline void hv_compat_unregister_emergency(void (*callback)(void)) { }
#endif

/*
 * Before 6.6 an emergency restart runs that callback only if CPUID shows VMX,
 * which a hypervisor hides. So the CPU that restarts has to be out before Linux
 * looks: what dumps the kernel's log is called first. Later kernels look whether
 * there is a callback.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define HV_COMPAT_RESTART(name, on_restart)				\
static void name##_dump(struct kmsg_dumper *dumper,			\
			enum kmsg_dump_reason reason)			\
{									\
	if (reason == KMSG_DUMP_EMERG)					\
		on_restart();						\
}									\
static struct kmsg_dumper name = {					\
	.dump = name##_dump,						\
	.max_reason = KMSG_DUMP_EMERG,					\
}
#define hv_compat_register_restart	kmsg_dump_register
#define hv_compat_unregister_restart	kmsg_dump_unregister
#else
#define HV_COMPAT_RESTART(name, on_restart)				\
static void (*const name)(void) = on_restart
static inline void hv_compat_register_restart(void (*const *callback)(void)) { }
static inline void hv_compat_unregister_restart(void (*const *callback)(void)) { }
#endif

/*
 * struct syscore came with 6.18 and in the middle of the stable 6.12 series, so
 * that no version tells: Kbuild looks into the header.
 *
 * Return type and parameter of callbacks are those of the old interface.
 */
#ifdef HV_KERNEL_HAS_STRUCT_SYSCORE
#define HV_COMPAT_SYSCORE(name, on_suspend, on_resume, on_shutdown)	\
static int name##_suspend(void *data)					\
{									\
	return on_suspend();						\
}									\
static void name##_resume(void *data)					\
{									\
	on_resume();							\
}									\
static void name##_shutdown(void *data)					\
{									\
	on_shutdown();							\
}									\
static const struct syscore_ops name##_ops = {				\
	.suspend = name##_suspend,					\
	.resume = name##_resume,					\
	.shutdown = name##_shutdown,					\
};									\
static struct syscore name = { .ops = &name##_ops }
#define hv_compat_register_syscore	register_syscore
#define hv_compat_unregister_syscore	unregister_syscore
#else
#define HV_COMPAT_SYSCORE(name, on_suspend, on_resume, on_shutdown)	\
static struct syscore_ops name = {					\
	.suspend = on_suspend,						\
	.resume = on_resume,						\
	.shutdown = on_shutdown,					\
}
#define hv_compat_register_syscore	register_syscore_ops
#define hv_compat_unregister_syscore	unregister_syscore_ops
#endif

#endif /* __ASSEMBLY__ */
#endif /* HV_COMPAT_H */
