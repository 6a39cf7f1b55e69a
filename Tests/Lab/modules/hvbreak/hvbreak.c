// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvbreak: changes fields of KVM's current VMCS at the tracepoint kvm_entry,
 * which is passed with interrupts off, after KVM has written nearly all fields
 * and just before it enters the guest (it still writes RIP and RSP when user
 * space has set them, and what of the host has changed).
 *
 * A process writes its edits to .../parameters/edits, as "FIELD OPERATION
 * VALUE" with hexadecimal numbers and blanks, repeated. They are applied once:
 * at its next entry. Reading gives "FIELD BEFORE AFTER" lines then, and nothing
 * when there was no entry yet.
 *
 *	= | & ^	the field becomes VALUE, or is combined with it
 *	c	the field becomes the address of the current VMCS
 *	m	one more entry in the VM-entry MSR-load area: the MSR FIELD, VALUE
 *	r	the same, with a reserved bit of the entry set
 *	o	overwrites the first entry of that area, which must have one
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <asm/msr.h>
#include <asm/vmx.h>

#define EDITS_MAX	8

struct kvm_vcpu;

extern struct tracepoint __tracepoint_kvm_entry;

struct edit {
	u32 field;
	char operation;
	u64 value;
	u64 before;
	u64 after;
};

static struct edit edits[EDITS_MAX];
static unsigned int count;
/* Whose next entry it is; 0: nobody's. */
static pid_t armed;
/* -EAGAIN: no entry yet. */
static int outcome = -EAGAIN;

static bool vmcs_read(u32 field, u64 *value)
{
	bool good;

	asm volatile("vmread %2, %0" : "=r" (*value), "=@cca" (good) : "r" ((u64)field) : "cc");
	return good;
}

static bool vmcs_write(u32 field, u64 value)
{
	bool good;

	asm volatile("vmwrite %1, %2" : "=@cca" (good) : "r" (value), "r" ((u64)field) : "cc");
	return good;
}

static u64 vmcs_current(void)
{
	u64 address;

	asm volatile("vmptrst %0" : "=m" (address) : : "cc");
	return address;
}

/* KVM always says where its area is, and has room for eight. */
static int change_area(struct edit *edit)
{
	struct vmx_msr_entry *area;
	u64 address, entries;

	if (!vmcs_read(VM_ENTRY_MSR_LOAD_ADDR, &address) || !address ||
	    !vmcs_read(VM_ENTRY_MSR_LOAD_COUNT, &entries) || entries > 7)
		return -EIO;
	area = phys_to_virt(address);
	if (edit->operation == 'o') {
		if (!entries)
			return -ENOENT;
	} else {
		area += entries;
	}
	edit->before = area->value;
	area->index = edit->field;
	area->reserved = edit->operation == 'r';
	area->value = edit->value;
	edit->after = area->value;
	if (edit->operation == 'o')
		return 0;
	return vmcs_write(VM_ENTRY_MSR_LOAD_COUNT, entries + 1) ? 0 : -EIO;
}

static int apply(struct edit *edit)
{
	u64 value;

	switch (edit->operation) {
	case 'm':
	case 'r':
	case 'o':
		return change_area(edit);
	}
	if (!vmcs_read(edit->field, &edit->before))
		return -EIO;
	value = edit->before;
	switch (edit->operation) {
	case '=':
		value = edit->value;
		break;
	case '|':
		value |= edit->value;
		break;
	case '&':
		value &= edit->value;
		break;
	case '^':
		value ^= edit->value;
		break;
	case 'c':
		value = vmcs_current();
		break;
	}
	if (!vmcs_write(edit->field, value) || !vmcs_read(edit->field, &edit->after))
		return -EIO;
	return 0;
}

/* 6.12 has one more argument, which is not needed. */
static void at_entry(void *data, struct kvm_vcpu *vcpu)
{
	unsigned int i;
	int error = 0;

	if (READ_ONCE(armed) != current->tgid)
		return;
	WRITE_ONCE(armed, 0);
	for (i = 0; i < count && !error; i++)
		error = apply(&edits[i]);
	outcome = error;
}

static int edits_set(const char *text, const struct kernel_param *parameter)
{
	unsigned long long value;
	unsigned int field, n = 0;
	char operation;
	int length;

	WRITE_ONCE(armed, 0);
	while (sscanf(text, " %x %c %llx%n", &field, &operation, &value, &length) == 3) {
		if (n == EDITS_MAX || !strchr("=|&^cmro", operation))
			return -EINVAL;
		edits[n++] = (struct edit){ .field = field, .operation = operation, .value = value };
		text += length;
	}
	if (!n || *skip_spaces(text))
		return -EINVAL;
	count = n;
	outcome = -EAGAIN;
	WRITE_ONCE(armed, current->tgid);
	return 0;
}

static int edits_get(char *buffer, const struct kernel_param *parameter)
{
	unsigned int i;
	int length = 0;

	if (outcome == -EAGAIN)
		return 0;
	if (outcome)
		return outcome;
	for (i = 0; i < count; i++)
		length += sysfs_emit_at(buffer, length, "%#x %#llx %#llx\n", edits[i].field, edits[i].before,
					edits[i].after);
	return length;
}

static const struct kernel_param_ops edits_operations = { .set = edits_set, .get = edits_get };

module_param_cb(edits, &edits_operations, NULL, 0600);
MODULE_PARM_DESC(edits, "what to change at the next VM entry of the process that writes this");

static ulong basic, misc, secondary, ept;
module_param(basic, ulong, 0444);
MODULE_PARM_DESC(basic, "IA32_VMX_BASIC (output)");
module_param(misc, ulong, 0444);
MODULE_PARM_DESC(misc, "IA32_VMX_MISC (output)");
module_param(secondary, ulong, 0444);
MODULE_PARM_DESC(secondary, "IA32_VMX_PROCBASED_CTLS2 (output)");
module_param(ept, ulong, 0444);
MODULE_PARM_DESC(ept, "IA32_VMX_EPT_VPID_CAP (output), 0 without EPT and VPID");

static u64 msr_or_0(u32 index)
{
	u64 value;

	return rdmsrl_safe(index, &value) ? 0 : value;
}

static int __init hvbreak_init(void)
{
	rdmsrl(MSR_IA32_VMX_BASIC, basic);
	rdmsrl(MSR_IA32_VMX_MISC, misc);
	secondary = msr_or_0(MSR_IA32_VMX_PROCBASED_CTLS2);
	ept = msr_or_0(MSR_IA32_VMX_EPT_VPID_CAP);
	return tracepoint_probe_register(&__tracepoint_kvm_entry, at_entry, NULL);
}

static void __exit hvbreak_exit(void)
{
	tracepoint_probe_unregister(&__tracepoint_kvm_entry, at_entry, NULL);
	tracepoint_synchronize_unregister();
}

module_init(hvbreak_init);
module_exit(hvbreak_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Breaks VMCSs of KVM, for tests");
