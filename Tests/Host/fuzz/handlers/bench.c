// SPDX-License-Identifier: GPL-2.0-only
/* A vcpu to run handlers on, and what must be left alone. */
#include <stdlib.h>

#include "bench.h"
#include "random.h"

#define PAGES	(BENCH_MEMORY_SIZE / PAGE_SIZE)

static void *allocate(size_t size)
{
	void *memory = aligned_alloc(64, (size + 63) & ~63ul);

	if (!memory)
		abort();
	memset(memory, 0, size);
	return memory;
}

static void *scope_state(const struct bench *bench, unsigned int scope)
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

static size_t scope_size(const struct bench *bench, unsigned int scope)
{
	const struct hv_profile *profile = bench->profile;

	return scope == HV_STATE_VCPU ? profile->vcpu_state_size :
	       scope == HV_STATE_CPU ? profile->cpu_state_size :
				       profile->vm_state_size;
}

/* The levels of the guest's page tables map RAM and one page more 1:1. */
static void fill_memory(struct bench *bench, struct input *input, u64 seed)
{
	u64 *words = (u64 *)bench->memory;
	unsigned int i, count = take(input, 1) % 8;

	for (i = 5 * 512; i < PAGES * 512; i++)
		words[i] = (i & 15) ? 0 : sim_splitmix64(seed + i);
	words[1 * 512] = 0x2007;
	words[2 * 512] = 0x3007;
	words[3 * 512] = 0x4007;
	for (i = 0; i <= PAGES; i++)
		words[4 * 512 + i] = i << 12 | 7;
	while (count--) {
		i = take(input, 2) % (PAGES * 512);
		words[i] ^= 1ULL << take(input, 1) % 64;
	}
}

static bool has_control(const struct hv_controls *controls, u8 word, u8 bit)
{
	return hv_controls_word(controls, word) >> bit & 1;
}

static void set_control(struct hv_controls *controls, u8 word, u8 bit)
{
	hv_controls_set_word(controls, word,
			     hv_controls_word(controls, word) | 1ULL << bit);
}

/* No processor lets a control be 1 without those that it needs. */
static void add_needed(struct hv_controls *controls)
{
	const struct hv_control_dependency *needs = hv_control_dependencies;
	const struct hv_control_word_info *word;
	unsigned int i;

	for (i = 0; i < hv_nr_control_dependencies; i++, needs++)
		if (needs->value &&
		    has_control(controls, needs->word, needs->bit))
			set_control(controls, needs->other_word,
				    needs->other_bit);
	for (i = 0; i < HV_NR_CONTROL_WORDS; i++) {
		word = &hv_control_words[i];
		if (hv_controls_word(controls, i) &&
		    word->activated_by_bit != 0xff)
			set_control(controls, word->activated_by_word,
				    word->activated_by_bit);
	}
}

/*
 * What the hypervisor requires and what the exit comes from, and of what it
 * prefers what the input says.
 */
static void choose_controls(struct bench *bench,
			    const struct declared_handler *handler,
			    struct input *input)
{
	const struct hv_profile *profile = bench->profile;
	struct hv_controls *controls = &bench->vcpu->controls;
	const struct hv_control_request *request;
	u64 choice = take(input, 6);
	unsigned int i;

	if (handler)
		*controls = handler->implied;
	for (i = 0; i < profile->nr_controls; i++) {
		request = &profile->controls[i];
		if (request->level == HV_CONTROL_REQUIRED ||
		    !(choice >> i % 48 & 1))
			set_control(controls, request->word, request->bit);
	}
	add_needed(controls);
}

static void fill_state(struct bench *bench, u64 seed)
{
	unsigned int scope;
	size_t i, size;
	u8 *state;

	for (scope = 0; scope < 3; scope++) {
		size = scope_size(bench, scope);
		state = scope_state(bench, scope);
		for (i = 0; i < size; i++)
			state[i] = sim_splitmix64(seed + i) >> scope;
		bench->state[scope] = allocate(size);
		memcpy(bench->state[scope], state, size);
	}
}

static bool uses_ept(const struct declared_handler *handler)
{
	const u32 *native;
	bool uses = false;

	for (native = handler->natives; *native != DECLARED_END; native++)
		uses |= strstr(declared_natives[*native].name, "_ept") != NULL;
	return uses && handler->profile->mode == HV_MODE_RUNNING_SYSTEM;
}

void bench_open(struct bench *bench, const struct hv_profile *profile,
		const struct declared_handler *handler, struct input *input,
		u64 seed)
{
	struct hv_vcpu *vcpu;
	unsigned int i;

	memset(bench, 0, sizeof(*bench));
	bench->profile = profile;
	bench->block = allocate(BENCH_STACK + HV_VCPU_STATE +
				profile->vcpu_state_size);
	vcpu = bench->vcpu = (void *)(bench->block + BENCH_STACK);
	bench->cpu = allocate(sizeof(*bench->cpu));
	bench->vm = allocate(sizeof(*bench->vm));
	bench->memory = aligned_alloc(PAGE_SIZE, BENCH_MEMORY_SIZE);
	if (!bench->memory)
		abort();
	memset(bench->memory, 0, 5 * PAGE_SIZE);
	fill_memory(bench, input, seed);
	bench->vm->profile = profile;
	bench->vm->ram.offset = (uintptr_t)bench->memory;
	bench->vm->ram.nr_ranges = 1;
	bench->vm->ram.ranges[0].end = BENCH_MEMORY_SIZE;
	vcpu->cpu_state = allocate(profile->cpu_state_size);
	vcpu->vm_state = allocate(profile->vm_state_size);
	vcpu->cpu = bench->cpu;
	vcpu->vm = bench->vm;
	choose_controls(bench, handler, input);
	if (vcpu->controls.secondary & HV_SECONDARY_VPID)
		vcpu->vpid = HV_VPID;
	if (handler && uses_ept(handler)) {
		CHECK_EQUAL(ept_machine_start(&bench->ept,
					      fake_mtrrs_usual(39),
					      EPT_CAPS_ALL, NULL, 0, 4), 0);
		bench->has_ept = true;
		vcpu->ept = &bench->ept.cpu;
	}
	for (i = 0; i < 16; i++)
		vcpu->regs.gpr[i] = machine_take_value(handler, input, i);
	vcpu->held_vector = take(input, 1);
	vcpu->held_nmi = vcpu->held_vector & 1;
	fill_state(bench, seed);
	bench->before = *vcpu;
}

void bench_close(struct bench *bench)
{
	unsigned int i;

	if (bench->has_ept)
		ept_machine_stop(&bench->ept);
	for (i = 0; i < 3; i++)
		free(bench->state[i]);
	free(bench->vcpu->cpu_state);
	free(bench->vcpu->vm_state);
	free(bench->memory);
	free(bench->vm);
	free(bench->cpu);
	free(bench->block);
}

static void check_registers(const struct bench *bench, u16 may_change)
{
	unsigned int i;

	if (machine_changed_registers())
		return;
	for (i = 0; i < 16; i++)
		if (!(may_change >> i & 1) && bench->vcpu->regs.gpr[i] !=
					      bench->before.regs.gpr[i])
			machine_fail("changes register %u", i);
}

/* Every byte that is not of a variable that the handler may change. */
static void check_state(const struct bench *bench, const u32 *may_change)
{
	const struct hv_profile *profile = bench->profile;
	const struct hv_state_variable *variable;
	unsigned int scope;
	const u8 *state;
	size_t i;
	u32 j;

	for (scope = 0; scope < 3; scope++) {
		state = scope_state(bench, scope);
		for (i = 0; i < scope_size(bench, scope); i++) {
			if (state[i] == bench->state[scope][i])
				continue;
			for (j = 0; j < profile->nr_variables; j++) {
				variable = &profile->variables[j];
				if (variable->scope == scope &&
				    i >= variable->offset &&
				    i < variable->offset + (size_t)
					variable->size * variable->count)
					break;
			}
			if (j == profile->nr_variables ||
			    !may_change || !declared_has(may_change, j))
				machine_fail("changes byte %zu of the state of scope %u",
					     i, scope);
		}
	}
}

void bench_check(const struct bench *bench,
		 const struct declared_handler *handler)
{
	struct hv_vcpu now = *bench->vcpu;

	check_registers(bench, handler ? handler->registers : 0);
	check_state(bench, handler ? handler->state : NULL);
	now.regs = bench->before.regs;
	/* Natives keep events there. */
	if (machine_called_natives()) {
		now.held_vector = bench->before.held_vector;
		now.held_nmi = bench->before.held_nmi;
	}
	/* Stubs work there. */
	now.scratch[0] = bench->before.scratch[0];
	now.scratch[1] = bench->before.scratch[1];
	now.sum = bench->before.sum;
	if (memcmp(&now, &bench->before, sizeof(now)))
		machine_fail("changes the vcpu beside its registers");
}
