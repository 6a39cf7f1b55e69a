// SPDX-License-Identifier: GPL-2.0-only
/* ring.c: order, loss, wrap-around, and indexes that nobody should have set. */
#include <stdlib.h>

#include "ring.h"
#include "random.h"
#include "sim/sim.h"
#include "tap.h"

static struct hv_ring *new_ring(u32 index)
{
	struct hv_ring *ring = aligned_alloc(64, sizeof(*ring));

	if (!ring)
		abort();
	memset(ring, 0, sizeof(*ring));
	ring->cpu = 3;
	ring->head = ring->tail = index;
	sim_begin(1, NULL, 0);
	return ring;
}

static bool put(struct hv_ring *ring, u64 number)
{
	return hv_ring_write(ring, 7, number, ~number, number << 32,
			     number ^ 5);
}

static void check_next(struct hv_ring *ring, u64 number, u32 lost)
{
	struct hvcore_event event;

	CHECK(hv_ring_read(ring, &event));
	CHECK_EQUAL(event.kind, 7);
	CHECK_EQUAL(event.cpu, 3);
	CHECK_EQUAL(event.lost, lost);
	CHECK_EQUAL(event.words[0], number);
	CHECK_EQUAL(event.words[1], ~number);
	CHECK_EQUAL(event.words[2], number << 32);
	CHECK_EQUAL(event.words[3], number ^ 5);
}

static void keeps_order(void)
{
	struct hv_ring *ring = new_ring(0);
	struct hvcore_event event;
	u64 i;

	CHECK(!hv_ring_read(ring, &event));
	for (i = 0; i < 5; i++)
		CHECK(put(ring, i));
	for (i = 0; i < 5; i++)
		check_next(ring, i, 0);
	CHECK(!hv_ring_read(ring, &event));
	free(ring);
}

static void stamps_the_time(void)
{
	struct sim_override times[] = {
		{ .kind = SIM_OVERRIDE_TSC, .key = 0, .value = 1000 },
		{ .kind = SIM_OVERRIDE_TSC, .key = 1, .value = 2000 },
	};
	struct hv_ring *ring = new_ring(0);
	struct hvcore_event event;

	sim_begin(1, times, 2);
	put(ring, 0);
	put(ring, 1);
	CHECK(hv_ring_read(ring, &event));
	CHECK_EQUAL(event.tsc, 1000);
	CHECK(hv_ring_read(ring, &event));
	CHECK_EQUAL(event.tsc, 2000);
	free(ring);
}

static void full_drops_the_new_and_says_so(void)
{
	struct hv_ring *ring = new_ring(0);
	u64 i;

	for (i = 0; i < HV_RING_SIZE; i++)
		CHECK(put(ring, i));
	for (i = 0; i < 10; i++)
		CHECK(!put(ring, 1000 + i));
	CHECK_EQUAL(hv_ring_lost(ring), 10);
	check_next(ring, 0, 0);
	CHECK(put(ring, 5000));
	CHECK(!put(ring, 5001));
	for (i = 1; i < HV_RING_SIZE; i++)
		check_next(ring, i, 0);
	check_next(ring, 5000, 10);
	CHECK(put(ring, 6000));
	check_next(ring, 6000, 1);
	CHECK(put(ring, 6001));
	check_next(ring, 6001, 0);
	CHECK_EQUAL(hv_ring_lost(ring), 11);
	free(ring);
}

static void lost_does_not_wrap(void)
{
	struct hv_ring *ring = new_ring(0);

	ring->lost = U32_MAX - 1;
	ring->lost_total = U32_MAX;
	ring->tail = ring->head - HV_RING_SIZE;
	CHECK(!put(ring, 0));
	CHECK(!put(ring, 0));
	CHECK_EQUAL(ring->lost, U32_MAX);
	CHECK_EQUAL(hv_ring_lost(ring), U32_MAX + 2ULL);
	free(ring);
}

static void indexes_wrap_around(void)
{
	struct hv_ring *ring = new_ring(U32_MAX - 3);
	u64 i;

	for (i = 0; i < HV_RING_SIZE; i++)
		CHECK(put(ring, i));
	CHECK(!put(ring, 0));
	for (i = 0; i < HV_RING_SIZE; i++)
		check_next(ring, i, 0);
	CHECK_EQUAL(ring->tail, HV_RING_SIZE - 4);
	free(ring);
}

/*
 * Whatever the other side's index says, neither side leaves the ring (the
 * sanitizer watches), takes a record that was not written, or loses a count.
 */
static void adversarial_indexes(void)
{
	struct random random = { .state = 3 };
	struct hv_ring *ring = new_ring(0);
	struct hvcore_event event;
	u64 lost = 0;
	unsigned int i;
	u32 used;

	for (i = 0; i < 200000; i++) {
		ring->head = random_below(&random, 2) ? random_u64(&random)
						      : ring->head;
		ring->tail = random_below(&random, 2)
				     ? random_u64(&random)
				     : ring->head - random_below(&random, 300);
		used = ring->head - ring->tail;
		if (random_below(&random, 2)) {
			CHECK_EQUAL(put(ring, i), used < HV_RING_SIZE);
			lost += used >= HV_RING_SIZE;
		} else {
			CHECK_EQUAL(hv_ring_read(ring, &event),
				    used != 0 && used <= HV_RING_SIZE);
		}
		if (i % 1024 == 0)
			sim_begin(1, NULL, 0);
	}
	CHECK_EQUAL(hv_ring_lost(ring), lost);
	free(ring);
}

TAP_MAIN(TAP_TEST(keeps_order), TAP_TEST(stamps_the_time),
	 TAP_TEST(full_drops_the_new_and_says_so), TAP_TEST(lost_does_not_wrap),
	 TAP_TEST(indexes_wrap_around), TAP_TEST(adversarial_indexes))
