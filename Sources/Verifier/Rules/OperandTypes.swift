// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV011: operands, assignments, conditions, constants and shifts have fitting widths.
enum OperandTypes: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.operandTypes.code]

    static func check(_ context: RuleContext) -> [Diagnostic] {
        context.units.flatMap { unit -> [Diagnostic] in
            var found: [Diagnostic] = []
            for statement: Statement in unit.everyStatement {
                for problem: Problem in problems(statement) {
                    found.append(
                        Diagnostic(
                            .operandTypes, problem.words, at: statement.location, suggestion: problem.suggestion,
                            notes: declarations(in: statement)))
                }
            }
            return found
        }
    }

    /// Where what the statement assigns to or calls is declared, and so its type.
    private static func declarations(in statement: Statement) -> [Diagnostic.Note] {
        switch statement.kind {
        case .writeField(let field, _): [Diagnostic.Note("\(field.symbol) is declared here", at: field.location)]
        case .setState(let state, _, _), .addState(let state, _, _):
            [Diagnostic.Note("\(state.name) is declared here", at: state.location)]
        case .call(let native, _, _): [Diagnostic.Note("\(native.name) is declared here", at: native.location)]
        case .perform(let routine, _): [Diagnostic.Note("\(routine.name) is declared here", at: routine.location)]
        default: []
        }
    }

    private struct Problem {
        let words: String
        var suggestion: String = "convert one side, for example with .u32 or .u64"
    }

    private static let takeTheDeclared: String = "give exactly what is declared, in its order"

    private static func problems(_ statement: Statement) -> [Problem] {
        var found: [Problem] = []
        for expression: Expression in statement.expressions {
            expression.forEach { part in if let problem = problem(part) { found.append(problem) } }
        }
        func want(_ value: Expression, _ type: ValueType, _ what: String) {
            if value.type != type { found.append(Problem(words: "\(what) is \(type), and its value is \(value.type)")) }
        }
        func wantLocal(_ local: Local, _ type: ValueType, _ what: String) {
            if local.type != type {
                found.append(Problem(words: "\(what) is \(type), and the variable \(local.name) is \(local.type)"))
            }
        }
        func wantIndex(_ index: Expression?) {
            if let index, index.type == .bool {
                found.append(Problem(words: "an index is a truth value", suggestion: useNumber))
            }
        }
        func wantAll(_ values: [Expression], _ parameters: [Local], _ name: String) {
            if values.count != parameters.count {
                found.append(
                    Problem(
                        words: "\(name) takes \(parameters.count) arguments, and \(values.count) are given",
                        suggestion: takeTheDeclared))
            }
            for (value, parameter) in zip(values, parameters) {
                want(value, parameter.type, "the parameter \(parameter.name) of \(name)")
            }
        }
        switch statement.kind {
        case .assign(let local, let value): want(value, local.type, "the variable \(local.name)")
        case .writeField(let field, let value): want(value, field.valueType, field.symbol)
        case .setRegister(let register, let value): want(value, .u64, "the register \(register)")
        case .setIndexedRegister(let index, let value):
            want(value, .u64, "a guest register")
            wantIndex(index)
        case .setState(let variable, let index, let value), .addState(let variable, let index, let value):
            want(value, variable.type, "the state \(variable.name)")
            wantIndex(index)
        case .cpuid(let leaf, let subleaf, let eax, let ebx, let ecx, let edx):
            want(leaf, .u32, "a CPUID leaf")
            want(subleaf, .u32, "a CPUID subleaf")
            for local: Local in [eax, ebx, ecx, edx] { wantLocal(local, .u32, "a result of CPUID") }
        case .readMSR(let address, let value, let faulted):
            want(address, .u32, "the address of an MSR")
            wantLocal(value, .u64, "the value of an MSR")
            wantLocal(faulted, .bool, "whether RDMSR faulted")
        case .writeMSR(let address, let value, let faulted):
            want(address, .u32, "the address of an MSR")
            want(value, .u64, "the value of an MSR")
            wantLocal(faulted, .bool, "whether WRMSR faulted")
        case .call(let native, let arguments, let results):
            wantAll(arguments, native.parameters, native.name)
            if results.count != native.results.count {
                found.append(
                    Problem(
                        words: "\(native.name) has \(native.results.count) results, and \(results.count) are taken",
                        suggestion: takeTheDeclared))
            }
            for (local, result) in zip(results, native.results) {
                wantLocal(local, result.type, "the result \(result.name) of \(native.name)")
            }
        case .emit(let event, let words):
            for word: Expression in words { want(word, .u64, "a word of the event \(event.symbol)") }
        case .branch(let condition, _, _): want(condition, .bool, "a condition")
        case .select(let subject, let cases, _):
            for range: ClosedRange<UInt64> in cases.flatMap(\.ranges) where range.upperBound > subject.type.mask {
                found.append(
                    Problem(
                        words: "the case \(hex(range.upperBound)) is more than a \(subject.type) holds",
                        suggestion: "use a value that fits"))
            }
        case .end(.inject(let event)):
            if let code = event.errorCode { want(code, .u32, "an error code") }
        case .readField(let field, let local): wantLocal(local, field.valueType, field.symbol)
        case .readIndexedRegister(let index, let local):
            wantLocal(local, .u64, "a guest register")
            wantIndex(index)
        case .perform(let routine, let arguments): wantAll(arguments, routine.parameters, routine.name)
        case .discard, .end, .finish: break
        }
        return found
    }

    private static let useNumber: String = "use a number, for example choose(condition, 1, else: 0)"

    /// What is wrong with an expression by itself.
    private static func problem(_ expression: Expression) -> Problem? {
        switch expression {
        case .constant(let value, let type) where value > type.mask:
            Problem(words: "the constant \(hex(value)) does not fit \(type)", suggestion: "use a wider type")
        case .binary(let op, let left, let right) where left.type != right.type:
            Problem(words: "\(op.rawValue) has operands of \(left.type) and \(right.type)")
        case .binary(let op, let left, _) where left.type == .bool && ![.and, .or, .xor].contains(op):
            Problem(words: "\(op.rawValue) has truth values as operands", suggestion: useNumber)
        case .compare(let comparison, let left, let right) where left.type != right.type:
            Problem(words: "\(comparison.rawValue) compares \(left.type) with \(right.type)")
        case .shiftLeft(let operand, let amount), .shiftRight(let operand, let amount):
            amount >= 0 && amount < operand.type.bits
                ? nil
                : Problem(
                    words: "a shift by \(amount) empties a \(operand.type)",
                    suggestion: "shift by 0 to \(operand.type.bits - 1)")
        case .bit(let value, let index) where value.type == .bool || index.type == .bool:
            Problem(words: "a bit is taken of, or numbered by, a truth value", suggestion: useNumber)
        case .select(let condition, _, _) where condition.type != .bool:
            Problem(words: "the condition of a choice is \(condition.type)", suggestion: "compare it, for example != 0")
        case .select(_, let then, let otherwise) where then.type != otherwise.type:
            Problem(words: "a choice is between \(then.type) and \(otherwise.type)")
        case .indexedRegister(let index) where index.type == .bool:
            Problem(words: "an index is a truth value", suggestion: useNumber)
        case .state(_, index: let index?) where index.type == .bool:
            Problem(words: "an index is a truth value", suggestion: useNumber)
        default: nil
        }
    }
}
