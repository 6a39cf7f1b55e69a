// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpumask.h>
#include <linux/string.h>

#include "state.h"
#include "stats.h"

struct collector {
	u32 cpu;
	struct hvcore_stat *stats;
	u32 room;
	u32 count;
};

static void add(struct collector *collector, const char *name,
		const char *label, u32 index, u64 value)
{
	struct hvcore_stat *stat;

	if (collector->count++ >= collector->room)
		return;
	stat = &collector->stats[collector->count - 1];
	memset(stat, 0, sizeof(*stat));
	strscpy(stat->name, name, sizeof(stat->name));
	if (label)
		strscpy(stat->label, label, sizeof(stat->label));
	stat->cpu = collector->cpu;
	stat->index = index;
	stat->value = value;
}

static bool wanted(const struct hv_cpu *cpu, u32 id)
{
	return cpu && cpu->vcpu && (id == HVCORE_ALL_CPUS || cpu->id == id);
}

static u64 element(const struct hv_vm *vm, u32 wanted_cpu,
		   const struct hv_state_variable *variable, u32 index)
{
	const struct hv_cpu *cpu;
	unsigned int id;
	u64 sum = 0;

	if (variable->scope == HV_STATE_VM)
		return hv_state_read(variable, vm->state, index);
	for (id = 0; id < nr_cpu_ids; id++) {
		cpu = vm->cpus[id];
		if (!wanted(cpu, wanted_cpu))
			continue;
		sum += hv_state_read(variable,
				     variable->scope == HV_STATE_VCPU ?
				     hv_vcpu_state(cpu->vcpu) :
				     cpu->vcpu->cpu_state, index);
	}
	return sum;
}

static void add_variable(struct collector *collector, const struct hv_vm *vm,
			 const struct hv_state_variable *variable)
{
	const char *label;
	u32 index;
	u64 value;

	for (index = 0; index < variable->count; index++) {
		value = element(vm, collector->cpu, variable, index);
		if (!value && variable->count > 1)
			continue;
		label = variable->by_exit_reason ? hv_exit_reason_name(index) :
						   NULL;
		add(collector, variable->name, label, index, value);
	}
}

/* What belongs to the machine is in the sums only. */
static void add_shared(struct collector *collector, const struct hv_vm *vm)
{
	add(collector, "memory-shared", "bytes", 0, vm->memory);
	add(collector, "ept-pages", NULL, 0, vm->ept.nr_pages);
	add(collector, "ept-leaves", NULL, 0, vm->ept.nr_leaves);
}

/* What the runtime itself counts. */
static void add_runtime(struct collector *collector, const struct hv_vm *vm)
{
	u64 fills = 0, recycles = 0, lost = 0, memory = 0;
	const struct hv_cpu *cpu;
	unsigned int id;

	for (id = 0; id < nr_cpu_ids; id++) {
		cpu = vm->cpus[id];
		if (!wanted(cpu, collector->cpu))
			continue;
		fills += READ_ONCE(cpu->ept.fills);
		recycles += READ_ONCE(cpu->ept.recycles);
		lost += hv_ring_lost(&cpu->ring);
		memory += cpu->memory;
	}
	add(collector, "ept-fills", NULL, 0, fills);
	add(collector, "ept-recycles", NULL, 0, recycles);
	add(collector, "events-lost", NULL, 0, lost);
	add(collector, "memory-cpus", "bytes", 0, memory);
	if (collector->cpu == HVCORE_ALL_CPUS)
		add_shared(collector, vm);
}

u32 hv_stats_collect(const struct hv_vm *vm, u32 cpu,
		     struct hvcore_stat *stats, u32 room)
{
	struct collector collector = { cpu, stats, room };
	const struct hv_state_variable *variable;
	unsigned int i;

	for (i = 0; i < vm->profile->nr_variables; i++) {
		variable = &vm->profile->variables[i];
		if (!variable->name)
			continue;
		/* What belongs to the machine is in the sums only. */
		if (variable->scope == HV_STATE_VM && cpu != HVCORE_ALL_CPUS)
			continue;
		add_variable(&collector, vm, variable);
	}
	add_runtime(&collector, vm);
	return collector.count;
}
