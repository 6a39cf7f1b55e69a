// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// How many instructions each function executed between two marks of a run, by the emulator's trace and the guest's
/// /proc/kallsyms, whose lines the scenario writes as `@symbol ADDRESS TYPE NAME`.
struct FunctionProfile {
    struct Stretch: Equatable {
        var instructions = 0
        var byFunction: [String: Int] = [:]

        /// The functions with the most first.
        var sorted: [(name: String, count: Int)] {
            byFunction.map { (name: $0.key, count: $0.value) }
                .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        }
    }

    private(set) var stretches: [Stretch] = []

    init(_ log: Data) {
        var symbols: [(address: UInt64, name: String)] = []
        BenchmarkLog.forEachLine(of: log) { line in
            guard line.hasPrefix("@symbol ") else { return }
            let words = line.split(separator: " ")
            guard words.count > 3, let address = UInt64(words[1], radix: 16) else { return }
            symbols.append((address, String(words[3])))
        }
        symbols.sort { $0.address < $1.address }

        var isTraced = false
        BenchmarkLog.forEachLine(of: log) { line in
            if line.hasPrefix("(0) Magic breakpoint") {
                isTraced.toggle()
                if isTraced { stretches.append(Stretch()) }
            } else if isTraced, let instruction = TracedInstruction(line) {
                let name = Self.name(of: instruction.address, in: symbols)
                stretches[stretches.count - 1].instructions += 1
                stretches[stretches.count - 1].byFunction[name, default: 0] += 1
            }
        }
    }

    /// The last symbol at or before the address; nothing of user space has one.
    private static func name(of address: UInt64, in symbols: [(address: UInt64, name: String)]) -> String {
        guard address >> 63 == 1 else { return "user space" }
        var low = 0
        var high = symbols.count
        while low < high {
            let middle = (low + high) / 2
            if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? "unknown" : symbols[low - 1].name
    }
}
