// SPDX-License-Identifier: GPL-2.0-only
/* A ring of events from root mode, without locks. */
#include "ring.h"

static __always_inline void count_lost(struct hv_ring *ring)
{
	if (ring->lost != U32_MAX)
		ring->lost++;
	WRITE_ONCE(ring->lost_total, ring->lost_total + 1);
}

noinstr bool hv_ring_write(struct hv_ring *ring, u16 kind, u64 word0,
			   u64 word1, u64 word2, u64 word3)
{
	u32 head = ring->head;
	struct hvcore_event *event;

	/*
	 * Acquire: the reader has finished with the slot. A tail that is not
	 * within the ring's size of the head counts as full.
	 */
	if (head - smp_load_acquire(&ring->tail) >= HV_RING_SIZE) {
		count_lost(ring);
		return false;
	}
	event = &ring->slots[head & (HV_RING_SIZE - 1)];
	event->kind = kind;
	event->cpu = ring->cpu;
	event->lost = ring->lost;
	event->tsc = hvp_rdtsc();
	event->words[0] = word0;
	event->words[1] = word1;
	event->words[2] = word2;
	event->words[3] = word3;
	ring->lost = 0;
	/* Release: the record is there before the reader is told. */
	smp_store_release(&ring->head, head + 1);
	return true;
}

bool hv_ring_read(struct hv_ring *ring, struct hvcore_event *event)
{
	u32 tail = ring->tail;
	u32 filled;

	/* Acquire: the record is read after the index that announces it. */
	filled = smp_load_acquire(&ring->head) - tail;
	if (!filled || filled > HV_RING_SIZE)
		return false;
	*event = ring->slots[tail & (HV_RING_SIZE - 1)];
	/* Release: the record was read before the writer may use the slot. */
	smp_store_release(&ring->tail, tail + 1);
	return true;
}

u64 hv_ring_lost(const struct hv_ring *ring)
{
	return READ_ONCE(ring->lost_total);
}
