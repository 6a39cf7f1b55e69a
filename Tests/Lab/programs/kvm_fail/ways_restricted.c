// SPDX-License-Identifier: GPL-2.0-only
/* What KVM takes and passes on when its guests are not unrestricted, and when it pages for them. */
#include "kvm_fail.h"

#define HEALTHY_EDIT { PRIMARY_CONTROLS, '|', BIT(12) }
#define IOCTL(n, c, r, m, f, h) \
	{ .name = n, .rule = r, .mode = m, .config = c, .expected = FAIL_GUEST, .change = f, .how = h }

/* With conforming code, of which the emulator allows any RPL. */
static void other_rpl(struct machine *machine)
{
	machine->system.cs.type = 15;
	machine->system.ss.dpl = 3;
	machine->system.ss.selector |= 3;
}

static void data_rpl(struct machine *machine)
{
	machine->system.ds.selector |= 3;
}

static void stack_level(struct machine *machine)
{
	machine->system.cs.type = 15;
	machine->system.ss.dpl = 3;
}

static void data_as_code(struct machine *machine)
{
	machine->system.cs.type = 3;
}

static void code_of_both_sizes(struct machine *machine)
{
	machine->system.cs.db = 1;
}

static void base_not_canonical(struct machine *machine)
{
	machine->system.fs.base = NOT_CANONICAL;
}

static void reserved_flag(struct machine *machine)
{
	machine->registers.rflags |= BIT(15);
}

static const struct way restricted[] = {
	WAY_WITH("runs-long-restricted", RESTRICTED, 0, LONG, RUNS),
	WAY_WITH("healthy-long-restricted", RESTRICTED, 0, LONG, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("healthy-pae-restricted", RESTRICTED, 0, PAE, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("healthy-protected-restricted", RESTRICTED, 0, PROTECTED, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("healthy-real-restricted", RESTRICTED, 0, REAL, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("cr0-pg-restricted", RESTRICTED, 7001, PAE, FAIL_GUEST, { GUEST_CR0, '&', BUT(BIT(31)) }),
	IOCTL("ioctl-ss-rpl-restricted", RESTRICTED, 8003, LONG, other_rpl,
	      "KVM_SET_SREGS2: SS RPL 3 and DPL 3, with conforming CS of RPL 0"),
	IOCTL("ioctl-ds-rpl-restricted", RESTRICTED, 8093, LONG, data_rpl, "KVM_SET_SREGS2: DS RPL 3"),
	IOCTL("ioctl-ss-dpl-restricted", RESTRICTED, 8084, LONG, stack_level,
	      "KVM_SET_SREGS2: SS DPL 3, with conforming CS"),
	IOCTL("ioctl-cs-type-restricted", RESTRICTED, 8061, LONG, data_as_code, "KVM_SET_SREGS2: CS type 3"),
};

static const struct way no_ept[] = {
	WAY_WITH("runs-long-no-ept", NO_EPT, 0, LONG, RUNS),
	WAY_WITH("healthy-long-no-ept", NO_EPT, 0, LONG, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("healthy-pae-no-ept", NO_EPT, 0, PAE, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("healthy-protected-no-ept", NO_EPT, 0, PROTECTED, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("healthy-real-no-ept", NO_EPT, 0, REAL, HEALTHY, HEALTHY_EDIT),
	WAY_WITH("cr3-width-no-ept", NO_EPT, 7011, LONG, FAIL_GUEST, { GUEST_CR3, '|', TOO_WIDE }),
	{ .name = "vpid-0-no-ept", .rule = 2010, .mode = LONG, .config = NO_EPT, .needs = BIT(5),
	  .expected = FAIL_CONTROLS, .edits = { { VPID, '=', 0 } } },
	{ .name = "unrestricted-no-ept", .rule = 2307, .mode = LONG, .config = NO_EPT, .needs = BIT(7),
	  .expected = FAIL_CONTROLS, .edits = { { SECONDARY_CONTROLS, '|', BIT(7) } } },
	IOCTL("ioctl-cs-db-no-ept", NO_EPT, 8131, LONG, code_of_both_sizes, "KVM_SET_SREGS2: CS.D with CS.L"),
	IOCTL("ioctl-fs-base-no-ept", NO_EPT, 8024, LONG, base_not_canonical, "KVM_SET_SREGS2: FS base"),
	IOCTL("ioctl-rflags-no-ept", NO_EPT, 9003, PROTECTED, reserved_flag, "KVM_SET_REGS: RFLAGS bit 15"),
};

WAYS(restricted_ways, restricted);
WAYS(no_ept_ways, no_ept);
