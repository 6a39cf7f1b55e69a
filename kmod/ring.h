/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring of events from the root mode of one CPU to one reader, without locks.
 *
 * The writer can interrupt the reader anywhere; the reader never interrupts
 * the writer's CPU in root mode. Nothing is overwritten: when the ring is
 * full, new records are dropped and counted, and the next record that fits
 * says how many went missing before it.
 */
#ifndef HV_RING_H
#define HV_RING_H

#include "cache_line.h"
#include "platform.h"
#include "../Generated/uapi/hvcore.h"

#define HV_RING_SIZE	256u
static_assert((HV_RING_SIZE & (HV_RING_SIZE - 1)) == 0);

/**
 * struct hv_ring - the ring of a CPU
 * @head: records written, modulo 2^32; only the writer changes it
 * @lost: records lost since the last one written; the writer's own
 * @lost_total: records lost since the start; only the writer changes it
 * @cpu: number of the CPU, for the records
 * @tail: records read, modulo 2^32; only the reader changes it
 * @slots: the records
 *
 * All zero but @cpu is an empty ring.
 */
struct hv_ring {
	u32 head;
	u32 lost;
	u64 lost_total;
	u16 cpu;
	u32 tail __aligned(HV_CACHE_LINE);
	struct hvcore_event slots[HV_RING_SIZE] __aligned(HV_CACHE_LINE);
};

/* The reader writes one line, and the writer nothing in that one. */
static_assert(HV_STARTS_LINE(struct hv_ring, head));
static_assert(HV_STARTS_LINE(struct hv_ring, tail));
static_assert(HV_STARTS_LINE(struct hv_ring, slots));
static_assert(sizeof(struct hv_ring) % HV_CACHE_LINE == 0);

/**
 * hv_ring_write() - add an event, in root mode
 * @ring: the ring of this CPU
 * @kind: what it is about
 * @word0: payload
 * @word1: payload
 * @word2: payload
 * @word3: payload
 *
 * Return: whether there was room.
 */
bool hv_ring_write(struct hv_ring *ring, u16 kind, u64 word0, u64 word1,
		   u64 word2, u64 word3);

/**
 * hv_ring_read() - take the oldest event
 * @ring: the ring; one reader at a time
 * @event: where to
 *
 * Return: whether there was one.
 */
bool hv_ring_read(struct hv_ring *ring, struct hvcore_event *event);

/* Records lost so far; may be called while the writer runs. */
u64 hv_ring_lost(const struct hv_ring *ring);

#endif /* HV_RING_H */
