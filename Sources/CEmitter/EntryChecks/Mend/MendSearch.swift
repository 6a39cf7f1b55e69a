// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Finds what to change so that an expression has a truth value, from the shapes of what it is made of.
///
/// Fields are changed, never capabilities, the processor or memory. Controls are rather cleared than set: what needs
/// another control goes, and so do those that need it in turn, which ends.
struct MendSearch {
    let expressions: PlainEntryExpression
    /// The part that is being looked at is a condition: to make it false leaves the rule as it is.
    var isCondition: Bool = false

    /// A field that is changed rather than any other.
    var preferred: VMCSField?
    /// For each field the bits that some rule always wants to be 0: they are not set to make a value another.
    var unwanted: [VMCSField: UInt64] = [:]

    private var clearCost: Int { 2 }
    private var setCost: Int { isCondition ? 5 : 3 }

    private func c(_ expression: Expression) -> CExpression { expressions.translate(expression) }

    private func c(_ expression: Expression, is wanted: Bool) -> CExpression {
        wanted ? c(expression) : expressions.negated(expression)
    }

    /// What makes a condition true, or false.
    func make(_ expression: Expression, _ wanted: Bool) -> Mend {
        switch expression {
        case .not(let operand): return make(operand, !wanted)
        case .binary(.and, let left, let right), .binary(.or, let left, let right):
            guard case .binary(let op, _, _) = expression else { return .never }
            let parts: [Expression] = left.chain(op) + right.chain(op)
            if (op == .and) == wanted {
                return .all(parts.map { Mend.Part(isSo: c($0, is: wanted), mend: make($0, wanted)) })
            }
            return oneOf(parts, wanted)
        case .enabled(let control): return turn(control, wanted)
        case .field(let field): return make(.compare(.notEqual, .field(field), .constant(0, .bool)), wanted)
        case .compare(let comparison, let left, let right):
            if left.type == .bool {
                let first: CExpression = c(right)
                let both: Mend = .all([
                    Mend.Part(isSo: .prefix("!", first), mend: make(left, wanted == (comparison == .equal))),
                    Mend.Part(isSo: first, mend: make(left, wanted != (comparison == .equal))),
                ])
                return both
            }
            return compare(wanted ? comparison : comparison.negated, left, right)
        case .bit(.constant(let bits, let type), let index):
            // A number that the constant has, or has not.
            guard let number = (0..<type.bits).first(where: { (bits >> UInt64($0) & 1 == 1) == wanted }) else {
                return .never
            }
            return assign(index, Wanted(text: .atom(String(number)), constant: UInt64(number)))
        case .select(let condition, let then, let otherwise):
            return .all([
                Mend.Part(
                    isSo: .binary(.prefix("!", c(condition)), "||", c(then, is: wanted)), mend: make(then, wanted)),
                Mend.Part(isSo: .binary(c(condition), "||", c(otherwise, is: wanted)), mend: make(otherwise, wanted)),
            ])
        default: return .never
        }
    }

    /// One of the parts; where they are all values of the same bits, the nearest.
    private func oneOf(_ parts: [Expression], _ wanted: Bool) -> Mend {
        guard wanted else { return .either(parts.map { make($0, wanted) }) }
        if let signed = signExtension(parts) { return signed }
        if let nearest = nearestConstant(parts) { return nearest }
        return .either(parts.map { make($0, wanted) })
    }

    /// Bits that are all 0 or all 1: by their lowest.
    private func signExtension(_ parts: [Expression]) -> Mend? {
        guard parts.count >= 2, case .compare(.equal, let bits, .constant(0, _)) = parts[0],
            case .compare(.equal, bits, .constant(let ones, _)) = parts[1]
        else { return nil }
        let zero: Mend = make(parts[0], true)
        let one: Mend = make(parts[1], true)
        guard case .change(let clear) = zero, case .change(let set) = one, clear.bits == set.bits, ones != 0,
            ones & (ones &+ 1) == 0, clear.possible == nil, set.possible == nil
        else { return nil }
        let low: CExpression = .binary(c(bits), "&", .atom("1"))
        return .any([
            .change(
                Mend.Change(
                    field: set.field, bits: set.bits, statement: set.statement, cost: set.cost, possible: low)),
            zero,
        ])
    }

    /// The constants, from the largest on, each from half the way to the next one.
    private func nearestConstant(_ parts: [Expression]) -> Mend? {
        var values: [UInt64] = []
        var common: Expression?
        for part: Expression in parts {
            guard case .compare(.equal, let bits, .constant(let value, _)) = part, common == nil || common == bits
            else { return nil }
            common = bits
            values.append(value)
        }
        guard let bits = common, values.count > 1 else { return nil }
        values.sort(by: >)
        var ways: [Mend] = []
        for (index, value) in values.enumerated() {
            let mend: Mend = make(.compare(.equal, bits, .constant(value, bits.type)), true)
            guard case .change(let change) = mend, change.possible == nil else { return nil }
            let middle: UInt64 = index + 1 < values.count ? (value + values[index + 1] + 1) / 2 : 0
            let from: CExpression = .binary(c(bits), ">=", .atom(EntryExpressionTranslator.number(middle, .u64)))
            ways.append(
                .change(
                    Mend.Change(
                        field: change.field, bits: change.bits, statement: change.statement, cost: change.cost,
                        possible: index + 1 < values.count ? from : nil)))
        }
        return .any(ways)
    }

    // MARK: Controls

    private func turn(_ control: ControlBit, _ on: Bool) -> Mend {
        let word: ControlWord = expressions.word(control.id)
        let name: String = word.field.symbol
        let bit: String = "HV_ENTRY_BIT_\(control.symbol)"
        if !on {
            return .change(
                Mend.Change(
                    field: word.field, bits: control.mask, statement: "V(\(name)) &= ~(1ull << \(bit))",
                    cost: clearCost, possible: .prefix("!", .atom("MUST_\(name)(\(bit))"))))
        }
        let own: Mend = .change(
            Mend.Change(
                field: word.field, bits: control.mask, statement: "V(\(name)) |= 1ull << \(bit)", cost: setCost,
                possible: .atom("MAY_\(name)(\(bit))")))
        guard let id = word.activatedBy else { return own }
        let above: ControlWord = expressions.word(id)
        let activator: String = "V(\(above.field.symbol)) |= 1ull << \(id.bit)"
        let isSet: CExpression = .binary(Self.bit(above.field, id.bit), "&", .atom("1"))
        return .all([
            Mend.Part(isSo: .binary(Self.bit(word.field, control.id.bit), "&", .atom("1")), mend: own),
            Mend.Part(
                isSo: isSet,
                mend: .change(
                    Mend.Change(
                        field: above.field, bits: 1 << UInt64(id.bit), statement: activator, cost: setCost,
                        possible: .atom("MAY_\(above.field.symbol)(\(id.bit))")))),
        ])
    }

    private static func bit(_ field: VMCSField, _ bit: Int) -> CExpression {
        .binary(PlainEntryExpression.value(field), ">>", .atom(String(bit)))
    }

    // MARK: Comparisons

    private func compare(_ comparison: Comparison, _ left: Expression, _ right: Expression) -> Mend {
        switch comparison {
        case .equal: return equal(left, right)
        case .notEqual: return differ(left, right)
        case .lessOrEqual: return equal(left, right, bits: false)
        case .greaterOrEqual: return compare(.lessOrEqual, right, left)
        case .less:
            return .either([
                assign(left, moved(right, "-"), possible: right.constantValue == nil ? c(right) : nil),
                assign(right, moved(left, "+")),
            ])
        case .greater: return compare(.less, right, left)
        }
    }

    private func equal(_ left: Expression, _ right: Expression, bits: Bool = true) -> Mend {
        if bits, case .binary(.and, let value, let mask) = left {
            if right.constantValue == 0 {
                return .either([clear(value, c(mask), mask.constantValue), clear(mask, c(value), value.constantValue)])
            }
            if let all = right.constantValue, mask.constantValue == all { return set(value, c(mask), all) }
        }
        return .either([assign(left, value(right)), assign(right, value(left))])
    }

    private func differ(_ left: Expression, _ right: Expression) -> Mend {
        if right.constantValue == 0, case .binary(.and, let value, let mask) = left {
            if let constant = mask.constantValue {
                let lowest: UInt64 = constant & (0 &- constant)
                return set(value, .atom(EntryExpressionTranslator.number(lowest, .u64)), lowest)
            }
            // A bit that the other side has.
            let one: CExpression = .binary(c(mask), "&", .prefix("-", c(mask)))
            let other: CExpression = .binary(c(value), "&", .prefix("-", c(value)))
            return .either([
                set(value, one, nil, possible: c(mask)), set(mask, other, nil, possible: c(value)),
            ])
        }
        if case .field(let field) = left, right.constantValue == 0 {
            let free: UInt64 = field.valueType.mask & ~unwanted[field, default: 0]
            let lowest: UInt64 = free & (0 &- free)
            return set(left, number(lowest), lowest)
        }
        return .either([assign(left, moved(right, "^", left)), assign(right, moved(left, "^", right))])
    }

    private func value(_ expression: Expression) -> Wanted {
        Wanted(text: c(expression), constant: expression.constantValue)
    }

    /// One more, one less, or with the lowest bit turned around that the other side can have.
    private func moved(_ expression: Expression, _ op: String, _ other: Expression? = nil) -> Wanted {
        var lowest: UInt64 = 1
        if case .binary(.and, _, .constant(let mask, _))? = other { lowest = mask & (0 &- mask) }
        let constant: UInt64? = expression.constantValue.map { value in
            switch op {
            case "+": value &+ 1
            case "-": value &- 1
            default: value ^ lowest
            }
        }
        return Wanted(text: .binary(c(expression), op, number(lowest)), constant: constant)
    }

    // MARK: Bits of what is made of fields

    /// Makes the bits of `mask` 0.
    ///
    /// - Parameter constant: the mask where it is known.
    func clear(
        _ expression: Expression, _ mask: CExpression, _ constant: UInt64?, possible: CExpression? = nil
    ) -> Mend {
        switch expression {
        case .field(let field):
            let text: String = CExpression.prefix("~", mask).text
            return change(field, constant ?? field.valueType.mask, "&= \(text)", possible)
        case .binary(.and, let left, let right):
            if let bits = right.constantValue {
                return clear(
                    left, constant.map { number($0 & bits) } ?? .binary(mask, "&", c(right)),
                    constant.map { $0 & bits } ?? bits, possible: possible)
            }
            return .either([
                clear(left, .binary(mask, "&", c(right)), constant, possible: possible),
                clear(right, .binary(mask, "&", c(left)), constant, possible: possible),
            ])
        case .binary(.or, let left, let right):
            return .all([
                Mend.Part(
                    isSo: .prefix("!", .binary(c(left), "&", mask)),
                    mend: clear(left, mask, constant, possible: possible)),
                Mend.Part(
                    isSo: .prefix("!", .binary(c(right), "&", mask)),
                    mend: clear(right, mask, constant, possible: possible)),
            ])
        // Without the second it is the first.
        case .binary(.add, let base, let offset):
            let none = Wanted(text: .atom("0"), constant: 0)
            return .all([
                Mend.Part(
                    isSo: .prefix("!", .binary(c(base), "&", mask)),
                    mend: clear(base, mask, constant, possible: possible)),
                Mend.Part(
                    isSo: .prefix("!", .binary(c(expression), "&", mask)),
                    mend: assign(offset, none, possible: possible)),
            ])
        case .shiftLeft(let operand, let amount):
            return clear(
                operand, shifted(mask, constant, ">>", amount), constant.map { $0 >> UInt64(amount) },
                possible: possible)
        case .not(let operand): return set(operand, mask, constant, possible: possible)
        case .shiftRight(let operand, let amount):
            return clear(
                operand, shifted(mask, constant, "<<", amount), constant.map { $0 << UInt64(amount) },
                possible: possible)
        case .convert(let operand, _): return clear(operand, mask, constant, possible: possible)
        default: return .never
        }
    }

    /// Makes the bits of `mask` 1.
    func set(
        _ expression: Expression, _ mask: CExpression, _ constant: UInt64?, possible: CExpression? = nil
    ) -> Mend {
        switch expression {
        case .field(let field):
            return change(field, constant ?? field.valueType.mask, "|= \(mask.text)", possible)
        case .binary(.and, let left, let right):
            if right.constantValue != nil { return set(left, mask, constant, possible: possible) }
            return .never
        case .binary(.or, let left, let right):
            return .either([
                set(left, mask, constant, possible: possible), set(right, mask, constant, possible: possible),
            ])
        case .not(let operand): return clear(operand, mask, constant, possible: possible)
        // As near below the bits as can be, and a little more.
        case .binary(.add, let base, let offset):
            let below: CExpression = .prefix("~", mask)
            return .all([
                Mend.Part(isSo: .atom("false"), mend: set(base, below, nil, possible: possible)),
                Mend.Part(isSo: .atom("false"), mend: raise(offset)),
            ])
        case .binary(.subtract, let whole, _): return set(whole, mask, constant, possible: possible)
        case .shiftRight(let operand, let amount):
            return set(
                operand, shifted(mask, constant, "<<", amount), constant.map { $0 << UInt64(amount) },
                possible: possible)
        case .shiftLeft(let operand, let amount):
            return set(
                operand, shifted(mask, constant, ">>", amount), constant.map { $0 >> UInt64(amount) },
                possible: possible)
        case .convert(let operand, _): return set(operand, mask, constant, possible: possible)
        default: return .never
        }
    }

    /// Makes it 3 of what it counts, or more.
    private func raise(_ expression: Expression) -> Mend {
        switch expression {
        case .shiftLeft(let operand, _), .convert(let operand, _): raise(operand)
        default: set(expression, number(3), 3)
        }
    }

    /// A value that an expression is to have.
    struct Wanted {
        let text: CExpression
        let constant: UInt64?
    }

    /// Makes it a value.
    func assign(_ expression: Expression, _ value: Wanted, possible: CExpression? = nil) -> Mend {
        switch expression {
        case .shiftLeft(let operand, let amount):
            let down = Wanted(
                text: .binary(value.text, ">>", .atom(String(amount))),
                constant: value.constant.map { $0 >> UInt64(amount) })
            return assign(operand, down, possible: possible)
        default: return assign(expression, value, bits: expression.type.mask, shift: 0, possible)
        }
    }

    /// - Parameters:
    ///   - bits: those of the expression that the value has.
    ///   - shift: how far the value is to be moved up.
    private func assign(
        _ expression: Expression, _ value: Wanted, bits: UInt64, shift: Int, _ possible: CExpression?
    ) -> Mend {
        switch expression {
        case .field(let field):
            let place: UInt64 = bits & field.valueType.mask
            return change(field, place, operation(field, place, value, shift), possible)
        case .binary(.and, let left, let right):
            guard let mask = right.constantValue else { return .never }
            return assign(left, value, bits: bits & mask, shift: shift, possible)
        case .shiftRight(let operand, let amount):
            let moved: UInt64 = bits << UInt64(amount) & operand.type.mask
            return assign(operand, value, bits: moved, shift: shift + amount, possible)
        case .convert(let operand, _): return assign(operand, value, bits: bits, shift: shift, possible)
        default: return .never
        }
    }

    /// What puts a value into some bits of a field.
    private func operation(_ field: VMCSField, _ place: UInt64, _ value: Wanted, _ shift: Int) -> String {
        let isWhole: Bool = place == field.valueType.mask
        if let constant = value.constant {
            let bits: UInt64 = constant << UInt64(shift) & place
            if isWhole { return "= \(number(bits).text)" }
            if bits == 0 { return "&= ~\(number(place).text)" }
            if bits == place { return "|= \(number(place).text)" }
        }
        let moved: CExpression = shift == 0 ? value.text : .binary(value.text, "<<", .atom(String(shift)))
        let folded: CExpression =
            value.constant.map { number($0 << UInt64(shift) & place) }
            ?? (isWhole && place == UInt64.max ? moved : .binary(moved, "&", number(place)))
        if isWhole { return "= \(folded.text)" }
        let kept: CExpression = .binary(PlainEntryExpression.value(field), "&", .prefix("~", number(place)))
        return "= \(CExpression.binary(kept, "|", folded).text)"
    }

    private func change(
        _ field: VMCSField, _ bits: UInt64, _ operation: String, _ possible: CExpression?
    ) -> Mend {
        .change(
            Mend.Change(
                field: field, bits: bits & field.valueType.mask, statement: "V(\(field.symbol)) \(operation)",
                cost: field == preferred ? 0 : isCondition ? 4 : 1, possible: possible))
    }

    private func number(_ value: UInt64) -> CExpression { .atom(EntryExpressionTranslator.number(value, .u64)) }

    private func shifted(_ mask: CExpression, _ constant: UInt64?, _ op: String, _ amount: Int) -> CExpression {
        if let constant { return number(op == "<<" ? constant << UInt64(amount) : constant >> UInt64(amount)) }
        return .binary(mask, op, .atom(String(amount)))
    }
}
