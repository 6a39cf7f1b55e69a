// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

// What each operator of the IR makes of sets of values. Where a result is not
// worth being precise, it is every value of the type.

extension ValueSet {
    static func of(_ op: BinaryOperator, _ left: ValueSet, _ right: ValueSet) -> ValueSet {
        let type: ValueType = left.type
        switch op {
        case .and:
            return made(
                type, 0, min(left.highest, right.highest), zeroes: left.zeroes | right.zeroes,
                ones: left.ones & right.ones)
        case .or:
            return made(
                type, max(left.lowest, right.lowest), type.mask, zeroes: left.zeroes & right.zeroes,
                ones: left.ones | right.ones)
        case .xor:
            return made(
                type, 0, type.mask, zeroes: (left.zeroes & right.zeroes) | (left.ones & right.ones),
                ones: (left.zeroes & right.ones) | (left.ones & right.zeroes))
        case .add:
            let (high, overflow) = left.highest.addingReportingOverflow(right.highest)
            guard !overflow, high <= type.mask else { return .every(type) }
            return made(type, left.lowest + right.lowest, high)
        case .subtract:
            guard left.lowest >= right.highest else { return .every(type) }
            return made(type, left.lowest - right.highest, left.highest - right.lowest)
        case .minimum:
            return made(
                type, min(left.lowest, right.lowest), min(left.highest, right.highest),
                zeroes: left.zeroes & right.zeroes, ones: left.ones & right.ones)
        }
    }

    static func of(_ comparison: Comparison, _ left: ValueSet, _ right: ValueSet) -> Bool? {
        switch comparison {
        case .equal:
            if let one = left.single, one == right.single { return true }
            return left.meets(right) ? nil : false
        case .notEqual:
            if let one = left.single, one == right.single { return false }
            return left.meets(right) ? nil : true
        case .less: return left.highest < right.lowest ? true : left.lowest >= right.highest ? false : nil
        case .lessOrEqual: return left.highest <= right.lowest ? true : left.lowest > right.highest ? false : nil
        case .greater: return left.lowest > right.highest ? true : left.highest <= right.lowest ? false : nil
        case .greaterOrEqual: return left.lowest >= right.highest ? true : left.highest < right.lowest ? false : nil
        }
    }

    var complement: ValueSet {
        Self.made(type, type.mask - highest, type.mask - lowest, zeroes: ones, ones: zeroes & type.mask)
    }

    func shiftedLeft(by amount: Int) -> ValueSet {
        guard amount >= 0, amount < type.bits else { return .every(type) }
        let shift = UInt64(amount)
        let fits: Bool = highest <= type.mask >> shift
        return Self.made(
            type, fits ? lowest << shift : 0, fits ? highest << shift : type.mask,
            zeroes: zeroes << shift | ((1 << shift) - 1), ones: (ones << shift) & type.mask)
    }

    func shiftedRight(by amount: Int) -> ValueSet {
        guard amount >= 0, amount < type.bits else { return .every(type) }
        let shift = UInt64(amount)
        return Self.made(
            type, lowest >> shift, highest >> shift,
            zeroes: zeroes >> shift | ~(type.mask >> shift), ones: ones >> shift)
    }

    /// The values zero-extended or cut to another type.
    func converted(to other: ValueType) -> ValueSet {
        if highest <= other.mask { return Self.made(other, lowest, highest, zeroes: zeroes, ones: ones) }
        return Self.made(other, 0, other.mask, zeroes: zeroes, ones: ones & other.mask)
    }

    private func meets(_ other: ValueSet) -> Bool { intersection(other) != nil }

    /// Arithmetic on sets that hold a value makes a set that holds one.
    private static func made(
        _ type: ValueType, _ lowest: UInt64, _ highest: UInt64, zeroes: UInt64 = 0, ones: UInt64 = 0
    ) -> ValueSet {
        ValueSet(type, lowest: lowest, highest: highest, zeroes: zeroes, ones: ones) ?? .every(type)
    }
}
