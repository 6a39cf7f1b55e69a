/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The poison build, for tests: `make module POISON=1`. What the manual leaves
 * undefined is random, what a simulated processor does too well is undone, and
 * what would only be missed on silicon ends fatally.
 *
 *  - VM-exit information that an exit does not define reads as anything.
 *  - Bit BS of the pending debug exceptions is cleared at the exit of an
 *    instruction, as on a processor that leaves it to the hypervisor, and at an
 *    EPT violation, where the emulator sets it too early.
 *  - Translations that a handler has made wrong must be flushed before entry.
 *  - NMIs are unblocked after an exit for one, as VM entry does on a processor
 *    and not in the emulator.
 *
 * Stubs are skipped there: the C of the same handlers runs.
 */
#ifndef HV_POISON_H
#define HV_POISON_H

/* For a report: not among the reasons of any profile. */
#define HV_REASON_MISSING_FLUSH	0xffffffu

#ifdef HV_POISON

struct hv_vcpu;

/*
 * Flushes that are asked for are left out, so that the missing ones can be
 * seen to be noticed: parameter forget_flush.
 */
extern bool hv_poison_forget_flush;

static __always_inline bool hv_poison_forgets(void)
{
	return *(volatile bool *)&hv_poison_forget_flush;
}

/**
 * hv_poison() - what a handler gets for a field
 * @encoding: of the field
 * @value: what is in it
 *
 * Return: @value, or anything where the exit leaves the field undefined.
 */
u64 hv_poison(u32 encoding, u64 value);

/* Before the handler of an exit. */
void hv_poison_begin(struct hv_vcpu *vcpu);

/* After it, when the guest is to go on. Return: an hv_action_t. */
u32 hv_poison_end(struct hv_vcpu *vcpu);

/**
 * struct hv_poison_state - of one exit
 * @reason: the exit reason
 * @qualification: as the processor gave it
 * @rip: of the guest
 * @cr0: of the guest at the exit
 * @cr3: likewise
 * @cr4: likewise
 * @ept_changes: how often the EPT lost an entry until the exit
 * @flushed_linear: whether INVVPID was executed since
 * @flushed_ept: whether INVEPT was executed since
 */
struct hv_poison_state {
	u32 reason;
	u64 qualification;
	u64 rip;
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 ept_changes;
	bool flushed_linear;
	bool flushed_ept;
};

#else

#define hv_poison(encoding, value)	(value)
#define hv_poison_forgets()		false

#endif /* HV_POISON */
#endif /* HV_POISON_H */
