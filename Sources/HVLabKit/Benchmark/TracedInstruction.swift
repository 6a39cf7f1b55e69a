// SPDX-License-Identifier: GPL-2.0-only

/// A line of the emulator's trace, for example:
///
///     (0).[1334644247] [0x000005fda09f] 0010:ffffffffc026c09f (unk. ctxt): vmread rdx, rsi          ; 0f78d6
struct TracedInstruction: Equatable {
    var address: UInt64
    var mnemonic: String

    init?(_ line: String) {
        guard line.hasPrefix("(0).[") else { return nil }
        let words = line.split(separator: " ", maxSplits: 6)
        guard words.count > 5, words[4] == "ctxt):", let colon = words[2].firstIndex(of: ":"),
            let address = UInt64(words[2][words[2].index(after: colon)...], radix: 16)
        else { return nil }
        self.address = address
        mnemonic = String(words[5])
    }
}

extension [TracedInstruction] {
    /// Where root mode is entered, if this is a guest that executes CPUID: the instruction that came next.
    var entryBehindCPUID: UInt64? {
        guard let exit = firstIndex(where: { $0.mnemonic == "cpuid" }), exit + 1 < count else { return nil }
        return self[exit + 1].address
    }

    /// What root mode executed, from each entry at `entry` to the VM entry that ends it.
    func rootMode(from entry: UInt64) -> BenchmarkReport.Trace {
        var trace = BenchmarkReport.Trace()
        var isRoot = false
        for instruction in self {
            if instruction.address == entry {
                isRoot = true
                trace.exits += 1
            }
            guard isRoot else { continue }
            trace.instructions += 1
            switch instruction.mnemonic {
            case "vmread": trace.vmreads += 1
            case "vmwrite": trace.vmwrites += 1
            case "rdmsr", "wrmsr": trace.msrAccesses += 1
            case "vmresume", "vmlaunch": isRoot = false
            default: break
            }
        }
        return trace
    }

    /// How many instructions there are from the first of one kind to the first of another behind it, both included.
    func count(from first: String, through last: String) -> Int? {
        guard let start = firstIndex(where: { $0.mnemonic == first }),
            let end = self[start...].firstIndex(where: { $0.mnemonic == last })
        else { return nil }
        return end - start + 1
    }
}
