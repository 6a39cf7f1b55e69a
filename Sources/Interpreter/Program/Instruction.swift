// SPDX-License-Identifier: GPL-2.0-only

/// One step of a compiled handler. Operands are numbers of slots, in which
/// variables, guest registers, constants and intermediate results lie.
struct Instruction {
    enum Operation: UInt8 {
        // slot a = f(slot b, slot c), cut to `mask`
        case move, not, and, or, xor, add, subtract, minimum
        case equal, notEqual, less, lessOrEqual
        case shiftLeft, shiftRight
        /// slot a = bit c of slot b, whose width is `immediate`.
        case bit
        /// slot a = slot d if slot b is true, else slot c.
        case select
        /// slot a = whether control number b is set.
        case enabled
        /// slot a = environment value or capability MSR number b.
        case environment, capability

        /// Nothing is known of slot a any more.
        case forget

        // Effects.
        /// slot a = field b.
        case readField
        /// field b = slot a.
        case writeField
        /// slot a = register by the number in slot b.
        case readIndexed
        /// register by the number in slot b = slot a.
        case writeIndexed
        /// slot a = element (slot c, none if negative) of state variable b.
        case readState
        /// element (slot c) of state variable b = slot a, or grows by it.
        case setState, addState
        /// Operand list a: leaf, subleaf, then four results.
        case cpuid
        /// Operand list a: address, value, faulted.
        case readMSR, writeMSR
        /// Native b; operand list a: c arguments, then the results.
        case call
        /// Event b; operand list a: c words.
        case emit

        // Control.
        /// Counts arm a.
        case arm
        case jump
        /// To a unless slot b is true.
        case branchUnless
        /// By slot b, ranges c to d (exclusive), else to a.
        case choose
        /// Calls the routine at a.
        case perform
        case `return`
        /// Action a.
        case finish
        /// The end of a list whose paths should all have ended.
        case missingEnd
    }

    var operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    var d: Int32 = 0
    var mask: UInt64 = 0
    var immediate: UInt64 = 0
}

/// A range of a switch and where it leads.
struct ChoiceRange {
    var low: UInt64
    var high: UInt64
    var target: Int32
}
