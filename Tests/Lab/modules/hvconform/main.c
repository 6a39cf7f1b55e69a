// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvconform: runs single instructions at ring 0 with chosen registers, under an
 * IDT of its own, and tells user space what became of them. A test compares a
 * native run with one under a hypervisor. For the lab only.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/irqflags.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/tlbflush.h>

#include "hvconform.h"

#define NR_IDT_ENTRIES	256
#define USABLE_FLAGS	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			 X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_TF | \
			 X86_EFLAGS_DF | X86_EFLAGS_OF)

/* What the stubs of run.S find on the stack. */
struct exception_frame {
	u64 error_code, rip, cs, rflags, rsp, ss;
};

extern u64 hvconform_regs_in[16], hvconform_regs_out[16];
extern u64 hvconform_rflags_out;

void hvconform_execute(u64 rflags, unsigned long instruction);
void hvconform_capture(void);
void hvconform_exception(u32 vector, struct exception_frame *frame);

#define VECTORS(f) f(0) f(1) f(3) f(4) f(5) f(6) f(7) f(10) f(11) f(12) \
	f(13) f(14) f(17)

#define DECLARE_VECTOR(n) void hvconform_vector_##n(void);
VECTORS(DECLARE_VECTOR)

struct op {
	void (*start)(void);
	char *at, *end;
};

#define OPS(f) f(nop) f(cpuid) f(rdmsr) f(wrmsr) f(xsetbv) f(xgetbv) \
	f(mov_from_cr0) f(mov_from_cr3) f(mov_from_cr4) f(mov_rax_to_cr4) \
	f(mov_r13_to_cr4) f(vmcall) f(vmclear) f(vmlaunch) f(vmptrld) \
	f(vmptrst) f(vmread) f(vmresume) f(vmwrite) f(vmxoff) f(vmxon) \
	f(invept) f(invvpid) f(vmfunc) f(getsec) f(invd) f(sti_cpuid) \
	f(mov_ss_cpuid)

#define DECLARE_OP(n) \
	void hvconform_op_##n(void); \
	extern char hvconform_at_##n[], hvconform_end_##n[];
OPS(DECLARE_OP)

#define OP_ENTRY(n) { hvconform_op_##n, hvconform_at_##n, hvconform_end_##n },
static const struct op ops[HVCONFORM_NR_OPS] = { OPS(OP_ENTRY) };

static DEFINE_MUTEX(lock);

/* The run that is under way; interrupts are off, so there is one. */
static struct hvconform_run *current_run;
static const struct op *current_op;

static gate_desc idt[NR_IDT_ENTRIES] __aligned(PAGE_SIZE);

/* Called by the stubs of run.S, under our IDT: nothing of Linux is called. */
notrace void hvconform_exception(u32 vector, struct exception_frame *frame)
{
	struct hvconform_run *run = current_run;
	s64 rip = (s64)(frame->rip - (u64)current_op->at);
	struct hvconform_trap *trap;

	if (run->nr_traps < HVCONFORM_MAX_TRAPS) {
		trap = &run->traps[run->nr_traps];
		trap->vector = vector;
		trap->error_code = frame->error_code;
		trap->rip = rip;
		trap->rflags = frame->rflags;
		if (vector == 1) {
			asm volatile("mov %%dr6, %0" : "=r" (trap->dr6));
			asm volatile("mov %0, %%dr6" : : "r" (0xffff0ff0ul));
		}
	}
	run->nr_traps++;
	run->rip_out = rip;
	frame->rflags &= ~(u64)X86_EFLAGS_TF;
	/* A single-step goes on where it is; a fault ends the instruction. */
	if (vector != 1)
		frame->rip = (u64)current_op->end;
}

static void read_xcr0(u64 *value)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	*value = low | (u64)high << 32;
}

static void write_xcr0(u64 value)
{
	asm volatile("xsetbv" : : "c" (0), "a" ((u32)value),
		     "d" ((u32)(value >> 32)));
}

static u64 raw_cr4(void)
{
	u64 value;

	asm volatile("mov %%cr4, %0" : "=r" (value));
	return value;
}

static void set_raw_cr4(u64 value)
{
	asm volatile("mov %0, %%cr4" : : "r" (value) : "memory");
}

/* PCIDE can be set only while the PCID of CR3 is 0. */
static void restore_cr4(u64 value)
{
	u64 cr3;

	if (!(value & ~raw_cr4() & X86_CR4_PCIDE)) {
		set_raw_cr4(value);
		return;
	}
	asm volatile("mov %%cr3, %0" : "=r" (cr3));
	asm volatile("mov %0, %%cr3" : : "r" (cr3 & ~0xffful) : "memory");
	set_raw_cr4(value);
	asm volatile("mov %0, %%cr3" : : "r" (cr3) : "memory");
}

static void execute(struct hvconform_run *run)
{
	const struct desc_ptr own = { sizeof(idt) - 1, (unsigned long)idt };
	u32 msr = (u32)run->regs_in[1];
	bool is_wrmsr = run->op == HVCONFORM_WRMSR, had_msr = false;
	u64 cr4, xcr0 = 0, msr_before = 0, rflags;
	struct desc_ptr before;
	unsigned long flags;
	unsigned int i;

	current_op = &ops[run->op];
	current_run = run;
	run->nr_traps = 0;
	run->length = current_op->end - current_op->at;
	run->rip_out = run->length;
	memset(run->traps, 0, sizeof(run->traps));
	rflags = (run->rflags_in & USABLE_FLAGS) | X86_EFLAGS_FIXED;
	for (i = 0; i < 16; i++)
		hvconform_regs_in[i] = run->regs_in[i];
	/* The selector that MOV SS takes must be the kernel's. */
	if (run->op == HVCONFORM_MOV_SS_CPUID)
		hvconform_regs_in[6] = __KERNEL_DS;
	hvconform_regs_out[4] = 0;

	local_irq_save(flags);
	cr4 = raw_cr4();
	if (cr4 & X86_CR4_OSXSAVE)
		read_xcr0(&xcr0);
	if (is_wrmsr)
		had_msr = !rdmsrl_safe(msr, &msr_before);
	store_idt(&before);
	load_idt(&own);

	hvconform_execute(rflags, (unsigned long)current_op->start);

	run->cr4_out = raw_cr4();
	load_idt(&before);
	restore_cr4(cr4);
	if (cr4 & X86_CR4_OSXSAVE) {
		read_xcr0(&run->xcr0_out);
		if (run->xcr0_out != xcr0)
			write_xcr0(xcr0);
	}
	if (is_wrmsr && had_msr)
		wrmsrl_safe(msr, msr_before);
	local_irq_restore(flags);

	for (i = 0; i < 16; i++)
		run->regs_out[i] = hvconform_regs_out[i];
	run->rflags_out = hvconform_rflags_out;
}

static long run_batch(struct hvconform_batch __user *argument)
{
	struct hvconform_batch batch;
	struct hvconform_run *run;
	struct hvconform_run __user *place;
	long error = 0;
	u32 i;

	if (copy_from_user(&batch, argument, sizeof(batch)))
		return -EFAULT;
	if (batch.pad || batch.count > 65536)
		return -EINVAL;
	run = kmalloc(sizeof(*run), GFP_KERNEL);
	if (!run)
		return -ENOMEM;
	place = u64_to_user_ptr(batch.runs);
	for (i = 0; i < batch.count && !error; i++) {
		if (copy_from_user(run, &place[i], sizeof(*run))) {
			error = -EFAULT;
		} else if (run->op >= HVCONFORM_NR_OPS) {
			error = -EINVAL;
		} else {
			mutex_lock(&lock);
			execute(run);
			mutex_unlock(&lock);
			if (copy_to_user(&place[i], run, sizeof(*run)))
				error = -EFAULT;
		}
	}
	kfree(run);
	return error;
}

static long device_ioctl(struct file *file, unsigned int request,
			 unsigned long argument)
{
	if (request != HVCONFORM_IOC_RUN)
		return -ENOTTY;
	return run_batch((void __user *)argument);
}

static int device_open(struct inode *inode, struct file *file)
{
	return capable(CAP_SYS_ADMIN) ? 0 : -EPERM;
}

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
	.open = device_open,
	.unlocked_ioctl = device_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hvconform",
	.mode = 0600,
	.fops = &device_operations,
};

static void set_gate(unsigned int vector, void (*handler)(void))
{
	pack_gate(&idt[vector], GATE_INTERRUPT, (unsigned long)handler, 0, 0,
		  __KERNEL_CS);
}

static int __init hvconform_init(void)
{
	struct desc_ptr linux_idt;

	/* NMI, #DF, #MC and all else go where Linux wants them. */
	store_idt(&linux_idt);
	memcpy(idt, (void *)linux_idt.address, linux_idt.size + 1);
#define SET_GATE(n) set_gate(n, hvconform_vector_##n);
	VECTORS(SET_GATE)
	return misc_register(&device);
}

static void __exit hvconform_exit(void)
{
	misc_deregister(&device);
}

module_init(hvconform_init);
module_exit(hvconform_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Single instructions at ring 0, for conformance tests");
