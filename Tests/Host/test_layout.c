// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout of what exits touch: two vcpus, as the module allocates them,
 * have no line of the caches in common, nor with what others write.
 */
#include <stdlib.h>

#include "tap.h"
#include "vm.h"

static struct hv_vcpu *vcpu_of(void *stack)
{
	return (void *)((char *)stack + HV_ROOT_STACK_SIZE);
}

static uintptr_t line(const void *address)
{
	return (uintptr_t)address / HV_CACHE_LINE;
}

/* The last byte of the state that the profile declares. */
static char *last_byte(struct hv_vcpu *vcpu, const struct hv_profile *profile)
{
	size_t size = profile->vcpu_state_size;

	return (char *)hv_vcpu_state(vcpu) + (size ? size - 1 : 0);
}

static void two_vcpus_have_their_own_lines(void)
{
	const struct hv_profile *profile;
	struct hv_vcpu *first, *second;
	unsigned int i;
	size_t size;
	char *memory;

	for (i = 0; i < hv_nr_profiles; i++) {
		profile = hv_profiles[i];
		size = hv_stack_size(profile);
		CHECK_EQUAL(size % PAGE_SIZE, 0);
		/* Side by side: the worst that the page allocator can do. */
		memory = aligned_alloc(PAGE_SIZE, 2 * size);
		first = vcpu_of(memory);
		second = vcpu_of(memory + size);
		CHECK_EQUAL((uintptr_t)first % PAGE_SIZE, 0);
		CHECK_EQUAL((uintptr_t)second % PAGE_SIZE, 0);
		CHECK_EQUAL((uintptr_t)hv_vcpu_state(first) % HV_CACHE_LINE, 0);
		CHECK(last_byte(first, profile) < memory + size);
		/* Behind the first vcpu comes the other one's stack. */
		CHECK(line(last_byte(first, profile)) < line(memory + size));
		CHECK(line(last_byte(second, profile)) <
		      line(memory + 2 * size));
		free(memory);
	}
}

static void vcpus_of_guests_have_their_own_lines(void)
{
	struct hv_profile profile = { 0 };
	u32 size;

	for (size = 0; size < 3 * PAGE_SIZE; size++) {
		profile.vcpu_state_size = size;
		CHECK_EQUAL(hv_vcpu_size(&profile) % HV_CACHE_LINE, 0);
		CHECK(hv_vcpu_size(&profile) >= sizeof(struct hv_vcpu) + size);
		CHECK(hv_vcpu_size(&profile) <
		      sizeof(struct hv_vcpu) + size + HV_CACHE_LINE);
	}
}

/* kmalloc() aligns to the size only what has a power of two. */
static void what_is_alone_is_a_power_of_two(void)
{
	size_t size, alone;

	for (size = 1; size < 3 * PAGE_SIZE; size++) {
		alone = hv_alone_size(size);
		CHECK(alone >= size && alone >= HV_CACHE_LINE);
		CHECK_EQUAL(alone & (alone - 1), 0);
		CHECK(alone == HV_CACHE_LINE || alone < 2 * size);
	}
}

/* Offsets into the structure as stubs have them, and what lies where. */
static void a_vcpu_is_what_stubs_take_it_for(void)
{
	struct hv_vcpu *vcpu = aligned_alloc(HV_CACHE_LINE, sizeof(*vcpu));
	unsigned int i;

	CHECK_EQUAL(_Alignof(struct hv_vcpu), HV_CACHE_LINE);
	CHECK_EQUAL(sizeof(struct hv_vcpu), HV_VCPU_STATE);
	for (i = 0; i < 16; i++)
		CHECK_EQUAL((char *)&vcpu->regs.gpr[i] - (char *)vcpu,
			    HV_VCPU_REGS + 8 * i);
	CHECK_EQUAL((char *)&vcpu->regs.r15 - (char *)vcpu, HV_VCPU_R15);
	/* The words at the offsets of StubSelector's `offset(of:)`. */
	CHECK_EQUAL(offsetof(struct hv_controls, pin), 0);
	CHECK_EQUAL(offsetof(struct hv_controls, primary), 4);
	CHECK_EQUAL(offsetof(struct hv_controls, secondary), 8);
	CHECK_EQUAL(offsetof(struct hv_controls, exit), 12);
	CHECK_EQUAL(offsetof(struct hv_controls, entry), 16);
	CHECK_EQUAL(offsetof(struct hv_controls, tertiary), 24);
	CHECK_EQUAL(offsetof(struct hv_controls, secondary_exit), 32);
	CHECK_EQUAL(sizeof(struct hv_controls), 40);
	/* Registers, which every exit writes, share no line with the rest. */
	CHECK_EQUAL(HV_VCPU_CONTROLS % HV_CACHE_LINE, 0);
	free(vcpu);
}

static void the_reader_of_a_ring_writes_one_line(void)
{
	static struct hv_cpu cpu;
	const struct hv_ring *ring = &cpu.ring;

	CHECK_EQUAL((uintptr_t)ring % HV_CACHE_LINE, 0);
	CHECK(line(&ring->tail) != line(&ring->head));
	CHECK(line(&ring->tail) != line(&ring->lost));
	CHECK(line(&ring->tail) != line(&ring->lost_total));
	CHECK(line(&ring->tail) != line(&ring->slots[0]));
	CHECK(line(&ring->tail) != line((const char *)ring - 1));
	CHECK(line(&cpu.memory) != line(&ring->slots[HV_RING_SIZE - 1]));
	/* From the page allocator, then, which aligns it to a page. */
	CHECK(sizeof(struct hv_cpu) > 2 * PAGE_SIZE);
}

/* Members lie inside, each at a multiple of its size, none on another. */
static void generated_state_is_inside_its_size(void)
{
	const struct hv_state_variable *variable, *other;
	const struct hv_profile *profile;
	unsigned int i, j, k, checked = 0;
	u32 size, end;

	CHECK(hv_nr_profiles);
	for (i = 0; i < hv_nr_profiles; i++) {
		profile = hv_profiles[i];
		for (j = 0; j < profile->nr_variables; j++) {
			variable = &profile->variables[j];
			size = variable->scope == HV_STATE_VCPU ?
			       profile->vcpu_state_size :
			       variable->scope == HV_STATE_CPU ?
			       profile->cpu_state_size : profile->vm_state_size;
			end = variable->offset + variable->size * variable->count;
			CHECK(end <= size);
			CHECK_EQUAL(variable->offset % variable->size, 0);
			CHECK(variable->size <= 8);
			for (k = 0; k < j; k++) {
				other = &profile->variables[k];
				CHECK(other->scope != variable->scope ||
				      other->offset + other->size * other->count <=
				      variable->offset);
			}
			checked++;
		}
	}
	CHECK(checked);
}

TAP_MAIN(TAP_TEST(two_vcpus_have_their_own_lines),
	 TAP_TEST(vcpus_of_guests_have_their_own_lines),
	 TAP_TEST(what_is_alone_is_a_power_of_two),
	 TAP_TEST(a_vcpu_is_what_stubs_take_it_for),
	 TAP_TEST(the_reader_of_a_ring_writes_one_line),
	 TAP_TEST(generated_state_is_inside_its_size))
