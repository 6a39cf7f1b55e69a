// SPDX-License-Identifier: GPL-2.0-only
/*
 * The event ring, with each side running in the middle of the other: at every
 * place where one of them looks at or sets an index, the input decides what
 * the other one does. Records must come out whole, in order, once, and every
 * one that is missing must be counted.
 */
#include <stdlib.h>

#include "input.h"

static void other_side(void);

/* ring.c's accesses to the indexes are the places. */
#undef smp_load_acquire
#undef smp_store_release
#define smp_load_acquire(p) \
	({ other_side(); note_load(); __atomic_load_n((p), __ATOMIC_ACQUIRE); })
#define smp_store_release(p, value) \
	({ other_side(); __atomic_store_n((p), (value), __ATOMIC_RELEASE); })
static void note_load(void);
#include "ring.c"

#define CPU	7

/*
 * What must be in the ring: how many of the records that were written are not
 * read, and what each of them must say.
 */
static struct {
	struct hv_ring *ring;
	struct input input;
	u64 written;	/* numbers below this were written or lost */
	u64 numbers[HV_RING_SIZE];
	u32 losses[HV_RING_SIZE];
	u64 first, count;
	u64 lost_since, lost, told;
	u64 ticks;
	/* What the side that runs saw when it looked at the other's index. */
	u64 seen_count;
	bool writing, reading;
} m;

u64 hvp_rdtsc(void)
{
	other_side();
	return ++m.ticks;
}

static void note_load(void)
{
	m.seen_count = m.count;
}

static u64 mixed(u64 number, unsigned int word)
{
	return (number + word) * 0x9e3779b97f4a7c15ULL;
}

static void write_one(void)
{
	u64 number = m.written++;
	bool done;

	m.writing = true;
	done = hv_ring_write(m.ring, (u16)mixed(number, 9), mixed(number, 0),
			     mixed(number, 1), mixed(number, 2),
			     mixed(number, 3));
	m.writing = false;
	if (!done) {
		/* A reader may have made room since; it was full at the look. */
		CHECK_EQUAL(m.seen_count, HV_RING_SIZE);
		m.lost_since++;
		m.lost++;
	} else {
		u64 slot = (m.first + m.count) % HV_RING_SIZE;

		CHECK(m.count < HV_RING_SIZE);
		m.numbers[slot] = number;
		m.losses[slot] = m.lost_since;
		m.lost_since = 0;
		m.count++;
	}
	CHECK_EQUAL(hv_ring_lost(m.ring), m.lost);
}

static void read_one(void)
{
	struct hvcore_event event;
	unsigned int i;
	u64 number;

	m.reading = true;
	if (!hv_ring_read(m.ring, &event)) {
		m.reading = false;
		CHECK_EQUAL(m.seen_count, 0);
		return;
	}
	m.reading = false;
	CHECK(m.count > 0);
	number = m.numbers[m.first];
	CHECK_EQUAL(event.kind, (u16)mixed(number, 9));
	CHECK_EQUAL(event.cpu, CPU);
	CHECK_EQUAL(event.lost, m.losses[m.first]);
	m.told += event.lost;
	for (i = 0; i < 4; i++)
		CHECK_EQUAL(event.words[i], mixed(number, i));
	m.first = (m.first + 1) % HV_RING_SIZE;
	m.count--;
}

/*
 * The writer interrupts the reader; another CPU reads while the writer runs.
 * While both are inside, neither goes further in.
 */
static void other_side(void)
{
	u64 seen = m.seen_count;
	unsigned int times;

	if (m.writing == m.reading)
		return;
	times = take(&m.input, 1);
	/* Often nothing, sometimes enough to fill or empty the ring. */
	times = times < 160 ? 0 : times < 250 ? times % 6 : 260;
	while (times--) {
		if (m.writing)
			read_one();
		else
			write_one();
	}
	m.seen_count = seen;
}

/* Whatever the indexes are: nothing outside, nothing that is not there. */
static void corrupted(void)
{
	struct hv_ring *ring = m.ring;
	struct hvcore_event event;
	u32 used;

	m.writing = m.reading = true;
	while (m.input.left) {
		ring->head = take(&m.input, 4);
		ring->tail = ring->head - (u32)take(&m.input, 2);
		if (take(&m.input, 1) & 1)
			ring->tail = take(&m.input, 4);
		used = ring->head - ring->tail;
		if (take(&m.input, 1) & 1)
			CHECK_EQUAL(hv_ring_write(ring, 1, 2, 3, 4, 5),
				    used < HV_RING_SIZE);
		else if (hv_ring_read(ring, &event))
			CHECK(used && used <= HV_RING_SIZE);
		else
			CHECK(!used || used > HV_RING_SIZE);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u32 index;

	memset(&m, 0, sizeof(m));
	m.input = (struct input){ data, size };
	m.ring = aligned_alloc(64, sizeof(*m.ring));
	if (!m.ring)
		abort();
	memset(m.ring, 0, sizeof(*m.ring));
	m.ring->cpu = CPU;
	index = take(&m.input, 1) & 1 ? 0xffffff00 + take(&m.input, 1) : 0;
	m.ring->head = m.ring->tail = index;
	if (take(&m.input, 1) == 0xff) {
		corrupted();
		free(m.ring);
		return 0;
	}
	while (m.input.left) {
		unsigned int choice = take(&m.input, 1);
		unsigned int times = 1 + (choice >> 1 & 63) * (choice >> 7) * 5;

		while (times--) {
			if (choice & 1)
				read_one();
			else
				write_one();
		}
	}
	/* All that is left comes out, and every loss was told once. */
	while (m.count)
		read_one();
	CHECK_EQUAL(m.ring->lost, m.lost_since);
	CHECK_EQUAL(m.told + m.lost_since, m.lost);
	free(m.ring);
	return 0;
}
