// SPDX-License-Identifier: GPL-2.0-only

/// A C expression, of which the printer knows where it needs parentheses.
indirect enum CExpression: Equatable {
    /// A name, a literal or a call that is already text and binds tightest. For example: `regs->rax`.
    case atom(String)
    /// For example: `!faulted`.
    case prefix(String, CExpression)
    /// For example: `(u32)regs->rax`.
    case cast(String, CExpression)
    /// For example: `rip + length`.
    case binary(CExpression, String, CExpression)
    /// For example: `long_mode ? rip : eip`.
    case conditional(CExpression, CExpression, CExpression)
    /// For example: `min(index, 31u)`.
    case call(String, [CExpression])
}

extension CExpression {
    /// C's precedence, higher binds tighter.
    private var precedence: Int {
        switch self {
        case .atom, .call: 15
        case .prefix, .cast: 14
        case .binary(_, let op, _): Self.precedence(of: op)
        case .conditional: 3
        }
    }

    private static func precedence(of op: String) -> Int {
        switch op {
        case "*", "/": 13
        case "+", "-": 12
        case "<<", ">>": 11
        case "<", "<=", ">", ">=": 10
        case "==", "!=": 9
        case "&": 8
        case "^": 7
        case "|": 6
        case "&&": 5
        case "||": 4
        default: preconditionFailure("no C operator: \(op)")
        }
    }

    /// The expression as text, on one line.
    var text: String {
        switch self {
        case .atom(let text):
            return text
        case .prefix(let op, let operand):
            return op + operand.text(inside: 14)
        case .cast(let type, let operand):
            return "(\(type))" + operand.text(inside: 14)
        case .call(let name, let arguments):
            return name + "(" + arguments.map(\.text).joined(separator: ", ") + ")"
        case .conditional(let condition, let then, let otherwise):
            return condition.text(inside: 4) + " ? " + then.text(inside: 4) + " : " + otherwise.text(inside: 3)
        case .binary(let left, let op, let right):
            let own: Int = Self.precedence(of: op)
            return left.operandText(of: op, own) + " \(op) " + right.operandText(of: op, own + 1)
        }
    }

    private func text(inside outer: Int) -> String {
        precedence < outer ? "(\(text))" : text
    }

    /// Parentheses also where C needs none but a reader does: among bitwise operators,
    /// shifts and comparisons.
    private func operandText(of op: String, _ outer: Int) -> String {
        guard case .binary(_, let inner, _) = self, inner != op else { return text(inside: outer) }
        let bitwise: Set<String> = ["&", "|", "^"]
        let confusing: Bool =
            bitwise.contains(op) && (bitwise.contains(inner) || ["+", "-", "<<", ">>"].contains(inner))
            || (op == "&&" || op == "||") && bitwise.contains(inner)
            || bitwise.contains(inner) && (op == "<<" || op == ">>")
            || op == "||" && inner == "&&"
            || (op == "<<" || op == ">>") && (inner == "+" || inner == "-")
        return confusing ? "(\(text))" : text(inside: outer)
    }
}
