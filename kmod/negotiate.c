// SPDX-License-Identifier: GPL-2.0-only
/* Choosing the control words for a CPU. */
#include "negotiate.h"
#include "refusal.h"

#define ALWAYS_ACTIVE	0xffu

/* CPUID leaves from here on are counted by leaf 0x80000000. */
#define CPUID_EXTENDED	0x80000000u

/**
 * struct word - one control word while it is negotiated
 * @msr: the MSR that says what is allowed
 * @msr_value: its value
 * @allowed1: bits that may be 1
 * @forced: bits that the processor wants to be 1
 * @defaults: bits that are 1 unless software knows them
 * @named: bits that the SDM names
 * @requested: bits that the hypervisor asks for in any way
 * @required: bits that must be 1
 * @optional: bits that shall be 1 where that is possible
 * @chosen: the result
 */
struct word {
	u32 msr;
	u64 msr_value;
	u64 allowed1;
	u64 forced;
	u64 defaults;
	u64 named;
	u64 requested;
	u64 required;
	u64 optional;
	u64 chosen;
};

/**
 * struct negotiation - everything that is known about one CPU
 * @words: by enum hv_control_word
 * @cpu: the CPU's number
 * @refusal: where to say why not
 */
struct negotiation {
	struct word words[HV_NR_CONTROL_WORDS];
	u32 cpu;
	struct hvcore_refusal *refusal;
};

/* Whether a word counts at all is said by a control of another word. */
static bool needs_activation(u32 word)
{
	return hv_control_words[word].activated_by_bit != ALWAYS_ACTIVE;
}

/* The word with that control; *@bit is the control. */
static struct word *activating_word(struct negotiation *n, u32 word, u64 *bit)
{
	const struct hv_control_word_info *info = &hv_control_words[word];

	*bit = BIT_ULL(info->activated_by_bit);
	return &n->words[info->activated_by_word];
}

/*
 * What the processor says about a word. A word that can be switched off and
 * whose MSR is missing allows nothing; one that always counts must have it.
 */
static int read_word(struct negotiation *n, u32 index,
		     const struct hv_capabilities *capabilities,
		     bool true_controls)
{
	const struct hv_control_word_info *info = &hv_control_words[index];
	struct word *word = &n->words[index];
	u64 basic;
	bool present;

	word->msr = true_controls && info->true_msr ? info->true_msr
						    : info->capability_msr;
	present = hv_capability(capabilities, word->msr, &word->msr_value);
	if (!present && !needs_activation(index))
		return hv_refuse_capability(n->refusal, n->cpu, word->msr);
	if (info->allowed1_only) {
		word->allowed1 = word->msr_value;
		return 0;
	}
	word->allowed1 = word->msr_value >> 32;
	word->forced = lower_32_bits(word->msr_value);
	/*
	 * Software that does not know a control leaves it at its default,
	 * which the MSR without TRUE reports (SDM volume 3, "Algorithms for
	 * Determining VMX Capabilities").
	 */
	hv_capability(capabilities, info->capability_msr, &basic);
	word->defaults = lower_32_bits(basic) & word->allowed1;
	return 0;
}

static int read_words(struct negotiation *n,
		      const struct hv_capabilities *capabilities)
{
	unsigned int i;
	u64 basic;
	int error;
	u32 index;

	if (!hv_capability(capabilities, HV_CAPABILITY_FIRST, &basic))
		return hv_refuse_capability(n->refusal, n->cpu,
					    HV_CAPABILITY_FIRST);
	for (index = 0; index < HV_NR_CONTROL_WORDS; index++) {
		error = read_word(n, index, capabilities,
				  basic & HV_BASIC_TRUE_CONTROLS);
		if (error)
			return error;
	}
	for (i = 0; i < hv_nr_control_infos; i++)
		n->words[hv_control_infos[i].word].named |=
			BIT_ULL(hv_control_infos[i].bit);
	return 0;
}

/*
 * Whether CPUID shows a feature. A leaf beyond the last one must not be asked
 * for: the processor answers with the data of another leaf.
 */
static bool cpuid_shows(const struct hv_control_request *request,
			hv_cpuid_fn cpuid, void *context)
{
	u32 registers[4];

	cpuid(context, request->cpuid_leaf & CPUID_EXTENDED, 0, registers);
	if (registers[HV_EAX] < request->cpuid_leaf)
		return false;
	cpuid(context, request->cpuid_leaf, request->cpuid_subleaf, registers);
	return registers[request->cpuid_register] & BIT(request->cpuid_bit);
}

static void read_requests(struct negotiation *n,
			  const struct hv_profile *profile,
			  hv_cpuid_fn cpuid, void *context)
{
	const struct hv_control_request *request;
	struct word *word;
	unsigned int i;
	u64 bit;

	for (i = 0; i < profile->nr_controls; i++) {
		request = &profile->controls[i];
		word = &n->words[request->word];
		bit = BIT_ULL(request->bit);
		word->requested |= bit;
		if (request->level == HV_CONTROL_PREFERRED)
			word->optional |= bit;
		else if (request->level == HV_CONTROL_REQUIRED ||
			 cpuid_shows(request, cpuid, context))
			word->required |= bit;
	}
}

/* What is wanted in a word wants the control that makes the word count. */
static void request_activation(struct negotiation *n)
{
	struct word *by;
	u32 index;
	u64 bit;

	for (index = 0; index < HV_NR_CONTROL_WORDS; index++) {
		if (!needs_activation(index) || !n->words[index].required)
			continue;
		by = activating_word(n, index, &bit);
		by->required |= bit;
	}
}

static int check_required(struct negotiation *n)
{
	struct word *word;
	u64 missing;
	u32 index;

	for (index = 0; index < HV_NR_CONTROL_WORDS; index++) {
		word = &n->words[index];
		missing = word->required & ~word->allowed1;
		if (missing)
			return hv_refuse_missing(n->refusal, n->cpu, index,
						 __builtin_ctzll(missing),
						 word->msr, word->msr_value);
	}
	return 0;
}

/*
 * A bit that the processor forces to 1 and that has a name changes what the
 * processor does: a hypervisor that did not ask for it has no answer to it.
 */
static int check_forced(struct negotiation *n)
{
	struct word *word;
	u64 known, forced;
	u32 index;

	for (index = 0; index < HV_NR_CONTROL_WORDS; index++) {
		word = &n->words[index];
		known = word->requested | word->required;
		forced = word->forced & word->named & ~known;
		if (forced)
			return hv_refuse_forced(n->refusal, n->cpu, index,
						__builtin_ctzll(forced),
						word->msr, word->msr_value);
	}
	return 0;
}

/* What is 1 with the optional bits that are left. */
static void choose(struct negotiation *n)
{
	struct word *word, *by;
	u32 index;
	u64 bit;

	for (index = 0; index < HV_NR_CONTROL_WORDS; index++) {
		word = &n->words[index];
		word->optional &= word->allowed1;
		word->chosen = word->required | word->optional | word->forced |
			       (word->defaults & ~word->named);
	}
	for (index = 0; index < HV_NR_CONTROL_WORDS; index++) {
		word = &n->words[index];
		if (!needs_activation(index))
			continue;
		by = activating_word(n, index, &bit);
		if (word->optional)
			by->chosen |= by->allowed1 & bit;
		if (!(by->chosen & bit))
			word->chosen = 0;
	}
}

static bool is_broken(const struct negotiation *n,
		      const struct hv_control_dependency *dependency)
{
	u64 other = n->words[dependency->other_word].chosen &
		    BIT_ULL(dependency->other_bit);

	if (!(n->words[dependency->word].chosen & BIT_ULL(dependency->bit)))
		return false;
	return !!other != dependency->value;
}

/* Gives up an optional bit. Return: whether it could be given up. */
static bool drop(struct negotiation *n, u32 index, u32 bit)
{
	struct word *word = &n->words[index];

	if (!(word->optional & BIT_ULL(bit)) ||
	    (word->required | word->forced) & BIT_ULL(bit))
		return false;
	word->optional &= ~BIT_ULL(bit);
	return true;
}

/*
 * Drops what is optional and lacks what it depends on, until nothing is left
 * to drop. Each round drops at least one bit of at most 64 in each word.
 */
static void drop_unmet(struct negotiation *n)
{
	const struct hv_control_dependency *dependency;
	unsigned int i;
	bool dropped;

	do {
		dropped = false;
		choose(n);
		for (i = 0; i < hv_nr_control_dependencies; i++) {
			dependency = &hv_control_dependencies[i];
			if (!is_broken(n, dependency))
				continue;
			if (drop(n, dependency->word, dependency->bit) ||
			    (!dependency->value &&
			     drop(n, dependency->other_word,
				  dependency->other_bit))) {
				dropped = true;
				break;
			}
		}
	} while (dropped);
}

static int check_dependencies(struct negotiation *n)
{
	const struct hv_control_dependency *dependency;
	unsigned int i;

	for (i = 0; i < hv_nr_control_dependencies; i++) {
		dependency = &hv_control_dependencies[i];
		if (is_broken(n, dependency))
			return hv_refuse_dependency(n->refusal, n->cpu,
						    dependency);
	}
	return 0;
}

static void store(const struct negotiation *n, struct hv_controls *controls)
{
	u32 index;

	for (index = 0; index < HV_NR_CONTROL_WORDS; index++)
		hv_controls_set_word(controls, index, n->words[index].chosen);
}

int hv_negotiate(const struct hv_profile *profile,
		 const struct hv_capabilities *capabilities,
		 hv_cpuid_fn cpuid, void *context, u32 cpu,
		 struct hv_controls *controls, struct hvcore_refusal *refusal)
{
	struct negotiation n = { .cpu = cpu, .refusal = refusal };
	int error;

	memset(controls, 0, sizeof(*controls));
	memset(refusal, 0, sizeof(*refusal));
	error = read_words(&n, capabilities);
	if (error)
		return error;
	read_requests(&n, profile, cpuid, context);
	request_activation(&n);
	error = check_required(&n);
	if (error)
		return error;
	error = check_forced(&n);
	if (error)
		return error;
	drop_unmet(&n);
	error = check_dependencies(&n);
	if (error)
		return error;
	store(&n, controls);
	return 0;
}
