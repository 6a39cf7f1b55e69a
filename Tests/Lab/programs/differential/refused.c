// SPDX-License-Identifier: GPL-2.0-only
/* What is #UD where there is no VT-x, and what ring 3 may not do. */
#include "categories.h"
#include "differential.h"

static const struct {
	uint32_t kind;
	uint8_t length, bytes[8];
} refused[] = {
	{ KIND_VMCALL, 3, { 0x0f, 0x01, 0xc1 } },
	{ KIND_PLAIN, 4, { 0x66, 0x0f, 0xc7, 0x33 } },		/* VMCLEAR (rbx) */
	{ KIND_PLAIN, 3, { 0x0f, 0x01, 0xc2 } },		/* VMLAUNCH */
	{ KIND_PLAIN, 3, { 0x0f, 0xc7, 0x33 } },		/* VMPTRLD (rbx) */
	{ KIND_PLAIN, 3, { 0x0f, 0xc7, 0x3b } },		/* VMPTRST (rbx) */
	{ KIND_PLAIN, 3, { 0x0f, 0x78, 0xc2 } },		/* VMREAD rax, rdx */
	{ KIND_PLAIN, 3, { 0x0f, 0x78, 0x03 } },		/* VMREAD rax, (rbx) */
	{ KIND_PLAIN, 3, { 0x0f, 0x01, 0xc3 } },		/* VMRESUME */
	{ KIND_PLAIN, 3, { 0x0f, 0x79, 0xc2 } },		/* VMWRITE rdx, rax */
	{ KIND_PLAIN, 3, { 0x0f, 0x01, 0xc4 } },		/* VMXOFF */
	{ KIND_PLAIN, 4, { 0xf3, 0x0f, 0xc7, 0x33 } },		/* VMXON (rbx) */
	{ KIND_PLAIN, 5, { 0x66, 0x0f, 0x38, 0x80, 0x03 } },	/* INVEPT (rbx), rax */
	{ KIND_PLAIN, 5, { 0x66, 0x0f, 0x38, 0x81, 0x03 } },	/* INVVPID (rbx), rax */
	{ KIND_PLAIN, 3, { 0x0f, 0x01, 0xd4 } },		/* VMFUNC */
	{ KIND_GETSEC, 2, { 0x0f, 0x37 } },
};

static void add_refused(bool user, unsigned int i)
{
	struct hvconform_run *run = add_at(user, refused[i].kind);

	put_bytes(run, refused[i].bytes, refused[i].length);
	run->regs_in[RBX] = place_address(run, random_below(NR_PLACES));
	/* No hypercall that anybody answers. */
	if (refused[i].kind == KIND_VMCALL)
		run->regs_in[RAX] = random_number() | 1ull << 63;
}

void make_vmx(void)
{
	unsigned int i, j;

	for (i = 0; i < 80; i++)
		for (j = 0; j < ARRAY_SIZE(refused); j++)
			add_refused(false, j);
}

void make_user_privileged(void)
{
	static const struct {
		uint8_t length, bytes[4];
	} privileged[] = {
		{ 2, { 0x0f, 0x32 } },			/* RDMSR */
		{ 2, { 0x0f, 0x30 } },			/* WRMSR */
		{ 3, { 0x0f, 0x01, 0xd1 } },		/* XSETBV */
		{ 1, { 0xf4 } },			/* HLT */
		{ 2, { 0x0f, 0x06 } },			/* CLTS */
		{ 2, { 0x0f, 0x08 } },			/* INVD */
		{ 2, { 0x0f, 0x09 } },			/* WBINVD */
		{ 1, { 0xfa } },			/* CLI */
		{ 2, { 0x0f, 0x07 } },			/* SYSRET */
		{ 2, { 0x0f, 0x35 } },			/* SYSEXIT */
		{ 3, { 0x0f, 0x01, 0xf8 } },		/* SWAPGS */
		{ 2, { 0x0f, 0xaa } },			/* RSM */
	};
	unsigned int i, j;

	for (i = 0; i < 40; i++)
		for (j = 0; j < ARRAY_SIZE(refused); j++)
			add_refused(true, j);
	for (i = 0; i < 40; i++)
		for (j = 0; j < ARRAY_SIZE(privileged); j++) {
			struct hvconform_run *run = add_at(true, KIND_PLAIN);

			put_bytes(run, privileged[j].bytes, privileged[j].length);
			run->regs_in[RCX] = named_msrs[i];
		}
}
