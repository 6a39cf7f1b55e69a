/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the simulated machine answers where a test has set nothing: a fixed
 * function of a seed and of the question, the same here and in Swift
 * (Sources/Interpreter/Oracle.swift). All arithmetic is modulo 2^64.
 *
 *	splitmix64(x):	z = x + 0x9e3779b97f4a7c15
 *			z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9
 *			z = (z ^ z >> 27) * 0x94d049bb133111eb
 *			z ^ z >> 31
 *	oracle(seed, tag, a, b):
 *			x = splitmix64(seed ^ tag)
 *			x = splitmix64(x ^ a)
 *			x = splitmix64(x ^ b)
 */
#ifndef HV_SIM_ORACLE_H
#define HV_SIM_ORACLE_H

#include "platform_host.h"

/* What is asked, and about what. An argument that is not named is 0. */
enum sim_tag {
	/* a = encoding with bit 0 clear; the value, cut to the width */
	SIM_TAG_FIELD = 1,
	/* a = number; the value */
	SIM_TAG_MSR = 2,
	/* a = number; RDMSR faults when the answer % 4 == 0 */
	SIM_TAG_MSR_FAULT = 3,
	/* a = number ^ value; WRMSR faults when the answer % 4 == 0 */
	SIM_TAG_WRMSR_FAULT = 4,
	/* a = leaf << 32 | subleaf, b = 0 EAX, 1 EBX, 2 ECX, 3 EDX; bits 31:0 */
	SIM_TAG_CPUID = 5,
	/* a = index, b = value; XSETBV faults when the answer % 4 == 0 */
	SIM_TAG_XSETBV_FAULT = 6,
	/* a = how many RDTSC came before in this run */
	SIM_TAG_TSC = 7,
	/* no arguments; CR4 until it is written */
	SIM_TAG_CR4 = 8,
	/* a = fold of id and arguments, b = index of the result */
	SIM_TAG_NATIVE = 9,
};

static inline u64 sim_splitmix64(u64 state)
{
	u64 mixed = state + 0x9e3779b97f4a7c15ULL;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9ULL;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
	return mixed ^ mixed >> 31;
}

static inline u64 sim_oracle(u64 seed, u64 tag, u64 a, u64 b)
{
	u64 state = sim_splitmix64(seed ^ tag);

	state = sim_splitmix64(state ^ a);
	return sim_splitmix64(state ^ b);
}

#endif /* HV_SIM_ORACLE_H */
