// SPDX-License-Identifier: GPL-2.0-only

/// What the simulated machine answers where a test has set nothing: a fixed
/// function of a seed and of the question, the same in Swift and in C
/// (`Tests/Host/sim`).
public struct Oracle: Hashable, Sendable {
    public let seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    /// The generator of Sebastiano Vigna's SplitMix64, one step from `state`.
    public static func splitmix64(_ state: UInt64) -> UInt64 {
        var mixed: UInt64 = state &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// The answer to question `tag` about `first` and `second`.
    public func answer(_ tag: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
        var state: UInt64 = Self.splitmix64(seed ^ tag)
        state = Self.splitmix64(state ^ first)
        return Self.splitmix64(state ^ second)
    }
}
