// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Which values of its inputs a handler tells apart.
///
/// Every constant that decides something is traced back through the expression to
/// the input it is compared with, shifts, masks and all, and becomes a ``Patch`` of
/// that input; so do its neighbours.
public struct Interests: Sendable {
    /// By input, in the order of their discovery.
    public private(set) var patches: [Input: [Patch]] = [:]
    /// Inputs that are compared with one another.
    public private(set) var mirrors: [Input: [Input]] = [:]

    /// What a variable can be: an expression of some owner, or an input.
    private enum Definition {
        case expression(Expression, owner: String)
        case input(Input)
    }

    private struct Name: Hashable {
        let owner: String
        let local: String
    }

    /// Bits that were wanted of a variable: a variable that many paths lead to is followed once.
    private struct Wish: Hashable {
        let name: Name
        let mask: UInt64
        let bits: UInt64
    }

    private var definitions: [Name: [Definition]] = [:]
    /// With the fewest steps in which each was met.
    private var wishes: [Wish: Int] = [:]
    private static let mostSteps: Int = 24
    /// Of one variable: arithmetic on itself would go on making new ones.
    private static let mostWishes: Int = 512
    private var wishCounts: [Name: Int] = [:]

    /// - Parameters:
    ///   - body: of a handler, lowered.
    ///   - routines: the lowered routines, found by name.
    ///   - hints: values that are worth trying often, whether the handler names them or not.
    public init(body: [Statement], routines: [Routine], hints: [Input: [Patch]] = [:]) {
        var bodies: [(owner: String, body: [Statement])] = [("", body)]
        var next = 0
        while next < bodies.count {
            let (owner, statements) = bodies[next]
            next += 1
            statements.forEachStatement { statement in
                define(statement, owner)
                guard case .perform(let named, let arguments) = statement.kind else { return }
                for (parameter, argument) in zip(named.parameters, arguments) {
                    define(parameter, .expression(argument, owner: owner), named.name)
                }
                if !bodies.contains(where: { $0.owner == named.name }),
                    let routine = routines.first(where: { $0.name == named.name })
                {
                    bodies.append((routine.name, routine.body))
                }
            }
        }
        for (owner, statements) in bodies {
            statements.forEachStatement { look(at: $0, owner) }
        }
        for (input, patches) in hints { for patch: Patch in patches { add(patch, to: input, copies: 8) } }
    }

    // MARK: Where values come from

    private mutating func define(_ local: Local, _ definition: Definition, _ owner: String) {
        definitions[Name(owner: owner, local: local.name), default: []].append(definition)
    }

    private mutating func define(_ statement: Statement, _ owner: String) {
        switch statement.kind {
        case .assign(let local, let value): define(local, .expression(value, owner: owner), owner)
        case .readField(let field, let local): define(local, .input(.field(field)), owner)
        case .readIndexedRegister(let index, let local):
            for register: Register in Register.allCases { define(local, .input(.register(register)), owner) }
            want(index, owner, mask: index.type.mask, 4)
        case .cpuid(_, _, let eax, let ebx, let ecx, let edx):
            for (index, result) in [eax, ebx, ecx, edx].enumerated() { define(result, .input(.cpuid(index)), owner) }
        case .readMSR(_, let value, _): define(value, .input(.msr), owner)
        case .call(let native, _, let results):
            for (index, result) in results.enumerated() { define(result, .input(.nativeResult(native, index)), owner) }
        default: break
        }
    }

    /// The inputs that have a part in the value.
    private func inputs(of expression: Expression, _ owner: String) -> [Input] {
        var found: [Input] = []
        var seen: Set<Input> = []
        var visited: Set<Name> = []
        collect(expression, owner) { if seen.insert($0).inserted { found.append($0) } } visit: {
            visited.insert($0).inserted
        }
        return found
    }

    /// Hands each input to `found`, and follows a variable when `visit` says that it is new.
    private func collect(
        _ expression: Expression, _ owner: String, found: (Input) -> Void, visit: (Name) -> Bool
    ) {
        switch expression {
        case .register(let register): found(.register(register))
        case .field(let field): found(.field(field))
        case .state(let variable, _): found(.state(variable))
        case .local(let local):
            let name = Name(owner: owner, local: local.name)
            guard visit(name) else { return }
            for definition: Definition in definitions[name, default: []] {
                switch definition {
                case .input(let input): found(input)
                case .expression(let value, let owner): collect(value, owner, found: found, visit: visit)
                }
            }
        default:
            for operand: Expression in expression.operands { collect(operand, owner, found: found, visit: visit) }
        }
    }

    // MARK: What a handler tells apart

    private mutating func look(at statement: Statement, _ owner: String) {
        for expression: Expression in statement.expressions {
            var parts: [Expression] = []
            expression.forEach { parts.append($0) }
            for part: Expression in parts { look(at: part, owner) }
        }
        guard case .select(let subject, let cases, _) = statement.kind else { return }
        for range: ClosedRange<UInt64> in cases.flatMap(\.ranges) {
            for value: UInt64 in [range.lowerBound &- 1, range.lowerBound, range.upperBound, range.upperBound &+ 1] {
                want(subject, owner, mask: subject.type.mask, value)
            }
        }
    }

    private mutating func look(at expression: Expression, _ owner: String) {
        switch expression {
        case .compare(_, let left, let right):
            if let constant = right.constantValue {
                wantNear(constant, left, owner)
            } else if let constant = left.constantValue {
                wantNear(constant, right, owner)
            } else {
                mirror(left, right, owner)
            }
        case .binary(.minimum, let value, let most):
            if let constant = most.constantValue { wantNear(constant, value, owner) }
        case .binary(.and, let value, let mask):
            if let constant = mask.constantValue {
                wantBits(of: constant, value, owner)
            } else if value.type != .bool {
                // What is supported, against what is asked for.
                mirror(value, mask, owner)
            }
        case .bit(let value, let index):
            if let number = index.constantValue {
                let mask: UInt64 = 1 << (number & UInt64(value.type.bits - 1))
                wantBits(of: mask, value, owner)
            } else {
                for number: Int in 0..<value.type.bits { want(index, owner, mask: index.type.mask, UInt64(number)) }
            }
        case .binary(.xor, let left, let right): mirror(left, right, owner)
        default: break
        }
    }

    private mutating func wantNear(_ constant: UInt64, _ expression: Expression, _ owner: String) {
        for value: UInt64 in [constant, constant &- 1, constant &+ 1] {
            want(expression, owner, mask: expression.type.mask, value & expression.type.mask)
        }
    }

    /// None, all, and single bits of a mask.
    private mutating func wantBits(of mask: UInt64, _ expression: Expression, _ owner: String) {
        want(expression, owner, mask: mask, 0)
        want(expression, owner, mask: mask, mask)
        for number: UInt64 in 0..<64 where mask >> number & 1 != 0 {
            // Of a wide run of bits only the ends matter.
            let inside: Bool =
                mask.nonzeroBitCount > 4 && number > 0 && number < 63
                && mask >> (number - 1) & 1 != 0 && mask >> (number + 1) & 1 != 0
            if !inside { want(expression, owner, mask: 1 << number, 1 << number) }
        }
    }

    private mutating func mirror(_ left: Expression, _ right: Expression, _ owner: String) {
        let others: [Input] = inputs(of: right, owner)
        for input: Input in inputs(of: left, owner) {
            for other: Input in others where other != input {
                if !mirrors[input, default: []].contains(other) { mirrors[input, default: []].append(other) }
                if !mirrors[other, default: []].contains(input) { mirrors[other, default: []].append(input) }
            }
        }
    }

    /// The inputs of `expression` that would make its bits in `mask` those of `bits`.
    private mutating func want(
        _ expression: Expression, _ owner: String, mask: UInt64, _ bits: UInt64, steps: Int = 0
    ) {
        if mask == 0 || steps > Self.mostSteps { return }
        func deeper(_ inner: Expression, _ mask: UInt64, _ bits: UInt64, in owner: String? = nil) {
            want(inner, owner ?? ownerNow, mask: mask & inner.type.mask, bits, steps: steps + 1)
        }
        let ownerNow: String = owner
        switch expression {
        case .constant, .enabled, .environment, .capability, .machine, .indexedRegister: break
        case .register(let register): add(Patch(mask: mask, bits: bits), to: .register(register))
        case .field(let field): add(Patch(mask: mask, bits: bits), to: .field(field))
        case .state(let variable, _): add(Patch(mask: mask, bits: bits), to: .state(variable))
        case .local(let local):
            let name = Name(owner: owner, local: local.name)
            guard isNew(Wish(name: name, mask: mask, bits: bits & mask), steps: steps) else { return }
            for definition: Definition in definitions[name, default: []] {
                switch definition {
                case .input(let input): add(Patch(mask: mask & input.type.mask, bits: bits), to: input)
                case .expression(let value, let owner): deeper(value, mask, bits, in: owner)
                }
            }
        case .not(let operand): deeper(operand, mask, ~bits)
        case .shiftLeft(let operand, let amount): deeper(operand, mask >> UInt64(amount), bits >> UInt64(amount))
        case .shiftRight(let operand, let amount): deeper(operand, mask << UInt64(amount), bits << UInt64(amount))
        case .convert(let operand, _): deeper(operand, mask, bits)
        case .select(_, let then, let otherwise):
            deeper(then, mask, bits)
            deeper(otherwise, mask, bits)
        case .binary(let op, let left, let right):
            let constant: UInt64? = right.constantValue
            switch (op, constant) {
            case (.and, let known?): deeper(left, mask & known, bits)
            case (.or, let known?): deeper(left, mask & ~known, bits)
            case (.xor, let known?): deeper(left, mask, bits ^ known)
            case (.add, let known?): deeper(left, mask, bits &- known)
            case (.subtract, let known?): deeper(left, mask, bits &+ known)
            default:
                deeper(left, mask, bits)
                deeper(right, mask, bits)
            }
        case .compare, .bit: break
        }
    }

    /// Whether the wish has to be followed: it is new, or was met where fewer steps were left.
    private mutating func isNew(_ wish: Wish, steps: Int) -> Bool {
        if let before = wishes[wish] {
            if before <= steps { return false }
        } else {
            if wishCounts[wish.name, default: 0] >= Self.mostWishes { return false }
            wishCounts[wish.name, default: 0] += 1
        }
        wishes[wish] = steps
        return true
    }

    private mutating func add(_ patch: Patch, to input: Input, copies: Int? = nil) {
        let cut = Patch(mask: patch.mask & input.type.mask, bits: patch.bits & input.type.mask)
        if cut.mask == 0 || copies == nil && patches[input, default: []].contains(cut) { return }
        // That many bits are all clear is rare by chance, so that it stands here more often.
        let isRare: Bool = cut.bits == 0 && cut.mask.nonzeroBitCount > 4 && cut.mask != input.type.mask
        patches[input, default: []] += [Patch](repeating: cut, count: copies ?? (isRare ? 4 : 1))
    }
}
