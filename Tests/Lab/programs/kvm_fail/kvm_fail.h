/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_FAIL_H
#define KVM_FAIL_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the guest is before something is broken. */
enum mode {
	REAL,
	VIRTUAL8086,
	PROTECTED,
	PAE,
	LONG,
	MODES
};

extern const char *const mode_names[MODES];

struct machine {
	int vcpu;
	struct kvm_run *run;
	enum mode mode;
	struct kvm_regs registers;
	struct kvm_sregs2 system;
	bool with_pdptes;
	struct kvm_vcpu_events events;
};

/* Ends the process when there is no such machine to be had. */
void machine_create(struct machine *machine, enum mode mode, bool with_apic);
/* Gives KVM the state that is in the structure. Return: 0, or an error number of the ioctl that refused it. */
int machine_set(struct machine *machine);
/* Return: an exit reason of KVM, or 0 when the guest still ran after a while. */
unsigned int machine_run(struct machine *machine);

/* How the module is to change a field; see hvbreak.c. */
struct edit {
	uint32_t field;
	char operation;
	uint64_t value;
};

#define EDITS 4

/* Hardware's reasons that KVM_EXIT_FAIL_ENTRY gives. */
#define FAIL_CONTROLS 7
#define FAIL_HOST 8
#define FAIL_GUEST 0x80000021
#define FAIL_MSRS 0x80000022
/* Not hardware's: the entry succeeded, because the emulator does not check the rule. */
#define ENTERS 1
/* The guest came as far as its OUT. */
#define RUNS 2
/* The guest's RDTSC exits, of which KVM knows nothing: it shows a healthy VMCS. */
#define HEALTHY 3

/* How KVM's module is loaded: as it comes, with unrestricted_guest=0, or with ept=0. */
enum config {
	UNRESTRICTED,
	RESTRICTED,
	NO_EPT,
	CONFIGS
};

extern const char *const config_names[CONFIGS];

/*
 * Beside bits of the secondary controls, for `needs`: not a processor that injects INT with a length of 0
 * (IA32_VMX_MISC[30]), or exceptions with and without an error code (IA32_VMX_BASIC[56]; the emulator looks at nothing
 * about codes then), or that has shadow stacks in the EPT (IA32_VMX_EPT_VPID_CAP[23]).
 */
#define NO_ZERO_LENGTH (1ull << 32)
#define NO_FREE_CODE (1ull << 33)
#define NO_EPT_SHADOW_STACK (1ull << 34)

struct way {
	const char *name;
	/* Of the VE code; 0 when none is broken. */
	unsigned int rule;
	enum mode mode;
	bool with_apic;
	enum config config;
	/* What the processor must have. */
	uint64_t needs;
	uint32_t expected;
	/* By the module, at the next entry; or */
	struct edit edits[EDITS];
	/* by ioctls, which `how` says. */
	void (*change)(struct machine *machine);
	const char *how;
};

struct ways {
	const struct way *first;
	size_t count;
};

extern const struct ways whole_ways, control_ways, injection_ways, host_ways, register_ways, segment_ways, state_ways,
	ioctl_ways, restricted_ways, no_ept_ways;

#define WAY(n, r, m, e, ...) { .name = n, .rule = r, .mode = m, .expected = e, .edits = { __VA_ARGS__ } }
#define WAY_WITH_APIC(n, r, m, e, ...) \
	{ .name = n, .rule = r, .mode = m, .with_apic = true, .expected = e, .edits = { __VA_ARGS__ } }
#define WAY_IF(n, needed, r, m, e, ...) \
	{ .name = n, .rule = r, .mode = m, .needs = needed, .expected = e, .edits = { __VA_ARGS__ } }
#define WAY_WITH(n, c, r, m, e, ...) \
	{ .name = n, .rule = r, .mode = m, .config = c, .expected = e, .edits = { __VA_ARGS__ } }
#define WAY_BY_IOCTL(n, r, m, e, c, h) { .name = n, .rule = r, .mode = m, .expected = e, .change = c, .how = h }

#define WAYS(name, list) const struct ways name = { list, sizeof(list) / sizeof(list[0]) }

/* Fields of a VMCS. */
enum {
	VPID = 0x0000,
	GUEST_ES_SELECTOR = 0x0800,
	GUEST_CS_SELECTOR = 0x0802,
	GUEST_SS_SELECTOR = 0x0804,
	GUEST_DS_SELECTOR = 0x0806,
	GUEST_LDTR_SELECTOR = 0x080c,
	GUEST_TR_SELECTOR = 0x080e,
	HOST_ES_SELECTOR = 0x0c00,
	HOST_CS_SELECTOR = 0x0c02,
	HOST_SS_SELECTOR = 0x0c04,
	HOST_DS_SELECTOR = 0x0c06,
	HOST_FS_SELECTOR = 0x0c08,
	HOST_GS_SELECTOR = 0x0c0a,
	HOST_TR_SELECTOR = 0x0c0c,
	IO_BITMAP_A = 0x2000,
	IO_BITMAP_B = 0x2002,
	MSR_BITMAP = 0x2004,
	EXIT_MSR_STORE = 0x2006,
	EXIT_MSR_LOAD = 0x2008,
	ENTRY_MSR_LOAD = 0x200a,
	PML_ADDRESS = 0x200e,
	VIRTUAL_APIC = 0x2012,
	APIC_ACCESS = 0x2014,
	VM_FUNCTIONS = 0x2018,
	EPT_POINTER = 0x201a,
	EPTP_LIST = 0x2024,
	VMREAD_BITMAP = 0x2026,
	VMWRITE_BITMAP = 0x2028,
	TSC_MULTIPLIER = 0x2032,
	LINK_POINTER = 0x2800,
	GUEST_DEBUGCTL = 0x2802,
	GUEST_PAT = 0x2804,
	GUEST_EFER = 0x2806,
	GUEST_PDPTE0 = 0x280a,
	GUEST_PDPTE1 = 0x280c,
	GUEST_PDPTE2 = 0x280e,
	GUEST_PDPTE3 = 0x2810,
	HOST_PAT = 0x2c00,
	HOST_EFER = 0x2c02,
	PIN_CONTROLS = 0x4000,
	PRIMARY_CONTROLS = 0x4002,
	CR3_TARGET_COUNT = 0x400a,
	EXIT_CONTROLS = 0x400c,
	EXIT_MSR_STORE_COUNT = 0x400e,
	EXIT_MSR_LOAD_COUNT = 0x4010,
	ENTRY_CONTROLS = 0x4012,
	ENTRY_MSR_LOAD_COUNT = 0x4014,
	INJECTED_EVENT = 0x4016,
	INJECTED_CODE = 0x4018,
	INJECTED_LENGTH = 0x401a,
	TPR_THRESHOLD = 0x401c,
	SECONDARY_CONTROLS = 0x401e,
	GUEST_CS_LIMIT = 0x4802,
	GUEST_SS_LIMIT = 0x4804,
	GUEST_DS_LIMIT = 0x4806,
	GUEST_FS_LIMIT = 0x4808,
	GUEST_TR_LIMIT = 0x480e,
	GUEST_GDTR_LIMIT = 0x4810,
	GUEST_IDTR_LIMIT = 0x4812,
	GUEST_ES_RIGHTS = 0x4814,
	GUEST_CS_RIGHTS = 0x4816,
	GUEST_SS_RIGHTS = 0x4818,
	GUEST_DS_RIGHTS = 0x481a,
	GUEST_FS_RIGHTS = 0x481c,
	GUEST_GS_RIGHTS = 0x481e,
	GUEST_LDTR_RIGHTS = 0x4820,
	GUEST_TR_RIGHTS = 0x4822,
	INTERRUPTIBILITY = 0x4824,
	ACTIVITY = 0x4826,
	GUEST_CR0 = 0x6800,
	GUEST_CR3 = 0x6802,
	GUEST_CR4 = 0x6804,
	GUEST_ES_BASE = 0x6806,
	GUEST_CS_BASE = 0x6808,
	GUEST_SS_BASE = 0x680a,
	GUEST_DS_BASE = 0x680c,
	GUEST_FS_BASE = 0x680e,
	GUEST_GS_BASE = 0x6810,
	GUEST_LDTR_BASE = 0x6812,
	GUEST_TR_BASE = 0x6814,
	GUEST_GDTR_BASE = 0x6816,
	GUEST_IDTR_BASE = 0x6818,
	GUEST_DR7 = 0x681a,
	GUEST_RFLAGS = 0x6820,
	PENDING_DEBUG = 0x6822,
	GUEST_SYSENTER_ESP = 0x6824,
	GUEST_SYSENTER_EIP = 0x6826,
	HOST_CR0 = 0x6c00,
	HOST_CR3 = 0x6c02,
	HOST_CR4 = 0x6c04,
	HOST_FS_BASE = 0x6c06,
	HOST_GS_BASE = 0x6c08,
	HOST_TR_BASE = 0x6c0a,
	HOST_GDTR_BASE = 0x6c0c,
	HOST_IDTR_BASE = 0x6c0e,
	HOST_SYSENTER_ESP = 0x6c10,
	HOST_SYSENTER_EIP = 0x6c12,
	HOST_RIP = 0x6c16,
};

#define BIT(n) (1ull << (n))
/* Everything but some bits, for `&`. */
#define BUT(bits) (~(uint64_t)(bits))
/* Bit 47 and nothing above is not canonical; bit 45 is beyond the physical addresses of every model. */
#define NOT_CANONICAL BIT(47)
#define TOO_WIDE BIT(45)
#define RFLAGS_IF 0x200

#endif
