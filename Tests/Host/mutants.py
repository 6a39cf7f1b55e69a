#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Shows that the tests can fail: each known mistake, made in a copy of a file
of kmod, must make the named test program fail. A mistake that survives, or
whose text is no longer in the file, is an error.

Usage: mutants.py [--fuzz] [PROGRAM...]
With --fuzz: the mistakes that fuzzers must find, in files of kmod and of
Generated, each within FUZZ_SECONDS from the kept inputs on."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# (test program, file, text, what it becomes)
MUTANTS = [
    ("test_layout", "vm.h", "HV_WHOLE_LINES(profile->vcpu_state_size)", "profile->vcpu_state_size"),
    ("test_layout", "vm.h", "return (size + PAGE_SIZE - 1) & ~((size_t)PAGE_SIZE - 1);", "return size;"),
    ("test_layout", "cache_line.h", "while (whole < size)", "while (whole * 2 < size)"),
    ("test_layout", "cache_line.h", "size_t whole = HV_CACHE_LINE;", "size_t whole = 8;"),
    ("test_mtrr", "mtrr.c", "if (!(def_type & DEF_TYPE_ENABLE))", "if (!def_type)"),
    ("test_mtrr", "mtrr.c", "(capability & CAP_FIXED) && ", ""),
    ("test_mtrr", "mtrr.c", "if (!(mask & MASK_VALID))", "if (!mask)"),
    ("test_mtrr", "mtrr.c", "index = 8 + ((address - 0x80000) >> 14)", "index = 7 + ((address - 0x80000) >> 14)"),
    ("test_mtrr", "mtrr.c", "(bit2_clear | value) & EACH_BYTE", "bit2_clear & EACH_BYTE"),
    ("test_mtrr", "mtrr.c", "!(value & ~(7 * EACH_BYTE)) &&", ""),
    ("test_mtrr", "mtrr.c", "count = 8 - index % 8;", "count = 8;"),
    ("test_mtrr", "mtrr.c", "if (differences)", "if (0)"),
    ("test_mtrr", "mtrr.c", "return HV_MEMORY_TYPE_WT;", "return HV_MEMORY_TYPE_WB;"),
    ("test_mtrr", "mtrr.c", "return HV_MEMORY_TYPE_UC;\n}\n\n/* The type at", "return HV_MEMORY_TYPE_WB;\n}\n\n/* The type at"),
    ("test_mtrr", "mtrr.c", "if (next.type != span.type)\n\t\t\tbreak;", "break;"),
    ("test_mtrr", "mtrr.c", "if (end < span.end)", "if (0)"),
    ("test_mtrr", "mtrr.c", "if (range->base & BIT_ULL(bit))", "if (1)"),
    ("test_mtrr", "mtrr.c", "carry &= -carry;", ""),
    ("test_mtrr", "mtrr.c", "span.end = uncached_end;", "span.end = mtrr->limit;"),
    ("test_mtrr", "mtrr.c", "read(context, HV_MSR_MTRR_PHYSMASK(i), &mask))", "(read(context, HV_MSR_MTRR_PHYSMASK(i), &mask), 0))"),
    ("test_entry_round", "entry_round.c", "count->bits = state->nr_msrs;", ";"),
    ("test_entry_round", "entry_round.c", "else if (mend == last)", "else"),
    ("test_entry_round", "entry_round.c", "if (mend->rule != but && mend->mend", "if (mend->mend"),
    ("test_entry_round", "entry_round.c", "value->unknown = 0;", ""),
    ("test_entry_round", "entry_check.c", "next = activator(next->input);", "next = NULL;"),
    ("test_ept", "ept.c", "(range.end + GIGABYTE - 1) & ~(GIGABYTE - 1)", "range.end & ~(GIGABYTE - 1)"),
    ("test_ept", "ept.c", "if (range.end > ept->limit)", "if (0)"),
    ("test_ept", "ept.c", "min_t(u64, mtrr->limit, HV_EPT_LEVEL_LIMIT)", "HV_EPT_LEVEL_LIMIT"),
    ("test_ept", "ept.c", "if (large && is_uniform(builder, address, size))", "if (is_uniform(builder, address, size))"),
    ("test_ept", "ept.c", "if (huge && is_uniform(builder, address, GIGABYTE))", "if (is_uniform(builder, address, GIGABYTE))"),
    ("test_ept", "ept.c", "if (large && is_uniform(builder, address, size))", "if (large)"),
    ("test_ept", "ept.c", "if (!table[i]) {", "{"),
    ("test_ept", "ept.c", "if (entry && !(entry & HV_EPT_LARGE))", "if (0)"),
    ("test_ept", "ept.c", "if (error)\n\t\thv_ept_destroy(ept);", ""),
    ("test_ept", "ept.c", "slot[3] = entry + 3 * size;", "slot[3] = entry + 2 * size;"),
    ("test_ept", "ept.c", "for (; slot < end; slot++) {", "for (; slot + 1 < end; slot++) {"),
    ("test_ept_size", "ept.c", "if (large && is_uniform(builder, address, size))", "if (large && size && 0)"),
    ("test_ept_size", "ept.c", "if (huge && is_uniform(builder, address, GIGABYTE))", "if (0)"),
    ("test_ept_size", "ept.c", "if (*slot)\n\t\treturn hv_ept_table(", "if (0)\n\t\treturn hv_ept_table("),
    ("test_ept", "ept_entry.h", "(u64)type << HV_EPT_TYPE_SHIFT", "(u64)6 << HV_EPT_TYPE_SHIFT"),
    ("test_ept", "ept_entry.h", "entry | HV_EPT_LARGE", "entry"),
    ("test_ept", "ept.c", "#define EPTP_WALK_4\t(3u << 3)", "#define EPTP_WALK_4\t(4u << 3)"),
    ("test_ept", "ept_fill.c", "if (error)\n\t\t\tgoto fail;", "if (error)\n\t\t\treturn error;"),
    ("test_ept_fill", "ept_fill.c", "if (address >= cpu->shared->limit)", "if (address > cpu->shared->limit)"),
    ("test_ept_fill", "ept_own.h", "hvp_copy_words(page->words, original, HV_EPT_ENTRIES)", "hvp_zero_words(page->words, HV_EPT_ENTRIES)"),
    ("test_ept_fill", "ept_own.h", "hvp_zero_words(page->words, HV_EPT_ENTRIES);", ";"),
    ("test_ept_fill", "ept_own.h", "cpu->pool_used = 0;", ""),
    ("test_ept_fill", "ept_fill.c", "hv_ept_unlink_all(cpu);\n\tcpu->recycles++", "cpu->pool_used = 0;\n\tcpu->recycles++"),
    ("test_ept_fill", "ept_fill.c", "return HV_EPT_FILLED_FLUSH;", "return HV_EPT_FILLED;"),
    ("test_ept_fill", "ept_fill.c", "if (span.end < start + size)", "if (0)"),
    ("test_ept_fill", "ept_own.h", "if (cpu->pool_used == smp_load_acquire(&cpu->pool_size))", "if (cpu->pool_used == HV_EPT_POOL_MAX)"),
    ("test_ept_fill", "ept_fill.c", "u64 start = address & ~(size - 1);", "u64 start = address & ~0xfffULL;"),
    ("test_ept_fill", "ept_fill.c", "if (recycles == cpu->grown_at)", "if (0)"),
    ("test_ept_fill", "ept_fill.c", "cpu->grown_at = recycles;", ""),
    ("test_ept_fill", "ept_fill.c", "min_t(u32, 2 * size, HV_EPT_POOL_MAX)", "2 * size"),
    ("test_ept_guest", "ept_guest.c", "if (*slot)\n\t\treturn -EEXIST;", ""),
    ("test_ept_guest", "ept_guest.c", "if (ept->nr_tables == HV_EPT_GUEST_TABLES)\n\t\treturn -ENOSPC;", ""),
    ("test_ept_guest", "ept_guest.c", "page->host | page->rights", "page->host | HV_EPT_RWX"),
    ("test_ept_guest", "ept_guest.c", "if (!(page->rights & HV_EPT_READ))", "if (0)"),
    ("test_bitmaps", "bitmaps.c", "#define HIGH\t\t1024u", "#define HIGH\t\t1023u"),
    ("test_bitmaps", "bitmaps.c", "msr <= intercept->last; msr++", "msr < intercept->last; msr++"),
    ("test_bitmaps", "bitmaps.c", "if (msr > HV_MSR_LOW_LAST &&", "if (msr > HV_MSR_LOW_LAST + 1 &&"),
    ("test_bitmaps", "bitmaps.c", "access == HV_MSR_WRITE ? WRITE_LOW : READ_LOW", "READ_LOW"),
    ("test_bitmaps", "bitmaps.c", "return intercept->first >= HV_MSR_HIGH_FIRST &&", "return"),
    ("test_bitmaps", "bitmaps.c", "memset(bitmap, 0, HV_MSR_BITMAP_SIZE);", ""),
    ("test_ring", "ring.c", ">= HV_RING_SIZE) {", "> HV_RING_SIZE) {"),
    ("test_ring", "ring.c", "ring->lost = 0;", ""),
    ("test_ring", "ring.c", "if (ring->lost != U32_MAX)", ""),
    ("test_ring", "ring.c", "|| filled > HV_RING_SIZE", ""),
    ("test_ring", "ring.c", "event->lost = ring->lost;", ""),
    ("special_ring_threads", "ring.c", "smp_store_release(&ring->head, head + 1)", "WRITE_ONCE(ring->head, head + 1)"),
    ("special_ring_threads", "ring.c", "smp_load_acquire(&ring->tail)", "READ_ONCE(ring->tail)"),
    ("special_ring_threads", "ring.c", "smp_store_release(&ring->tail, tail + 1)", "WRITE_ONCE(ring->tail, tail + 1)"),
    ("test_validate", "validate.c", "if (size < minimum)", "if (0)"),
    ("test_validate", "validate.c", "max_t(size_t, known, PAGE_SIZE)", "U32_MAX"),
    ("test_validate", "validate.c", "for (i = length; i < HVCORE_NAME_LEN; i++)", "for (; 0;)"),
    ("test_validate", "validate.c", "|| length == HVCORE_NAME_LEN", ""),
    ("test_validate", "validate.c", "return flags ? -EINVAL : 0;", "return 0;"),
    ("test_validate", "validate.c", "if (cpu >= nr_cpus)", "if (cpu > nr_cpus)"),
    ("test_validate", "validate.c", "arg->code_size > GUEST_CODE_MAX", "0"),
    ("test_negotiate", "negotiate.c", "true_controls && info->true_msr ? info->true_msr", "0 ? info->true_msr"),
    ("test_negotiate", "negotiate.c", "if (registers[HV_EAX] < request->cpuid_leaf)", "if (0)"),
    ("test_negotiate", "negotiate.c", "by->required |= bit;", ""),
    ("test_negotiate", "negotiate.c", "by->chosen |= by->allowed1 & bit;", ""),
    ("test_negotiate", "negotiate.c", "if (!(by->chosen & bit))", "if (0)"),
    ("test_negotiate", "negotiate.c", "(word->defaults & ~word->named)", "0"),
    ("test_negotiate", "negotiate.c", "word->required | word->optional | word->forced |", "word->required | word->optional |"),
    ("test_negotiate", "negotiate.c", "word->optional &= word->allowed1;", ""),
    ("test_negotiate", "negotiate.c", "error = check_forced(&n);", "error = 0;"),
    ("test_negotiate", "negotiate.c", "error = check_dependencies(&n);", "error = 0;"),
    ("test_negotiate", "negotiate.c", "error = check_required(&n);", "error = 0;"),
    ("test_negotiate", "negotiate.c", "return !!other != dependency->value;", "return !other;"),
    ("test_negotiate", "negotiate.c", "if (!present && !needs_activation(index))", "if (0)"),
    ("test_negotiate", "../Generated/arch/control_words.h", "case HV_WORD_SECONDARY_EXIT:\n\t\treturn controls->secondary_exit;", "case HV_WORD_SECONDARY_EXIT:\n\t\treturn controls->exit;"),
    ("test_negotiate", "capabilities.c", "!(capabilities->present & BIT(index))", "0"),
    ("test_processors", "negotiate.c", "word->allowed1 = word->msr_value >> 32;", "word->allowed1 = U32_MAX;"),
    ("test_processors", "negotiate.c", "word->requested | word->required", "word->named"),
]

FUZZ_SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))

# (fuzzer, file, text, what it becomes)
FUZZ_MUTANTS = [
    ("fuzz_entry", "kmod/known_bits.c", "return truth(!differ && !unknown, differ);", "return truth(!differ, differ);"),
    ("fuzz_entry", "kmod/known_bits.c", "kb_most(left) & kb_most(right) & ~bits", "left.unknown & right.unknown & ~bits"),
    ("fuzz_entry", "kmod/entry_check.c", "if (one == HV_ENTRY_BROKEN && i < kb_least(count))", "if (one == HV_ENTRY_BROKEN)"),
    ("fuzz_validate", "kmod/validate.c", "return arg->pad ? -EINVAL : 0;", "return 0;"),
    ("fuzz_validate", "kmod/validate.c", "|| arg->max_exits > GUEST_EXITS_MAX", ""),
    ("fuzz_ring", "kmod/ring.c", ">= HV_RING_SIZE) {", "> HV_RING_SIZE) {"),
    # The slot is given back before it was read.
    ("fuzz_ring", "kmod/ring.c",
     "\t*event = ring->slots[tail & (HV_RING_SIZE - 1)];\n"
     "\t/* Release: the record was read before the writer may use the slot. */\n"
     "\tsmp_store_release(&ring->tail, tail + 1);\n",
     "\tring->tail = tail + 1;\n\tsmp_store_release(&ring->tail, tail + 1);\n"
     "\t*event = ring->slots[tail & (HV_RING_SIZE - 1)];\n"),
    ("fuzz_mtrr", "kmod/mtrr.c", "carry &= -carry;", ""),
    ("fuzz_ept", "kmod/ept_fill.c", "if (span.end < start + size)", "if (0)"),
    ("fuzz_walk", "kmod/guest_walk.c", "walk->writable &= !!(entry & ENTRY_W);", "walk->writable = !!(entry & ENTRY_W);"),
    ("fuzz_walk", "kmod/physical.h", "address + size <= memory->ranges[i].end", "address <= memory->ranges[i].end"),
    # A field of another exit, an MSR that nobody asked for, a byte behind the state.
    ("fuzz_handlers", "Generated/hypervisors/observer.c", "hv_read_guest_ss_ar_bytes(&", "hv_read_guest_ds_ar_bytes(&"),
    ("fuzz_handlers", "Generated/hypervisors/observer.c", "hvp_wrmsr((u32)regs->rcx, value)",
     "hvp_wrmsr((u32)regs->rcx + 1, value)"),
    ("fuzz_handlers", "Generated/hypervisors/tutorial.c", "min_t(u32, (u32)regs->rax, 0x1f)", "min_t(u32, (u32)regs->rax, 0x20)"),
    ("fuzz_handlers", "kmod/guest_access.c", "paging->rflags = hvp_vmread(HV_GUEST_RFLAGS);",
     "paging->rflags = hvp_vmread(HV_GUEST_RFLAGS) + hvp_vmread(HV_GUEST_DR7);"),
    ("fuzz_access", "kmod/guest_access.c", "PAGE_SIZE - (linear & (PAGE_SIZE - 1))", "PAGE_SIZE"),
    ("fuzz_access", "kmod/guest_access.c", "linear = (u32)linear;\n\t}", ";\n\t}"),
]


def tree(folder):
    """Copies of what is changed, beside each other, so that relative includes hold."""
    for name in "kmod", "Generated":
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name),
                        ignore=shutil.ignore_patterns("*.o", "*.ko", ".*"))


def build(folder, program):
    """Returns why it could not be built, or None."""
    done = subprocess.run(
        ["make", "-s", "-C", HERE, "COMPILERS=gcc", f"KMOD={folder}/kmod", f"GENERATED={folder}/Generated",
         f"DECLARED={HERE}/build/declared.json", f"BUILD={folder}/build", "WARNINGS=-w", f"{folder}/build/{program}"],
        capture_output=True, text=True, env=dict(os.environ, MAKEFLAGS=""), check=False)
    return "does not build: " + done.stderr.strip().splitlines()[-1] if done.returncode else None


def run(folder, test):
    broken = build(folder, f"gcc/{test}")
    if broken:
        return broken
    try:
        done = subprocess.run([f"{folder}/build/gcc/{test}"], capture_output=True, text=True, timeout=40, check=False)
    except subprocess.TimeoutExpired:
        return "killed"
    return "survived" if done.returncode == 0 else "killed"


def fuzz(folder, fuzzer):
    """Runs a fuzzer as `make fuzz` does; what it finds stays in `folder`."""
    broken = build(folder, f"fuzz/{fuzzer}")
    if broken:
        return broken
    start = time.monotonic()
    done = subprocess.run(["./run-fuzz", f"{folder}/build/fuzz", str(FUZZ_SECONDS), "10", fuzzer],
                          cwd=HERE, capture_output=True, text=True, check=False)
    shutil.rmtree(f"{folder}/build/fuzz/found", ignore_errors=True)
    if done.returncode == 0:
        return "survived"
    executions = re.search(r"after (\w+) executions", done.stdout)
    return f"killed after {executions.group(1) if executions else 'unknown'} executions, {time.monotonic() - start:.0f} s"


def main():
    arguments = sys.argv[1:]
    fuzzing = "--fuzz" in arguments
    wanted = [argument for argument in arguments if argument != "--fuzz"]
    survivors = 0
    count = 0
    mutants = FUZZ_MUTANTS if fuzzing else [(test, "kmod/" + name, *change) for test, name, *change in MUTANTS]
    if fuzzing:
        subprocess.run(["make", "-s", "-C", HERE, "build/declared.json"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        tree(folder)
        for test, name, text, change in mutants:
            if wanted and test not in wanted:
                continue
            count += 1
            path = os.path.join(folder, name)
            with open(path, encoding="ascii") as file:
                original = file.read()
            if text not in original:
                outcome = "is not in the file"
            else:
                with open(path, "w", encoding="ascii") as file:
                    file.write(original.replace(text, change, 1))
                outcome = fuzz(folder, test) if fuzzing else run(folder, test)
                with open(path, "w", encoding="ascii") as file:
                    file.write(original)
            killed = outcome.startswith("killed")
            survivors += not killed
            first = text.splitlines()[0].strip()
            print(f"{'ok' if killed else 'not ok'} {count} {test}: {os.path.basename(name)}: {first} -> {change.strip()!r}: "
                  f"{outcome}", flush=True)
    print(f"{count - survivors} mistakes found, {survivors} not")
    return survivors != 0


if __name__ == "__main__":
    sys.exit(main())
