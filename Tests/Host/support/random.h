/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that are the same in every run. */
#ifndef HV_RANDOM_H
#define HV_RANDOM_H

#include "sim/oracle.h"

struct random {
	u64 state;
};

static inline u64 random_u64(struct random *random)
{
	random->state += 0x9e3779b97f4a7c15ULL;
	return sim_splitmix64(random->state);
}

/* 0 to @count - 1. */
static inline u64 random_below(struct random *random, u64 count)
{
	return random_u64(random) % count;
}

#endif /* HV_RANDOM_H */
