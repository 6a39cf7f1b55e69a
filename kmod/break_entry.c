// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/security.h>
#include <linux/string.h>

#include "break_entry.h"
#include "fault.h"
#include "snapshot.h"

#define MAX_CHANGES	8
#define TEXT_SIZE	256

/* A field is made @operation, one of "=|&^", with @operand. */
struct change {
	u32 encoding;
	char operation;
	u64 operand;
};

/*
 * Read with interrupts off, on CPUs that start, and written by root through
 * sysfs: the count is 0 while the changes are written.
 */
static struct change changes[MAX_CHANGES];
static unsigned int nr_changes;
static char text[TEXT_SIZE];

static int find_field(const char *name, u32 *encoding)
{
	unsigned int i;

	if (!kstrtou32(name, 0, encoding))
		return 0;
	for (i = 0; i < hv_nr_vmcs_fields; i++) {
		if (strcmp(hv_vmcs_fields[i].name, name))
			continue;
		*encoding = hv_vmcs_fields[i].encoding;
		return 0;
	}
	pr_err("hvcore: break_entry: there is no field '%s'\n", name);
	return -EINVAL;
}

static int parse(char *word, struct change *change)
{
	char *operation = strpbrk(word, "=|&^");

	if (!operation)
		return -EINVAL;
	change->operation = *operation;
	*operation = '\0';
	return find_field(strim(word), &change->encoding) ?:
	       kstrtou64(strim(operation + 1), 0, &change->operand);
}

static int break_entry_set(const char *value, const struct kernel_param *param)
{
	struct change parsed[MAX_CHANGES];
	char copy[TEXT_SIZE], kept[TEXT_SIZE], *rest, *word;
	unsigned int count = 0;
	int error;

	if (strscpy(copy, value, sizeof(copy)) < 0)
		return -E2BIG;
	rest = strim(copy);
	/* The VMCS decides what code runs in ring 0. */
	if (*rest) {
		error = security_locked_down(LOCKDOWN_MODULE_PARAMETERS);
		if (error)
			return error;
	}
	strscpy(kept, rest, sizeof(kept));
	while (rest && *rest) {
		word = strsep(&rest, ",");
		if (count == MAX_CHANGES)
			return -E2BIG;
		error = parse(word, &parsed[count++]);
		if (error)
			return error;
	}
	WRITE_ONCE(nr_changes, 0);
	memcpy(changes, parsed, count * sizeof(*parsed));
	strscpy(text, kept, sizeof(text));
	smp_store_release(&nr_changes, count);
	return 0;
}

static int break_entry_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", text);
}

static const struct kernel_param_ops break_entry_ops = {
	.set = break_entry_set,
	.get = break_entry_get,
};
module_param_cb(break_entry, &break_entry_ops, NULL, 0600);
MODULE_PARM_DESC(break_entry,
		 "fields to break before VMLAUNCH, as FIELD=|&^VALUE,..., for tests; on CPU fail_cpu, or all");

static u64 changed(u64 value, const struct change *change)
{
	switch (change->operation) {
	case '|':
		return value | change->operand;
	case '&':
		return value & change->operand;
	case '^':
		return value ^ change->operand;
	default:
		return change->operand;
	}
}

void hv_break_entry(u32 cpu)
{
	unsigned int i, count = smp_load_acquire(&nr_changes);
	u64 value;

	if (likely(!count) || !hv_fault_on_cpu(cpu))
		return;
	for (i = 0; i < count; i++) {
		if (hvp_try_vmread(changes[i].encoding, &value) ||
		    hvp_try_vmwrite(changes[i].encoding,
				    changed(value, &changes[i])))
			pr_err("hvcore: CPU %u: break_entry: field %#x cannot be changed here\n",
			       cpu, changes[i].encoding);
	}
}
