// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring.c with the writer and the reader at the same time, under the thread
 * sanitizer: no race, no torn record, no record out of order, and every record
 * is either read or counted as lost.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "ring.h"
#include "tap.h"

#define RECORDS 262144u
/* As many records without a wait, then as many with one. */
#define STRETCH 4096u
static_assert(HV_RING_SIZE < STRETCH);

/* The simulated machine is for one thread; the ring needs only the time. */
static u64 time_now;

u64 hvp_rdtsc(void)
{
	return ++time_now;
}

static struct hv_ring *ring;
static atomic_bool overfilled, done;

/*
 * Half of the time the writer waits for room, half of the time it does not; a
 * reader that keeps up loses nothing even then, so that the first loss is made
 * before there is one.
 */
static void *write_all(void *unused)
{
	u64 i;

	for (i = 0; i < RECORDS; i++) {
		while (i / STRETCH % 2 &&
		       ring->head - smp_load_acquire(&ring->tail) >=
			       HV_RING_SIZE)
			sched_yield();
		hv_ring_write(ring, 1, i, ~i, i * 3, i ^ 0x55);
		if (i == HV_RING_SIZE)
			atomic_store(&overfilled, true);
	}
	atomic_store(&done, true);
	return unused;
}

static void reader_beside_writer(void)
{
	struct hvcore_event event;
	u64 next = 0, read = 0;
	pthread_t writer;
	bool last;

	ring = aligned_alloc(64, sizeof(*ring));
	if (!ring)
		abort();
	memset(ring, 0, sizeof(*ring));
	ring->head = ring->tail = U32_MAX - RECORDS / 2;
	if (pthread_create(&writer, NULL, write_all, NULL)) {
		tap_fail(__FILE__, __LINE__, "no thread");
		return;
	}
	while (!atomic_load(&overfilled))
		sched_yield();
	do {
		last = atomic_load(&done);
		while (hv_ring_read(ring, &event)) {
			/* The number tells how many were before: those lost. */
			CHECK_EQUAL(event.words[0], next + event.lost);
			CHECK_EQUAL(event.words[1], ~event.words[0]);
			CHECK_EQUAL(event.words[2], event.words[0] * 3);
			CHECK_EQUAL(event.words[3], event.words[0] ^ 0x55);
			next = event.words[0] + 1;
			read++;
		}
		sched_yield();
	} while (!last);
	pthread_join(writer, NULL);
	CHECK_EQUAL(read + hv_ring_lost(ring), RECORDS);
	CHECK(read > RECORDS / 4);
	CHECK(hv_ring_lost(ring) > 0);
	printf("# %llu read, %llu lost\n", read, hv_ring_lost(ring));
	free(ring);
}

TAP_MAIN(TAP_TEST(reader_beside_writer))
