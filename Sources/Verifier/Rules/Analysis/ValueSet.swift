// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A set of values that an expression is known to stay in: an interval, and the
/// bits that are known to be 0 or 1. Every value of the expression is in the set;
/// the set may hold more.
struct ValueSet: Hashable, Sendable {
    let type: ValueType
    let lowest: UInt64
    let highest: UInt64
    /// Bits that are 0 in every value; those beyond the type's width are always among them.
    let zeroes: UInt64
    /// Bits that are 1 in every value.
    let ones: UInt64

    /// Nil when no value is in the set, which means that the place cannot be reached.
    init?(_ type: ValueType, lowest: UInt64, highest: UInt64, zeroes: UInt64 = 0, ones: UInt64 = 0) {
        let zeroes: UInt64 = zeroes | ~type.mask
        guard zeroes & ones == 0 else { return nil }
        let low: UInt64 = max(lowest, ones)
        let high: UInt64 = min(highest, ~zeroes)
        guard low <= high else { return nil }
        // The bits above the highest one in which the two ends differ are the same in between.
        let differing: UInt64 = low ^ high
        let common: UInt64 = differing == 0 ? .max : ~(UInt64.max >> UInt64(differing.leadingZeroBitCount))
        let knownZeroes: UInt64 = zeroes | (~low & common)
        let knownOnes: UInt64 = ones | (low & common)
        guard knownZeroes & knownOnes == 0 else { return nil }
        guard max(low, knownOnes) <= min(high, ~knownZeroes) else { return nil }
        self.type = type
        self.lowest = max(low, knownOnes)
        self.highest = min(high, ~knownZeroes)
        self.zeroes = knownZeroes
        self.ones = knownOnes
    }

    private init(type: ValueType, value: UInt64) {
        self.type = type
        lowest = value & type.mask
        highest = value & type.mask
        zeroes = ~(value & type.mask)
        ones = value & type.mask
    }

    /// Every value of a type.
    private init(every type: ValueType) {
        self.type = type
        lowest = 0
        highest = type.mask
        zeroes = ~type.mask
        ones = 0
    }

    static func every(_ type: ValueType) -> ValueSet { ValueSet(every: type) }
    static func only(_ value: UInt64, _ type: ValueType) -> ValueSet { ValueSet(type: type, value: value) }
    static func truth(_ value: Bool) -> ValueSet { .only(value ? 1 : 0, .bool) }

    /// The value, when there is only one.
    var single: UInt64? { lowest == highest ? lowest : nil }

    /// The truth value, when it is known.
    var truth: Bool? { single.map { $0 != 0 } }

    /// Bits that may be 1.
    var possibleOnes: UInt64 { ~zeroes }

    /// The values in both; nil when there are none.
    func intersection(_ other: ValueSet) -> ValueSet? {
        ValueSet(
            type, lowest: max(lowest, other.lowest), highest: min(highest, other.highest),
            zeroes: zeroes | other.zeroes, ones: ones | other.ones)
    }

    /// A set that holds the values of both.
    func union(_ other: ValueSet) -> ValueSet {
        ValueSet(
            type, lowest: min(lowest, other.lowest), highest: max(highest, other.highest),
            zeroes: zeroes & other.zeroes, ones: ones & other.ones) ?? .every(type)
    }

    /// Whether every value of this set is in the other.
    func isWithin(_ other: ValueSet) -> Bool {
        lowest >= other.lowest && highest <= other.highest
            && zeroes & other.zeroes == other.zeroes && ones & other.ones == other.ones
    }
}
