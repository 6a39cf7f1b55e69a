// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs generated handlers on a simulated machine: states come in on standard
 * input, what became of them goes out on standard output. The other half is
 * Tests/DifferentialTests, which runs the same states through the interpreter.
 */
#include <stdio.h>
#include <stdlib.h>

#include "driver.h"
#include "profile.h"
#include "sim.h"
#include "arch/vmcs_fields.h"

#define STACK_SIZE	65536

/* One vcpu with all declared state, and what it was before the run. */
struct bench {
	const struct hv_profile *profile;
	void *block;
	struct hv_vcpu *vcpu;
	size_t state_size;
	u8 *initial;
	u8 *final;
};

static void fail(const char *what)
{
	fprintf(stderr, "driver: %s\n", what);
	exit(2);
}

static void *allocate(size_t size)
{
	void *memory = aligned_alloc(64, (size + 63) & ~63ul);

	if (!memory)
		fail("out of memory");
	memset(memory, 0, size);
	return memory;
}

/* The scopes one behind the other, each at a multiple of 8. */
static size_t padded(size_t size)
{
	return (size + 7) & ~7ul;
}

static void *scope_state(struct bench *bench, u8 scope)
{
	switch (scope) {
	case HV_STATE_VCPU:
		return hv_vcpu_state(bench->vcpu);
	case HV_STATE_CPU:
		return bench->vcpu->cpu_state;
	default:
		return bench->vcpu->vm_state;
	}
}

static void put(u8 *place, unsigned int size, u64 value)
{
	memcpy(place, &value, size);
}

static void copy_state(struct bench *bench, u8 *to)
{
	const struct hv_profile *profile = bench->profile;

	memset(to, 0, bench->state_size);
	memcpy(to, hv_vcpu_state(bench->vcpu), profile->vcpu_state_size);
	to += padded(profile->vcpu_state_size);
	memcpy(to, bench->vcpu->cpu_state, profile->cpu_state_size);
	to += padded(profile->cpu_state_size);
	memcpy(to, bench->vcpu->vm_state, profile->vm_state_size);
}

/*
 * Exact sizes, so that the sanitizer sees a write behind the state. The stub's
 * stack lies below the vcpu.
 */
static void open_bench(struct bench *bench, const struct hv_profile *profile)
{
	bench->profile = profile;
	bench->block = allocate(STACK_SIZE + HV_VCPU_STATE +
				profile->vcpu_state_size);
	bench->vcpu = (void *)((u8 *)bench->block + STACK_SIZE);
	bench->vcpu->cpu_state = allocate(profile->cpu_state_size);
	bench->vcpu->vm_state = allocate(profile->vm_state_size);
	bench->state_size = padded(profile->vcpu_state_size) +
			    padded(profile->cpu_state_size) +
			    padded(profile->vm_state_size);
	bench->initial = allocate(bench->state_size);
	bench->final = allocate(bench->state_size);
}

static void reset_state(struct bench *bench)
{
	const struct hv_profile *profile = bench->profile;
	unsigned int i, j;

	for (i = 0; i < profile->nr_variables; i++) {
		const struct hv_state_variable *variable =
			&profile->variables[i];
		u8 *base = (u8 *)scope_state(bench, variable->scope) +
			   variable->offset;

		for (j = 0; j < variable->count; j++)
			put(base + j * variable->size, variable->size,
			    variable->initial);
	}
}

static void set_control_word(struct hv_controls *controls, u64 word, u64 value)
{
	if (word >= HV_NR_CONTROL_WORDS)
		fail("no such control word");
	hv_controls_set_word(controls, word, value);
}

static void set_element(struct bench *bench, const struct sim_override *set)
{
	const struct hv_state_variable *variable;

	if (set->key >= bench->profile->nr_variables)
		fail("no such state variable");
	variable = &bench->profile->variables[set->key];
	if (set->index >= variable->count)
		fail("no such element of a state variable");
	put((u8 *)scope_state(bench, variable->scope) + variable->offset +
		    set->index * variable->size,
	    variable->size, set->value);
}

/* What sim_begin() does not know of: registers, controls, declared state. */
static void prepare(struct bench *bench, u64 seed,
		    const struct sim_override *overrides, size_t count)
{
	struct hv_vcpu *vcpu = bench->vcpu;
	size_t i;

	for (i = 0; i < 16; i++)
		vcpu->regs.gpr[i] = sim_oracle(seed, DRIVER_REGISTER, i, 0);
	memset(&vcpu->controls, 0, sizeof(vcpu->controls));
	reset_state(bench);
	for (i = 0; i < count; i++) {
		const struct sim_override *set = &overrides[i];

		if (set->kind == DRIVER_REGISTER && set->key < 16)
			vcpu->regs.gpr[set->key] = set->value;
		else if (set->kind == DRIVER_STATE)
			set_element(bench, set);
		else if (set->kind == DRIVER_CONTROLS)
			set_control_word(&vcpu->controls, set->key, set->value);
	}
	copy_state(bench, bench->initial);
}

static void write_words(const void *words, size_t size)
{
	if (size && fwrite(words, size, 1, stdout) != 1)
		fail("cannot write");
}

static u32 exit_reason(void)
{
	return hvp_vmread(HV_VM_EXIT_REASON);
}

/* What C keeps, as numbers of registers. */
static const unsigned int kept[] = { 3, 5, 12, 13, 14, 15 };

/*
 * The handler that the exit path came to. With the light entry the vcpu does
 * not have what C keeps, so that nothing is to look there.
 */
static hv_action_t call_handler(struct bench *bench,
				struct driver_stub_header *header)
{
	hv_action_t (*handler)(struct hv_vcpu *vcpu) = driver_handler;
	u64 *gpr = bench->vcpu->regs.gpr;
	u32 reason = exit_reason();
	hv_action_t action;
	u64 own[16];
	size_t i;

	if (driver_reason != reason)
		header->faults |= DRIVER_WRONG_REASON;
	if (driver_entry == DRIVER_DISPATCH)
		return bench->profile->handle_exit(bench->vcpu, driver_reason);
	if (driver_entry == DRIVER_CALL_FULL)
		return handler(bench->vcpu);
	memcpy(own, gpr, sizeof(own));
	for (i = 0; i < ARRAY_SIZE(kept); i++)
		gpr[kept[i]] = ~own[kept[i]];
	action = handler(bench->vcpu);
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		if (gpr[kept[i]] != ~own[kept[i]])
			header->faults |= DRIVER_LIGHT_HANDLER_CHANGES_REGISTERS;
		gpr[kept[i]] = own[kept[i]];
	}
	return action;
}

/*
 * Up to where the stub gives up, it may have read fields and nothing else: the
 * C handler starts anew from the guest's registers.
 */
static hv_action_t run_stub(struct bench *bench, u64 seed,
			    const struct sim_override *overrides, size_t count)
{
	struct driver_stub_header header = { 0 };
	struct hv_regs before = bench->vcpu->regs;
	const struct sim_trace *trace;
	hv_action_t action;
	size_t length;
	size_t i;

	header.path = driver_enter_stub(bench->vcpu, bench->profile->exit_entry);
	copy_state(bench, bench->final);
	if (header.path == DRIVER_FAST) {
		/* Nobody reads the place of RSP: a stub may use it as scratch. */
		u64 kept = before.gpr[4];

		memcpy(bench->vcpu->regs.gpr, driver_gpr, sizeof(driver_gpr));
		/* Not a register of the vcpu. */
		bench->vcpu->regs.gpr[4] = kept;
		write_words(&header, sizeof(header));
		return HV_ACTION_RESUME;
	}
	header.entry = driver_entry;
	if (driver_entry == DRIVER_DISPATCH &&
	    driver_handler != (void *)bench->profile->handle_exit)
		header.faults |= DRIVER_WRONG_HANDLER;
	if (driver_rsp != (u64)bench->vcpu)
		header.faults |= DRIVER_WRONG_RSP;
	driver_gpr[4] = before.gpr[4];
	if (memcmp(driver_gpr, before.gpr, sizeof(driver_gpr)))
		header.faults |= DRIVER_REGISTERS_CHANGED;
	if (memcmp(bench->initial, bench->final, bench->state_size))
		header.faults |= DRIVER_STATE_CHANGED;
	trace = sim_trace(&length);
	header.reads = length;
	for (i = 0; i < length; i++)
		if (trace[i].kind != SIM_VMREAD)
			header.faults |= DRIVER_EFFECT_BEFORE_SLOW_PATH;
	bench->vcpu->regs = before;
	sim_begin(seed, overrides, count);
	action = call_handler(bench, &header);
	write_words(&header, sizeof(header));
	return action;
}

static void run(struct bench *bench, const struct driver_request *request,
		const struct sim_override *overrides, bool through_stub)
{
	hv_action_t action;

	sim_begin(request->seed, overrides, request->nr_overrides);
	prepare(bench, request->seed, overrides, request->nr_overrides);
	if (through_stub)
		action = run_stub(bench, request->seed, overrides,
				  request->nr_overrides);
	else
		action = bench->profile->handle_exit(bench->vcpu, exit_reason());
	copy_state(bench, bench->final);
	if (!sim_write_record(stdout, action, bench->vcpu->regs.gpr,
			      bench->final, bench->state_size))
		fail("cannot write");
}

static const struct hv_profile *find_profile(const char *name)
{
	unsigned int i;

	for (i = 0; i < hv_nr_profiles; i++)
		if (!strcmp(hv_profiles[i]->name, name))
			return hv_profiles[i];
	fail("no such profile");
	return NULL;
}

int main(int argc, char **argv)
{
	static struct sim_override overrides[DRIVER_MAX_OVERRIDES];
	struct driver_request request;
	struct bench bench;
	bool through_stub;

	if (argc == 2 && !strcmp(argv[1], "reasons")) {
		driver_print_user_reasons();
		return 0;
	}
	if (argc != 3)
		fail("usage: driver reasons | driver PROFILE c|stub");
	through_stub = !strcmp(argv[2], "stub");
	open_bench(&bench, find_profile(argv[1]));
	if (through_stub && !bench.profile->exit_entry)
		fail("the profile has no entry of its own");
	while (fread(&request, sizeof(request), 1, stdin) == 1) {
		if (request.nr_overrides > DRIVER_MAX_OVERRIDES)
			fail("too many overrides");
		if (request.nr_overrides &&
		    fread(overrides, sizeof(*overrides) * request.nr_overrides,
			  1, stdin) != 1)
			fail("the last state is cut off");
		run(&bench, &request, overrides, through_stub);
	}
	free(bench.initial);
	free(bench.final);
	free(bench.vcpu->cpu_state);
	free(bench.vcpu->vm_state);
	free(bench.block);
	return fflush(stdout) ? 2 : 0;
}
