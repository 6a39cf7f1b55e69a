// SPDX-License-Identifier: GPL-2.0-only
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/security.h>
#include <linux/string.h>

#include "entry_round.h"
#include "entry_values.h"
#include "failure.h"
#include "machine.h"

#define BASIC_EXIT_REASON(reason)	((reason) & 0xffff)
#define EXIT_GUEST_STATE		33
#define EXIT_MSR_LOAD			34
#define EXIT_MACHINE_CHECK		41

/* Of each failure; the rest is in the status. */
#define LOGGED_FINDINGS			4
#define LOGGED_UNKNOWN			8

/* More fields than that are no suggestion. */
#define SUGGESTED_FIELDS		4

static bool raw_dumps;
module_param(raw_dumps, bool, 0400);
MODULE_PARM_DESC(raw_dumps, "let HVCORE_IOC_DUMP show the VMCS of a failed VM entry");

/**
 * struct judged - a rule that is broken
 * @rule: the rule
 * @matches: the processor may react to it as it did
 */
struct judged {
	const struct hv_entry_rule *rule;
	bool matches;
};

/* The last failure, by the lock. It survives what failed. */
static DEFINE_MUTEX(lock);
static struct {
	u64 serial;
	u32 cpu;
	char profile[HVCORE_NAME_LEN];
	struct hv_snapshot snapshot;
	struct hv_capabilities capabilities;
	struct hv_entry_values values;
	struct judged findings[HV_FAILURE_FINDINGS];
	u32 nr_findings;
	u32 broken;
	u32 unknown;
} last;

/* What a suggestion makes of it; too large for the stack. */
static struct hv_entry_state mended;

/* Its records: the ring of a CPU is gone with a start that failed. */
static struct hv_ring records;

bool hv_failure_may_dump(void)
{
	return raw_dumps &&
	       !security_locked_down(LOCKDOWN_MODULE_PARAMETERS);
}

/* Whether the processor did what @outcome is. */
static bool is_outcome(const struct hv_entry_outcome *outcome)
{
	const struct hv_snapshot *snapshot = &last.snapshot;
	u32 reason = BASIC_EXIT_REASON(snapshot->exit_reason);

	if (snapshot->kind == HVCORE_FAILURE_INSTRUCTION) {
		if (!snapshot->has_vmcs)
			return outcome->kind == HV_ENTRY_FAIL_INVALID;
		return outcome->kind == HV_ENTRY_FAIL_VALID &&
		       outcome->number == snapshot->instruction_error;
	}
	switch (outcome->kind) {
	case HV_ENTRY_GUEST_STATE:
		return reason == EXIT_GUEST_STATE &&
		       outcome->number == snapshot->qualification;
	case HV_ENTRY_MSR_LOAD:
		return reason == EXIT_MSR_LOAD;
	case HV_ENTRY_MACHINE_CHECK:
		return reason == EXIT_MACHINE_CHECK;
	default:
		return false;
	}
}

static bool explains(const struct hv_entry_rule *rule)
{
	const struct hv_snapshot *snapshot = &last.snapshot;
	unsigned int i;

	/* Here the qualification is the number of the entry, from 1. */
	if (rule->each_msr &&
	    BASIC_EXIT_REASON(snapshot->exit_reason) == EXIT_MSR_LOAD &&
	    !hv_entry_msr_breaks(rule, &last.values.state,
				 snapshot->qualification - 1))
		return false;
	for (i = 0; i < rule->nr_outcomes; i++)
		if (is_outcome(&rule->outcomes[i]))
			return true;
	return false;
}

static void judge(bool matches)
{
	const struct hv_entry_rule *rule = hv_entry_rules;
	const struct hv_entry_rule *end = rule + hv_nr_entry_rules;

	for (; rule < end && last.nr_findings < HV_FAILURE_FINDINGS; rule++) {
		if (hv_entry_check(rule, &last.values.state) !=
		    HV_ENTRY_BROKEN || explains(rule) != matches)
			continue;
		last.findings[last.nr_findings++] =
			(struct judged){ rule, matches };
	}
}

static void count(void)
{
	unsigned int i;

	last.broken = 0;
	last.unknown = 0;
	for (i = 0; i < hv_nr_entry_rules; i++) {
		switch (hv_entry_check(&hv_entry_rules[i],
				       &last.values.state)) {
		case HV_ENTRY_BROKEN:
			last.broken++;
			break;
		case HV_ENTRY_UNKNOWN:
			last.unknown++;
			break;
		case HV_ENTRY_HOLDS:
			break;
		}
	}
}

/* The entry of the MSR-load area that a rule is about. */
static const struct hv_entry_msr *entry_of(const struct hv_entry_rule *rule)
{
	const struct hv_entry_state *state = &last.values.state;
	u32 i;

	for (i = 0; i < state->nr_msrs; i++)
		if (hv_entry_msr_breaks(rule, state, i))
			return &state->msrs[i];
	return NULL;
}

static int print_value(char *to, size_t room, const char *name,
		       struct hv_known value, bool is_control)
{
	if (!value.unknown && is_control)
		return scnprintf(to, room, "\"%s\" = %llu", name, value.bits);
	if (!value.unknown)
		return scnprintf(to, room, "%s = %#llx", name, value.bits);
	return scnprintf(to, room, is_control ? "\"%s\" = ?" : "%s = ?", name);
}

static void print_values(const struct hv_entry_rule *rule, char *to,
			 size_t size)
{
	const struct hv_entry_msr *msr = entry_of(rule);
	const struct hv_entry_operand *operand;
	size_t length = 0;
	unsigned int i;

	to[0] = '\0';
	for (i = 0; i < rule->nr_operands; i++) {
		operand = &rule->operands[i];
		if (i)
			length += scnprintf(to + length, size - length, ", ");
		length += print_value(to + length, size - length,
				      hv_entry_operand_name(operand),
				      hv_entry_operand_value(operand,
							     &last.values.state,
							     msr),
				      operand->bit != HV_ENTRY_WHOLE);
	}
}

/* The values of fields that would satisfy it; nothing when none would. */
static void print_suggestion(const struct hv_entry_rule *rule, char *to,
			     size_t size)
{
	u16 changed[SUGGESTED_FIELDS];
	unsigned int i, count;
	size_t length = 0;

	to[0] = '\0';
	count = hv_entry_suggest(rule, &last.values.state, &mended, changed,
				 SUGGESTED_FIELDS);
	/* What is not known of the processor may decide what would do. */
	if (count > SUGGESTED_FIELDS ||
	    hv_entry_check(rule, &mended) != HV_ENTRY_HOLDS)
		return;
	for (i = 0; i < count; i++)
		length += scnprintf(to + length, size - length, "%s%s = %#llx",
				    i ? ", " : "",
				    hv_entry_inputs[changed[i]].name,
				    mended.inputs[changed[i]].bits);
}

static void describe(const struct judged *judged, struct hvcore_finding *to)
{
	const struct hv_entry_rule *rule = judged->rule;

	memset(to, 0, sizeof(*to));
	to->number = rule->number;
	to->matches = judged->matches;
	strscpy(to->name, rule->name, sizeof(to->name));
	strscpy(to->section, rule->section, sizeof(to->section));
	strscpy(to->sentence, rule->sentence, sizeof(to->sentence));
	print_values(rule, to->values, sizeof(to->values));
	print_suggestion(rule, to->suggestion, sizeof(to->suggestion));
}

/* Those of VMLAUNCH and VMRESUME: SDM volume 3, "VM-Instruction Error Numbers". */
static const char *error_text(u32 error)
{
	switch (error) {
	case 4:
		return "VMLAUNCH with a VMCS that is launched";
	case 5:
		return "VMRESUME with a VMCS that is not launched";
	case 6:
		return "VMRESUME after VMXOFF";
	case 7:
		return "control fields are not valid";
	case 8:
		return "host-state fields are not valid";
	case 26:
		return "events are blocked by MOV SS";
	default:
		return "which the module does not know";
	}
}

static void log_failure(void)
{
	const struct hv_snapshot *snapshot = &last.snapshot;

	if (snapshot->kind == HVCORE_FAILURE_ENTRY)
		pr_err("hvcore: CPU %u: %s: VM entry failed: exit reason %#x (%s), qualification %#llx\n",
		       last.cpu, last.profile, snapshot->exit_reason,
		       hv_exit_reason_name(BASIC_EXIT_REASON(snapshot->exit_reason)) ?:
		       "unknown",
		       snapshot->qualification);
	else if (snapshot->has_vmcs)
		pr_err("hvcore: CPU %u: %s: %s failed: VM-instruction error %u (%s)\n",
		       last.cpu, last.profile,
		       snapshot->was_launch ? "VMLAUNCH" : "VMRESUME",
		       snapshot->instruction_error,
		       error_text(snapshot->instruction_error));
	else
		pr_err("hvcore: CPU %u: %s: %s failed: there is no current VMCS\n",
		       last.cpu, last.profile,
		       snapshot->was_launch ? "VMLAUNCH" : "VMRESUME");
}

static void log_finding(const struct hvcore_finding *finding)
{
	pr_err("hvcore: CPU %u: VE-%u %s%s: %s\n", last.cpu, finding->number,
	       finding->name,
	       finding->matches ? "" : " (broken, but not what was reported)",
	       finding->sentence);
	pr_err("hvcore: CPU %u: VE-%u: %s; SDM volume 3, \"%s\"\n", last.cpu,
	       finding->number, finding->values, finding->section);
	if (finding->suggestion[0])
		pr_err("hvcore: CPU %u: VE-%u: would be satisfied by %s\n",
		       last.cpu, finding->number, finding->suggestion);
}

/* Nothing that is known explains it: what might, if it were known. */
static void log_unexplained(void)
{
	char text[HVCORE_TEXT_LEN] = "";
	unsigned int i, listed = 0;
	size_t length = 0;

	for (i = 0; i < hv_nr_entry_rules; i++) {
		if (hv_entry_check(&hv_entry_rules[i], &last.values.state) !=
		    HV_ENTRY_UNKNOWN || !explains(&hv_entry_rules[i]))
			continue;
		if (listed++ < LOGGED_UNKNOWN)
			length += scnprintf(text + length,
					    sizeof(text) - length, " %s",
					    hv_entry_rules[i].code);
	}
	pr_err("hvcore: CPU %u: no rule that is known to be broken explains it; %u that would depend on what is not known%s%s\n",
	       last.cpu, listed, listed ? ":" : "", text);
}

static void log_all(void)
{
	static struct hvcore_finding finding;
	u32 i;

	log_failure();
	if (!last.nr_findings || !last.findings[0].matches)
		log_unexplained();
	for (i = 0; i < min_t(u32, last.nr_findings, LOGGED_FINDINGS); i++) {
		describe(&last.findings[i], &finding);
		log_finding(&finding);
	}
}

void hv_failure_record(struct hv_cpu *cpu, const struct hv_profile *profile)
{
	mutex_lock(&lock);
	last.serial++;
	last.cpu = cpu->id;
	strscpy(last.profile, profile->name, sizeof(last.profile));
	last.snapshot = *cpu->snapshot;
	last.capabilities = cpu->capabilities;
	hv_entry_values_fill(&last.values, &last.snapshot, &last.capabilities);
	last.nr_findings = 0;
	judge(true);
	judge(false);
	count();
	log_all();
	records.cpu = cpu->id;
	hv_ring_write(&records, HVCORE_RECORD_ENTRY_FAILED,
		      last.snapshot.instruction_error,
		      last.snapshot.exit_reason, last.snapshot.qualification,
		      last.nr_findings && last.findings[0].matches ?
		      last.findings[0].rule->number : 0);
	mutex_unlock(&lock);
	cpu->snapshot->kind = HVCORE_FAILURE_NONE;
	wake_up_interruptible(&hv_machine.readable);
}

void hv_failure_append(char *text)
{
	size_t length = strnlen(text, HVCORE_TEXT_LEN - 1);

	mutex_lock(&lock);
	if (last.nr_findings && last.findings[0].matches)
		scnprintf(text + length, HVCORE_TEXT_LEN - length,
			  "; %s %s is broken", last.findings[0].rule->code,
			  last.findings[0].rule->name);
	mutex_unlock(&lock);
}

u32 hv_failure_get(struct hvcore_failure *argument,
		   struct hvcore_finding *list)
{
	u32 i, filled;

	mutex_lock(&lock);
	argument->kind = last.snapshot.kind;
	argument->cpu = last.cpu;
	argument->instruction_error = last.snapshot.instruction_error;
	argument->exit_reason = last.snapshot.exit_reason;
	argument->qualification = last.snapshot.qualification;
	argument->serial = last.serial;
	argument->broken = last.broken;
	argument->unknown = last.unknown;
	memcpy(argument->profile, last.profile, sizeof(last.profile));
	filled = last.nr_findings;
	for (i = 0; i < filled; i++)
		describe(&last.findings[i], &list[i]);
	mutex_unlock(&lock);
	return filled;
}

/* A list that is being filled. */
struct dump {
	struct hvcore_value *list;
	u32 filled;
};

static void add(struct dump *dump, u32 kind, u32 number, u64 value,
		const char *name)
{
	struct hvcore_value *to;

	if (WARN_ON_ONCE(dump->filled == HV_DUMP_VALUES))
		return;
	to = &dump->list[dump->filled++];
	memset(to, 0, sizeof(*to));
	to->kind = kind;
	to->number = number;
	to->value = value;
	strscpy(to->name, name, sizeof(to->name));
}

static void dump_inputs(struct dump *dump)
{
	const struct hv_entry_input_info *info;
	unsigned int i;

	for (i = 0; i < HV_NR_ENTRY_INPUTS; i++) {
		info = &hv_entry_inputs[i];
		if (info->kind == HV_ENTRY_FIELD ||
		    info->kind == HV_ENTRY_CAPABILITY ||
		    last.values.state.inputs[i].unknown)
			continue;
		add(dump, HVCORE_VALUE_MACHINE, 0,
		    last.values.state.inputs[i].bits, info->name);
	}
}

static void dump_capabilities(struct dump *dump)
{
	unsigned int i;
	u64 value;

	for (i = 0; i < HV_NR_CAPABILITIES; i++)
		if (hv_capability(&last.capabilities, HV_CAPABILITY_FIRST + i,
				  &value))
			add(dump, HVCORE_VALUE_CAPABILITY,
			    HV_CAPABILITY_FIRST + i, value, "");
}

u32 hv_failure_dump(struct hvcore_value *list)
{
	const struct hv_snapshot *snapshot = &last.snapshot;
	struct dump dump = { list, 0 };
	unsigned int i;

	mutex_lock(&lock);
	if (!snapshot->kind)
		goto out;
	for (i = 0; snapshot->has_vmcs && i < hv_nr_vmcs_fields; i++)
		if (snapshot->exists[i / 64] & BIT_ULL(i % 64))
			add(&dump, HVCORE_VALUE_FIELD,
			    hv_vmcs_fields[i].encoding, snapshot->fields[i],
			    hv_vmcs_fields[i].name);
	dump_capabilities(&dump);
	dump_inputs(&dump);
	for (i = 0; i < last.values.state.nr_msrs; i++) {
		add(&dump, HVCORE_VALUE_MSR_LOAD_INDEX, i,
		    last.values.raw[i][0], "");
		add(&dump, HVCORE_VALUE_MSR_LOAD_VALUE, i,
		    last.values.raw[i][1], "");
	}
out:
	mutex_unlock(&lock);
	return dump.filled;
}

bool hv_failure_read_event(struct hvcore_event *event)
{
	return hv_ring_read(&records, event);
}

bool hv_failure_has_event(void)
{
	return READ_ONCE(records.head) != READ_ONCE(records.tail);
}
