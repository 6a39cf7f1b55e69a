#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Shows that the tests can fail: each known mistake, made in a copy of a file
of kmod, must make the named test program fail. A mistake that survives, or
whose text is no longer in the file, is an error."""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# (test program, file, text, what it becomes)
MUTANTS = [
    ("test_mtrr", "mtrr.c", "if (!(def_type & DEF_TYPE_ENABLE))", "if (!def_type)"),
    ("test_mtrr", "mtrr.c", "(capability & CAP_FIXED) && ", ""),
    ("test_mtrr", "mtrr.c", "if (!(mask & MASK_VALID))", "if (!mask)"),
    ("test_mtrr", "mtrr.c", "index = 8 + ((address - 0x80000) >> 14)", "index = 7 + ((address - 0x80000) >> 14)"),
    ("test_mtrr", "mtrr.c", "return HV_MEMORY_TYPE_WT;", "return HV_MEMORY_TYPE_WB;"),
    ("test_mtrr", "mtrr.c", "return HV_MEMORY_TYPE_UC;\n}\n\n/* The type at", "return HV_MEMORY_TYPE_WB;\n}\n\n/* The type at"),
    ("test_mtrr", "mtrr.c", "if (next.type != span.type)\n\t\t\tbreak;", "break;"),
    ("test_mtrr", "mtrr.c", "if (end < span.end)", "if (0)"),
    ("test_mtrr", "mtrr.c", "if (range->base & BIT_ULL(bit))", "if (1)"),
    ("test_mtrr", "mtrr.c", "carry &= -carry;", ""),
    ("test_mtrr", "mtrr.c", "span.end = uncached_end;", "span.end = mtrr->limit;"),
    ("test_mtrr", "mtrr.c", "read(context, HV_MSR_MTRR_PHYSMASK(i), &mask))", "(read(context, HV_MSR_MTRR_PHYSMASK(i), &mask), 0))"),
    ("test_ept", "ept.c", "(range.end + GIGABYTE - 1) & ~(GIGABYTE - 1)", "range.end & ~(GIGABYTE - 1)"),
    ("test_ept", "ept.c", "if (range.end > ept->limit)", "if (0)"),
    ("test_ept", "ept.c", "min_t(u64, mtrr->limit, HV_EPT_LEVEL_LIMIT)", "HV_EPT_LEVEL_LIMIT"),
    ("test_ept", "ept.c", "if (large && is_uniform(builder, address, size))", "if (is_uniform(builder, address, size))"),
    ("test_ept", "ept.c", "if (huge && is_uniform(builder, address, GIGABYTE))", "if (is_uniform(builder, address, GIGABYTE))"),
    ("test_ept", "ept.c", "if (large && is_uniform(builder, address, size))", "if (large)"),
    ("test_ept", "ept.c", "if (!table[i]) {", "{"),
    ("test_ept", "ept.c", "ledger->count == ARRAY_SIZE(ledger->pages)", "ledger->count == 100000"),
    ("test_ept", "ept.c", "if (error)\n\t\thv_ept_destroy(ept);", ""),
    ("test_ept", "ept_entry.h", "(u64)type << HV_EPT_TYPE_SHIFT", "(u64)6 << HV_EPT_TYPE_SHIFT"),
    ("test_ept", "ept_entry.h", "entry | HV_EPT_LARGE", "entry"),
    ("test_ept", "ept.c", "#define EPTP_WALK_4\t(3u << 3)", "#define EPTP_WALK_4\t(4u << 3)"),
    ("test_ept", "ept_fill.c", "if (error)\n\t\t\tgoto fail;", "if (error)\n\t\t\treturn error;"),
    ("test_ept_fill", "ept_fill.c", "if (address >= cpu->shared->limit)", "if (address > cpu->shared->limit)"),
    ("test_ept_fill", "ept_fill.c", "hvp_copy_words(page->words, original, HV_EPT_ENTRIES)", "hvp_zero_words(page->words, HV_EPT_ENTRIES)"),
    ("test_ept_fill", "ept_fill.c", "hvp_zero_words(page->words, HV_EPT_ENTRIES);", ";"),
    ("test_ept_fill", "ept_fill.c", "cpu->pool_used = 0;", ""),
    ("test_ept_fill", "ept_fill.c", "unlink_all(cpu);\n\tcpu->recycles++", "cpu->pool_used = 0;\n\tcpu->recycles++"),
    ("test_ept_fill", "ept_fill.c", "return HV_EPT_FILLED_FLUSH;", "return HV_EPT_FILLED;"),
    ("test_ept_fill", "ept_fill.c", "if (span.end < start + size)", "if (0)"),
    ("test_ept_fill", "ept_fill.c", "if (cpu->pool_used == cpu->pool_size)", "if (cpu->pool_used == HV_EPT_POOL_MAX)"),
    ("test_ept_fill", "ept_fill.c", "u64 start = address & ~(size - 1);", "u64 start = address & ~0xfffULL;"),
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
    ("test_negotiate", "capabilities.c", "case HV_WORD_SECONDARY_EXIT:\n\t\treturn controls->secondary_exit;", "case HV_WORD_SECONDARY_EXIT:\n\t\treturn controls->exit;"),
    ("test_negotiate", "capabilities.c", "!(capabilities->present & BIT(index))", "0"),
    ("test_processors", "negotiate.c", "word->allowed1 = word->msr_value >> 32;", "word->allowed1 = U32_MAX;"),
    ("test_processors", "negotiate.c", "word->requested | word->required", "word->named"),
]


def tree(folder):
    """A copy of kmod beside the tests, so that relative includes hold."""
    shutil.copytree(os.path.join(ROOT, "kmod"), os.path.join(folder, "kmod"),
                    ignore=shutil.ignore_patterns("*.o", "*.ko", ".*"))
    os.symlink(os.path.join(ROOT, "Generated"), os.path.join(folder, "Generated"))


def run(folder, test):
    build = subprocess.run(
        ["make", "-s", "-C", HERE, "COMPILERS=gcc", f"KMOD={folder}/kmod", f"BUILD={folder}/build", "WARNINGS=-w", f"{folder}/build/gcc/{test}"],
        capture_output=True, text=True, env=dict(os.environ, MAKEFLAGS=""))
    if build.returncode:
        return "does not build: " + build.stderr.strip().splitlines()[-1]
    try:
        done = subprocess.run([f"{folder}/build/gcc/{test}"], capture_output=True, text=True, timeout=40)
    except subprocess.TimeoutExpired:
        return "killed"
    return "survived" if done.returncode == 0 else "killed"


def main():
    wanted = sys.argv[1:]
    survivors = 0
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        tree(folder)
        for test, name, text, change in MUTANTS:
            if wanted and test not in wanted:
                continue
            count += 1
            path = os.path.join(folder, "kmod", name)
            with open(path, encoding="ascii") as file:
                original = file.read()
            if text not in original:
                outcome = "is not in the file"
            else:
                with open(path, "w", encoding="ascii") as file:
                    file.write(original.replace(text, change, 1))
                outcome = run(folder, test)
                with open(path, "w", encoding="ascii") as file:
                    file.write(original)
            if outcome != "killed":
                survivors += 1
            first = text.splitlines()[0].strip()
            print(f"{'ok' if outcome == 'killed' else 'not ok'} {count} {test}: {name}: {first} -> {change.strip()!r}: {outcome}",
                  flush=True)
    print(f"{count - survivors} mistakes found, {survivors} not")
    return survivors != 0


if __name__ == "__main__":
    sys.exit(main())
