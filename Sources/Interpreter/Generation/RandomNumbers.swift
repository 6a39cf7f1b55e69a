// SPDX-License-Identifier: GPL-2.0-only

/// A stream of numbers from a seed: SplitMix64, the same on every machine.
struct RandomNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        let result: UInt64 = Oracle.splitmix64(state)
        state = state &+ 0x9e37_79b9_7f4a_7c15
        return result
    }

    /// Below `bound`, which is small: the bias does not matter.
    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
