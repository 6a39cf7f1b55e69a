// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

// The words that checks are written in. They are functions, not operators: the type checker is done with them at once.

/// All of the conditions hold.
func allOf(_ first: Expr<Bool>, _ others: Expr<Bool>...) -> Expr<Bool> {
    others.reduce(first) { (left: Expr<Bool>, right: Expr<Bool>) -> Expr<Bool> in
        Expr(.binary(.and, left.expression, right.expression))
    }
}

/// At least one of the conditions holds.
func anyOf(_ first: Expr<Bool>, _ others: Expr<Bool>...) -> Expr<Bool> {
    others.reduce(first) { (left: Expr<Bool>, right: Expr<Bool>) -> Expr<Bool> in
        Expr(.binary(.or, left.expression, right.expression))
    }
}

func not(_ condition: some Readable<Bool>) -> Expr<Bool> { Expr(.not(condition.expression)) }

/// The condition, as a part of others.
func holds(_ condition: some Readable<Bool>) -> Expr<Bool> { Expr(condition.expression) }

/// The control is 1 and its word is activated.
func isOn(_ control: Control) -> Expr<Bool> { enabled(control) }

/// The control is 0, or its word is not activated.
func isOff(_ control: Control) -> Expr<Bool> { not(enabled(control)) }

/// The processor allows the control to be 1.
func isAllowed(_ control: Control) -> Expr<Bool> { isAllowed(control.declaration.id) }

func isAllowed(_ id: ControlID) -> Expr<Bool> {
    guard let word = controlWords.all.first(where: { $0.id == id.word }) else { return constant(false) }
    return mayBeOne(word).hasAny(1 << UInt64(id.bit))
}

/// The bits of a control word that the processor allows to be 1.
func mayBeOne(_ word: ControlWord) -> Expr<UInt64> {
    switch word.rule {
    case .allowedPair: Expr(.shiftRight(settings(word).expression, 32))
    case .allowedOnesOnly: settings(word)
    }
}

/// The bits of a control word that the processor wants to be 1.
func mustBeOne(_ word: ControlWord) -> Expr<UInt64> {
    switch word.rule {
    case .allowedPair: settings(word) & 0xffff_ffff
    case .allowedOnesOnly: constant(0)
    }
}

/// SDM volume 3, appendix "VMX Capability Reporting Facility": the TRUE MSR counts where there is one.
private func settings(_ word: ControlWord) -> Expr<UInt64> {
    guard let trueMSR = word.trueMSR else { return capability(word.capabilityMSR) }
    let hasTrueMSRs: Expr<Bool> = capability(capabilityMSRs.basic).hasAny(MSRBits.VMXBasic.trueControls)
    return choose(hasTrueMSRs, capability(trueMSR), else: capability(word.capabilityMSR))
}

/// The bits that a physical address must not have, by SDM volume 3, "Checks on VMX Controls".
let physicalAddressReserved: Expr<UInt64> = Expr(
    .binary(
        .or, machine.features.physicalAddressReserved.expression,
        choose(
            capability(capabilityMSRs.basic).hasAny(MSRBits.VMXBasic.addressesAre32Bit),
            constant(UInt64(0xffff_ffff_0000_0000)), else: constant(UInt64(0))
        ).expression))

extension Readable {
    func equals(_ value: Value) -> Expr<Bool> {
        Expr(.compare(.equal, expression, .constant(value.bitPattern, Value.type)))
    }

    func equals(_ other: some Readable<Value>) -> Expr<Bool> { Expr(.compare(.equal, expression, other.expression)) }

    func differs(from value: Value) -> Expr<Bool> {
        Expr(.compare(.notEqual, expression, .constant(value.bitPattern, Value.type)))
    }

    func differs(from other: some Readable<Value>) -> Expr<Bool> {
        Expr(.compare(.notEqual, expression, other.expression))
    }

    func atMost(_ value: Value) -> Expr<Bool> {
        Expr(.compare(.lessOrEqual, expression, .constant(value.bitPattern, Value.type)))
    }

    func atMost(_ other: some Readable<Value>) -> Expr<Bool> {
        Expr(.compare(.lessOrEqual, expression, other.expression))
    }

    /// Every bit of the mask is set.
    func hasAll(_ mask: Value) -> Expr<Bool> {
        let bits: Expression = .constant(mask.bitPattern, Value.type)
        return Expr(.compare(.equal, .binary(.and, expression, bits), bits))
    }

    /// No bit of the other value is set.
    func hasNone(of mask: some Readable<Value>) -> Expr<Bool> {
        Expr(.compare(.equal, .binary(.and, expression, mask.expression), .constant(0, Value.type)))
    }

    /// No bit is set but those of the other value.
    func isWithin(_ mask: some Readable<Value>) -> Expr<Bool> {
        let outside: Expression = .binary(.and, expression, .not(mask.expression))
        return Expr(.compare(.equal, outside, .constant(0, Value.type)))
    }

    /// Every bit of the other value is set.
    func covers(_ mask: some Readable<Value>) -> Expr<Bool> {
        let missing: Expression = .binary(.and, .not(expression), mask.expression)
        return Expr(.compare(.equal, missing, .constant(0, Value.type)))
    }

    /// The bits `high:low`, moved down.
    func bits(_ high: Int, _ low: Int) -> Expr<Value> {
        let range = BitRange(name: "bits \(high):\(low)", low: low, high: high)
        let moved: Expression = low == 0 ? expression : .shiftRight(expression, low)
        if high + 1 == Value.type.bits { return Expr(moved) }
        return Expr(.binary(.and, moved, .constant(range.mask >> UInt64(low), Value.type)))
    }
}

extension Readable<UInt64> {
    var upperHalfIsZero: Expr<Bool> { hasNone(0xffff_ffff_0000_0000) }

    /// A multiple of 4096.
    var isPageAligned: Expr<Bool> { hasNone(0xfff) }

    var fitsPhysicalAddressWidth: Expr<Bool> { hasNone(of: physicalAddressReserved) }

    /// Canonical for the linear-address width that the processor has, whatever CR4.LA57 is.
    var isCanonical: Expr<Bool> { isCanonical(with57: holds(machine.features.la57)) }

    func isCanonical(with57: Expr<Bool>) -> Expr<Bool> {
        anyOf(
            bits(63, 47).equals(0), bits(63, 47).equals(0x1_ffff),
            allOf(with57, anyOf(bits(63, 56).equals(0), bits(63, 56).equals(0xff))))
    }

    /// The bits from the linear-address width of the processor on are identical. The one below may differ.
    var hasIdenticalUpperBits: Expr<Bool> {
        anyOf(
            bits(63, 48).equals(0), bits(63, 48).equals(0xffff),
            allOf(
                holds(machine.features.la57), anyOf(bits(63, 57).equals(0), bits(63, 57).equals(0x7f))))
    }

    /// Each byte is a memory type that IA32_PAT takes: 0, 1, 4, 5, 6 or 7.
    var isPAT: Expr<Bool> {
        let second: Expression = .shiftRight(expression, 1)
        let third: Expression = .shiftRight(expression, 2)
        // A 2 or a 3 has bit 1 and not bit 2.
        let isTwoOrThree: Expr<UInt64> = Expr(.binary(.and, second, .not(third)))
        return allOf(hasNone(0xf8f8_f8f8_f8f8_f8f8), isTwoOrThree.hasNone(0x0101_0101_0101_0101))
    }

    /// Nothing that IA32_EFER reserves.
    var isEFER: Expr<Bool> {
        let known: UInt64 = EFER.sce | EFER.lme | EFER.lma | EFER.nxe
        return allOf(hasNone(~known), anyOf(hasNone(EFER.nxe), holds(machine.features.nx)))
    }
}
