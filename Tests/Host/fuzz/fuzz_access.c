// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any page tables of a guest: what guest_access.c reads, writes and finds
 * writable there, against a walk for each page by plain_walk.c.
 */
#include <stdlib.h>

#include "plain_walk.h"
#include "runtime.h"
#include "vm.h"
#include "walk_input.h"
#include "arch/vmcs_fields.h"

static u8 expected[GUEST_MEMORY_IMAGE_SIZE];
static struct guest_memory_image *image;
static struct hv_vcpu vcpu;
static bool is_user;

/* The processor: that of the image. */
u64 hvp_vmread(u32 encoding)
{
	const struct hv_guest_paging *paging = &image->paging;

	switch (encoding) {
	case HV_GUEST_CR0:
		return paging->cr0;
	case HV_GUEST_CR3:
		return paging->cr3;
	case HV_GUEST_CR4:
		return paging->cr4;
	case HV_GUEST_RFLAGS:
		return paging->rflags;
	case HV_GUEST_IA32_EFER:
		return paging->efer;
	case HV_GUEST_PDPTR0:
	case HV_GUEST_PDPTR1:
	case HV_GUEST_PDPTR2:
	case HV_GUEST_PDPTR3:
		return paging->pdpte[(encoding - HV_GUEST_PDPTR0) / 2];
	case HV_GUEST_SS_AR_BYTES:
		return is_user ? 0xc0f3 : 0xc093;
	default:
		tap_fail(__FILE__, __LINE__, "reads field 0x%x", encoding);
		return 0;
	}
}

bool hvp_rdmsr(u32 msr, u64 *value)
{
	CHECK(msr == 0xc0000080 || msr == 0x6e1);
	*value = msr == 0x6e1 ? image->paging.pkrs : image->paging.efer;
	return false;
}

u32 hvp_read_pkru(void)
{
	return image->paging.pkru;
}

void hvp_cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	*eax = leaf == 0x80000000 ? 0x80000008 : image->paging.width;
	*ebx = *ecx = subleaf;
	*edx = (u32)image->paging.has_1g << 26;
}

bool hvp_invvpid(u64 type, u16 vpid, u64 linear)
{
	tap_fail(__FILE__, __LINE__, "INVVPID %llu, %u, 0x%llx", type, vpid,
		 linear);
	return true;
}

void hv_flush_guest_tlb(struct hv_vcpu *of)
{
	tap_fail(__FILE__, __LINE__, "flushes VPID %u", of->vpid);
}

/**
 * struct outcome - what became of an access
 * @result: HV_MEMORY_*
 * @error_code: of a page fault
 * @address: of a page fault
 * @value: what was read
 */
struct outcome {
	u8 result;
	u32 error_code;
	u64 address;
	u64 value;
};

/* By the page; @value is written if @access says so, and not @probes. */
static void plain_access(u64 linear, unsigned int size, u32 access,
			 bool probes, u64 value, struct outcome *outcome)
{
	const struct hv_guest_paging *paging = &image->paging;
	bool is_long = paging->efer & 1 << 10;
	unsigned int bits = paging->cr4 & 1 << 12 ? 57 : 48, i;
	struct plain_walk walk;
	u64 places[16], at;

	memset(outcome, 0, sizeof(*outcome));
	for (i = 0; i < size; i++) {
		if (is_long && !plain_is_canonical(linear + i, bits)) {
			outcome->result = HV_MEMORY_NOT_CANONICAL;
			return;
		}
	}
	for (i = 0; i < size; i++) {
		at = is_long ? linear + i : (u32)(linear + i);
		if (i && at & 0xfff) {
			places[i] = places[i - 1] + 1;
		} else {
			walk = (struct plain_walk){ paging, &image->memory,
						    expected, at, access,
						    0, 0, 0 };
			plain_walk(&walk);
			places[i] = walk.physical;
			if (walk.result == HV_WALK_FAULT) {
				outcome->result = HV_MEMORY_PAGE_FAULT;
				outcome->error_code = walk.error_code;
				outcome->address = at;
				return;
			}
			if (walk.result == HV_WALK_UNREACHABLE) {
				outcome->result = HV_MEMORY_UNREACHABLE;
				return;
			}
		}
		/* A page is found whole or not at all, before the next one. */
		if ((i + 1 == size || !((at + 1) & 0xfff)) &&
		    !plain_is_ram(&image->memory, places[i] -
				  min_t(u64, i, at & 0xfff),
				  min_t(u64, i, at & 0xfff) + 1)) {
			outcome->result = HV_MEMORY_UNREACHABLE;
			return;
		}
	}
	for (i = 0; i < size && !probes; i++) {
		if (access & HV_ACCESS_WRITE)
			expected[places[i]] = value >> 8 * i;
		else
			outcome->value |= (u64)expected[places[i]] << 8 * i;
	}
}

static void check(u64 linear, struct input *input)
{
	unsigned int choice = take(input, 1), size = 1 + choice % 8;
	bool implicit = choice & 8, writes = choice & 16;
	bool probes = writes && choice & 32;
	struct outcome wanted, found = { 0 };
	u32 access = writes ? HV_ACCESS_WRITE : 0;
	u64 value = 0x8877665544332211ULL ^ linear;

	is_user = choice & 64;
	if (probes) {
		size += choice & 128 ? 7 : 0;
		implicit = false;
	}
	access |= implicit ? HV_ACCESS_IMPLICIT : is_user ? HV_ACCESS_USER : 0;
	memcpy(expected, image->bytes, sizeof(expected));
	plain_access(linear, size, access, probes, value, &wanted);
	forbid_holes(image);
	if (probes)
		hv_probe_guest_memory(&vcpu, linear, size, &found.result,
				      &found.error_code, &found.address);
	else if (writes)
		hv_write_guest_memory(&vcpu, linear, size, value, implicit,
				      &found.result, &found.error_code,
				      &found.address);
	else
		hv_read_guest_memory(&vcpu, linear, size, implicit,
				     &found.value, &found.result,
				     &found.error_code, &found.address);
	__asan_unpoison_memory_region(image->bytes, GUEST_MEMORY_IMAGE_SIZE);
	CHECK_EQUAL(found.result, wanted.result);
	CHECK_EQUAL(found.error_code, wanted.error_code);
	CHECK_EQUAL(found.address, wanted.address);
	CHECK_EQUAL(found.value, wanted.value);
	CHECK(!memcmp(expected, image->bytes, sizeof(expected)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	struct hv_vm *vm = calloc(1, sizeof(*vm));
	unsigned int bits, choice, i;
	u64 linear;

	if (!vm)
		abort();
	image = guest_memory_image_new();
	take_paging(&input, &image->paging);
	linear = take(&input, 8);
	bits = image->paging.cr4 & 1 << 12 ? 57 : 48;
	choice = take(&input, 1);
	if (choice & 1)
		linear = (u64)((s64)(linear << (64 - bits)) >> (64 - bits));
	/* Often across a page's end. */
	if (choice & 2)
		linear |= 0xff8;
	take_ranges(&input, &image->memory);
	for (i = 0; i < GUEST_MEMORY_IMAGE_SIZE; i += 8)
		image_write(image, i, i < 0x6000 ? 0 : i * 0x9e3779b97f4a7c15ULL);
	take_tables(&input, image, linear);
	if (choice & 4)
		take_tables(&input, image, linear + 8);
	memset(&vcpu, 0, sizeof(vcpu));
	vcpu.vm = vm;
	vm->ram = image->memory;
	vcpu.controls.entry = choice & 8 ?
		BIT(HV_VM_ENTRY_LOAD_IA32_EFER_BIT) : 0;
	do {
		check(linear, &input);
		linear += take(&input, 1);
	} while (input.left);
	guest_memory_image_free(image);
	free(vm);
	return 0;
}
