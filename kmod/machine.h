/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one machine that this kernel runs on, and its life cycle: started,
 * stopped, or stopped by itself. CPUs that come and go, suspend, reboot and
 * crash are all seen to here.
 *
 * Locks: cpus_read_lock(), then the machine's own; never the other way round,
 * because the CPU hotplug callbacks take the machine's with the first held.
 */
#ifndef HV_MACHINE_H
#define HV_MACHINE_H

#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "vm.h"

/**
 * struct hv_machine - the machine
 * @lock: of everything below
 * @state: enum hvcore_state
 * @vm: what is started; kept after a failure, so that it can be looked at
 * @guest_running: a vcpu of guest mode exists; excludes a start
 * @closing: the system goes down; excludes a start
 * @hotplug_state: of the CPU hotplug callbacks, while started
 * @watch: looks for CPUs that left by themselves
 * @readable: for poll
 * @stop_cpu: CPU that the report is about
 * @stop_exit_reason: its basic exit reason
 * @stop_text: the report; empty for none
 */
struct hv_machine {
	struct mutex lock;
	u32 state;
	struct hv_vm *vm;
	bool guest_running;
	bool closing;
	int hotplug_state;
	struct delayed_work watch;
	wait_queue_head_t readable;
	u32 stop_cpu;
	u32 stop_exit_reason;
	char stop_text[HVCORE_TEXT_LEN];
};

extern struct hv_machine hv_machine;

int hv_machine_init(void);
void hv_machine_exit(void);

/**
 * hv_machine_start() - put every CPU under a profile
 * @profile: the profile
 * @refusal: why not
 *
 * Return: 0; -EBUSY when something is started or a vcpu of guest mode runs;
 * or another negative error number with @refusal filled in.
 */
int hv_machine_start(const struct hv_profile *profile,
		     struct hvcore_refusal *refusal);

/**
 * hv_machine_stop() - give every CPU back
 *
 * After a failure this forgets what was kept.
 *
 * Return: 0; -ENOENT when nothing is started; -EIO when a CPU did not leave.
 */
int hv_machine_stop(void);

/* Fills in all of @status but its size. */
void hv_machine_status(struct hvcore_status *status);

/**
 * hv_machine_read_event() - take the oldest event of the first CPU that has one
 * @event: where to
 *
 * With hv_machine.lock held. Return: whether there was one.
 */
bool hv_machine_read_event(struct hvcore_event *event);

/* Whether there is an event to read. With hv_machine.lock held. */
bool hv_machine_has_event(void);

/*
 * The inner part, for the files of the life cycle; with cpus_read_lock() (or
 * its equal in a hotplug callback) and hv_machine.lock held.
 */

/* Return: 0, or -EIO when a CPU is still under the hypervisor. */
int hv_machine_stop_cpus(void);

/* All CPUs are native: the machine is @state now and can be unloaded. */
void hv_machine_ended(u32 state);

/*
 * The VM entries that failed on CPUs of the machine, which are native again:
 * why. The text of @refusal, when it is about one of them, gets the rule.
 */
void hv_machine_record_failures(struct hvcore_refusal *refusal);

/* Frees what hv_machine_ended() kept. */
void hv_machine_forget(void);

/* Callbacks of CPU hotplug, of reboot, of a crash and of suspend. */
int hv_hotplug_register(struct hvcore_refusal *refusal);
void hv_hotplug_unregister(void);
int hv_power_init(void);
void hv_power_exit(void);
void hv_emergency_register(void);
void hv_emergency_unregister(void);

/* The watch: starts looking, and what it does each time. */
void hv_watch_start(void);
void hv_watch_work(struct work_struct *work);

#endif /* HV_MACHINE_H */
