/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From multiboot to PVH: what lets syslinux's mboot.c32 start Debian's
 * unmodified vmlinux, so that no emulated processor has to decompress it.
 *
 * The loader enters here in 32-bit protected mode, paging off, with
 * EBX -> multiboot information (multiboot specification, "Boot information
 * format"). The kernel's PVH entry wants the same mode with EBX ->
 * struct hvm_start_info (Linux: include/xen/interface/hvm/start_info.h).
 * Both have flat segments, so all that is left is to translate one structure
 * into the other.
 *
 * PVH_ENTRY, the entry's physical address, is given on the assembler's command
 * line: hvlab reads it from the kernel's XEN_ELFNOTE_PHYS32_ENTRY note.
 */

/* Multiboot header. */
#define MB_HEADER_MAGIC		0x1badb002
#define MB_PAGE_ALIGN		0x1	/* modules begin on a page */
#define MB_MEMORY_INFO		0x2	/* the memory map is wanted */
#define MB_HEADER_FLAGS		(MB_PAGE_ALIGN | MB_MEMORY_INFO)

/* Multiboot information, by offset. */
#define MBI_FLAGS		0
#define MBI_CMDLINE		16
#define MBI_MODS_COUNT		20
#define MBI_MODS_ADDR		24
#define MBI_MMAP_LENGTH		44
#define MBI_MMAP_ADDR		48

#define MBI_HAS_MODS_BIT	3
#define MBI_HAS_MMAP_BIT	6

/* A multiboot memory map entry; its size does not count the size field. */
#define MMAP_SIZE		0
#define MMAP_BASE		4
#define MMAP_LENGTH		12
#define MMAP_TYPE		20

/* Bochs prints a byte written here to its standard output. */
#define DEBUG_PORT		0xe9

#define HVM_START_MAGIC		0x336ec578
#define MEMMAP_ENTRY_SIZE	24
#define MEMMAP_MAX		64

	.section .text.start, "ax"
	.code32
	.globl _start
_start:
	jmp	translate

	.balign	4
	.long	MB_HEADER_MAGIC
	.long	MB_HEADER_FLAGS
	.long	-(MB_HEADER_MAGIC + MB_HEADER_FLAGS)

translate:
	cld

	/* The loader puts the image's own name first: Linux does not mind. */
	movl	MBI_CMDLINE(%ebx), %eax
	movl	%eax, start_info_cmdline

	/* Module 0 is the initramfs. */
	btl	$MBI_HAS_MODS_BIT, MBI_FLAGS(%ebx)
	jnc	memory_map
	cmpl	$0, MBI_MODS_COUNT(%ebx)
	je	memory_map
	movl	MBI_MODS_ADDR(%ebx), %esi
	movl	0(%esi), %eax		/* first byte */
	movl	4(%esi), %edx		/* one past the last byte */
	subl	%eax, %edx
	movl	%eax, module_addr
	movl	%edx, module_size
	movl	$1, start_info_nr_modules

	/*
	 * Both maps use the numbers of the BIOS's E820 for the types, so an
	 * entry only loses its size field.
	 */
memory_map:
	btl	$MBI_HAS_MMAP_BIT, MBI_FLAGS(%ebx)
	jnc	enter
	movl	MBI_MMAP_ADDR(%ebx), %esi
	movl	MBI_MMAP_LENGTH(%ebx), %ebp
	addl	%esi, %ebp		/* one past the last entry */
	movl	$memmap, %edi
	xorl	%ecx, %ecx
next_entry:
	cmpl	%ebp, %esi
	jae	entries_done
	cmpl	$MEMMAP_MAX, %ecx
	jae	entries_done
	movl	MMAP_BASE(%esi), %eax
	movl	%eax, 0(%edi)
	movl	MMAP_BASE + 4(%esi), %eax
	movl	%eax, 4(%edi)
	movl	MMAP_LENGTH(%esi), %eax
	movl	%eax, 8(%edi)
	movl	MMAP_LENGTH + 4(%esi), %eax
	movl	%eax, 12(%edi)
	movl	MMAP_TYPE(%esi), %eax
	movl	%eax, 16(%edi)
	addl	$MEMMAP_ENTRY_SIZE, %edi
	incl	%ecx
	movl	MMAP_SIZE(%esi), %eax
	leal	4(%esi, %eax), %esi
	jmp	next_entry
entries_done:
	movl	%ecx, start_info_memmap_entries

enter:
	/* Tells hvlab that the loader is done, so that a hang has a place. */
	movl	$marker, %esi
	movl	$(marker_end - marker), %ecx
	movw	$DEBUG_PORT, %dx
	rep outsb

	movl	$start_info, %ebx
	movl	$PVH_ENTRY, %eax
	jmp	*%eax

/* struct hvm_start_info, version 1. Its addresses are 64 bits wide. */
	.data
	.balign	8
start_info:
	.long	HVM_START_MAGIC
	.long	1				/* version */
	.long	0				/* flags */
start_info_nr_modules:
	.long	0
	.long	module, 0
start_info_cmdline:
	.long	0, 0
	.long	0, 0				/* RSDP: Linux searches for it */
	.long	memmap, 0
start_info_memmap_entries:
	.long	0
	.long	0				/* reserved */

/* struct hvm_modlist_entry */
module:
module_addr:
	.long	0, 0
module_size:
	.long	0, 0
	.long	0, 0				/* its command line */
	.long	0, 0				/* reserved */

/* struct hvm_memmap_table_entry[] */
memmap:
	.skip	MEMMAP_MAX * MEMMAP_ENTRY_SIZE

marker:
	.ascii	"\n@hvlab kernel\n"
marker_end:

	.section .note.GNU-stack, "", @progbits
