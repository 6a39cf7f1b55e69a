// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every handler of every hypervisor, on whatever the VMCS, the MSRs, CPUID, the
 * registers, the declared state and the guest's memory hold. The natives are
 * kmod's own. A handler may do what its IR says and nothing else, and must end
 * in an action that its IR has; a native may do what it declares.
 */
#include "driver.h"
#include "handlers/bench.h"
#include "arch/vmcs_fields.h"

#define NO_HANDLER	HV_ACTION(HV_ACTION_FATAL, 1)

/* What dispatch must do with all 32 bits of a reason. */
static const struct declared_handler *
find_handler(const struct hv_profile *profile, u32 reason)
{
	unsigned int i;

	for (i = 0; i < declared_nr_handlers; i++)
		if (declared_handlers[i].profile == profile &&
		    declared_handlers[i].reason == (reason & 0x8000ffff))
			return &declared_handlers[i];
	return NULL;
}

/*
 * Through the exit entry. A stub that gives up has only read, and the C
 * handler starts from the guest's registers.
 */
static hv_action_t run_entry(struct bench *bench)
{
	u64 rsp = bench->before.regs.gpr[4];

	if (driver_enter_stub(bench->vcpu, bench->profile->exit_entry) ==
	    DRIVER_FAST) {
		memcpy(bench->vcpu->regs.gpr, driver_gpr, sizeof(driver_gpr));
		bench->vcpu->regs.gpr[4] = rsp;
		return HV_ACTION_RESUME;
	}
	driver_gpr[4] = rsp;
	if (driver_rsp != (u64)bench->vcpu)
		machine_fail("leaves RSP changed on the slow path");
	if (memcmp(driver_gpr, bench->before.regs.gpr, sizeof(driver_gpr)))
		machine_fail("leaves registers changed on the slow path");
	if (machine_has_effects())
		machine_fail("has effects before the slow path");
	bench->vcpu->regs = bench->before.regs;
	return bench->profile->handle_exit(bench->vcpu,
					   hvp_vmread(HV_VM_EXIT_REASON));
}

static void check_memory(const struct bench *bench, const u8 *before)
{
	if (!machine_changed_memory() &&
	    memcmp(before, bench->memory, BENCH_MEMORY_SIZE))
		machine_fail("changes memory of the guest");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 memory[BENCH_MEMORY_SIZE];
	struct input input = { data, size };
	const struct declared_handler *handler =
		&declared_handlers[take(&input, 2) % declared_nr_handlers];
	const struct hv_profile *profile = handler->profile;
	unsigned int choice = take(&input, 1);
	u32 reason = handler->reason;
	struct bench bench;
	hv_action_t action;
	u64 seed;

	if (choice < 16)
		reason |= (u32)take(&input, 2) << 16;
	else if (choice < 24)
		reason = take(&input, 4);
	handler = find_handler(profile, reason);
	seed = take(&input, 2);
	bench_open(&bench, profile, handler, &input, seed);
	memcpy(memory, bench.memory, sizeof(memory));
	machine_begin(handler, bench.vcpu, reason, &input, seed);
	if (profile->exit_entry && handler && handler->stub && choice & 1)
		action = run_entry(&bench);
	else
		action = profile->handle_exit(bench.vcpu,
					      hvp_vmread(HV_VM_EXIT_REASON));
	if (handler ? !declared_has(handler->actions, action) :
		      action != NO_HANDLER)
		machine_fail("returns 0x%x for reason 0x%x", action, reason);
	bench_check(&bench, handler);
	check_memory(&bench, memory);
	bench_close(&bench);
	return 0;
}
