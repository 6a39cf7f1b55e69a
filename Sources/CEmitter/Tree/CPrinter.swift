// SPDX-License-Identifier: GPL-2.0-only

/// Writes C in the kernel's style: the only place that knows about tabs and line length.
struct CPrinter {
    private(set) var text: String = ""
    private var depth: Int = 0

    /// Where lines are broken, in columns with tabs of eight.
    static let width: Int = 80

    mutating func line(_ content: String = "") {
        if content.isEmpty {
            text += "\n"
        } else {
            text += String(repeating: "\t", count: depth) + content + "\n"
        }
    }

    mutating func lines(_ content: [String]) {
        for one: String in content { line(one) }
    }

    mutating func indented(_ body: (inout CPrinter) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    /// The text; every block that was opened must be closed.
    consuming func finish() -> String {
        precondition(depth == 0, "a block was left open")
        return text
    }

    // MARK: Functions

    mutating func print(_ function: CFunction) {
        documentation(of: function)
        let head: String = [function.qualifiers, function.returnType].filter { !$0.isEmpty }.joined(separator: " ")
        let parameters: [String] = function.parameters.map(\.declaration)
        let list: String = parameters.isEmpty ? "void" : parameters.joined(separator: ", ")
        let separator: String = head.hasSuffix("*") ? "" : " "
        let opening: String = head + separator + function.name + "("
        if Self.columns(opening + list + ")") <= Self.width {
            line(opening + list + ")")
        } else {
            line(head)
            wrap(function.name + "(", parameters, ")")
        }
        line("{")
        indented { printer in
            printer.lines(function.declarations.map { $0 + ";" })
            if !function.declarations.isEmpty && !function.body.isEmpty { printer.line() }
            printer.print(function.body)
        }
        line("}")
    }

    private mutating func documentation(of function: CFunction) {
        line("/**")
        let head: String = " * \(function.name)() - \(function.summary)"
        line(head)
        for parameter: CFunction.Parameter in function.parameters {
            line(" * @\(parameter.name): \(parameter.summary)")
        }
        if let returns = function.returns {
            line(" *")
            line(" * Return: \(returns)")
        }
        line(" */")
    }

    // MARK: Statements

    mutating func print(_ statements: [CStatement]) {
        for statement: CStatement in statements { print(statement) }
    }

    mutating func print(_ statement: CStatement) {
        switch statement {
        case .assign(let place, let value):
            broken(place + " =", value, ";")
        case .increment(let place):
            line(place + "++;")
        case .add(let place, let value):
            broken(place + " +=", value, ";")
        case .expression(let value):
            broken("", value, ";")
        case .returnValue(let value):
            broken("return", value, ";")
        case .blank:
            line()
        case .ifElse(let condition, let then, let otherwise):
            conditional("if", condition, then, otherwise)
        case .switchOn(let subject, let cases, let otherwise):
            line("switch (\(subject.text)) {")
            for one: CCase in cases {
                for label: String in one.labels { line("case \(label):") }
                arm(one.body)
            }
            line("default:")
            arm(otherwise)
            line("}")
        }
    }

    private mutating func arm(_ body: [CStatement]) {
        indented { printer in
            printer.print(body)
            if !Self.leaves(body) { printer.line("break;") }
        }
    }

    /// Whether control never reaches the end of the statements.
    static func leaves(_ body: [CStatement]) -> Bool {
        switch body.last {
        case .returnValue: true
        case .ifElse(_, let then, let otherwise): leaves(then) && leaves(otherwise)
        case .switchOn(_, let cases, let otherwise): leaves(otherwise) && cases.allSatisfy { leaves($0.body) }
        default: false
        }
    }

    private mutating func conditional(
        _ keyword: String, _ condition: CExpression, _ then: [CStatement], _ otherwise: [CStatement]
    ) {
        if then.isEmpty && !otherwise.isEmpty {
            return conditional(keyword, .prefix("!", condition), otherwise, [])
        }
        var chained: (CExpression, [CStatement], [CStatement])?
        if otherwise.count == 1, case .ifElse(let next, let nextThen, let nextElse) = otherwise[0] {
            chained = (next, nextThen, nextElse)
        }
        let braces: Bool = !(Self.isOneLine(then) && (otherwise.isEmpty || chained == nil && Self.isOneLine(otherwise)))
        broken("\(keyword) (", condition, braces ? ") {" : ")", glue: "")
        indented { $0.print(then) }
        guard !otherwise.isEmpty else {
            if braces { line("}") }
            return
        }
        let opening: String = braces ? "} else" : "else"
        if let (next, nextThen, nextElse) = chained {
            conditional(opening + " if", next, nextThen, nextElse)
        } else {
            line(braces ? opening + " {" : opening)
            indented { $0.print(otherwise) }
            if braces { line("}") }
        }
    }

    private static func isOneLine(_ body: [CStatement]) -> Bool {
        guard body.count == 1 else { return false }
        switch body[0] {
        case .ifElse, .switchOn, .blank: return false
        default: return true
        }
    }

    // MARK: Long lines

    /// Prints `head value tail`, broken at an operator or after a parenthesis where it is too long.
    private mutating func broken(_ head: String, _ value: CExpression, _ tail: String, glue: String = " ") {
        let lead: String = head.isEmpty ? "" : head + glue
        let whole: String = lead + value.text + tail
        if depth * 8 + Self.columns(whole) <= Self.width {
            return line(whole)
        }
        if case .call(let name, let arguments) = value {
            return wrap(lead + name + "(", arguments.map(\.text), ")" + tail)
        }
        if case .binary(let left, let op, let right) = value, ["&&", "||", "|", "+"].contains(op) {
            let parts: [String] = Self.chain(left, op) + [CExpression.binary(.atom(""), op, right).text]
            return wrapChain(lead, parts.map { $0.hasPrefix(" ") ? String($0.dropFirst(op.count + 2)) : $0 }, op, tail)
        }
        line(whole)
    }

    private static func chain(_ expression: CExpression, _ op: String) -> [String] {
        if case .binary(let left, op, let right) = expression {
            return chain(left, op) + [CExpression.binary(.atom(""), op, right).text]
        }
        let text: String = CExpression.binary(expression, op, .atom("")).text
        return [String(text.dropLast(op.count + 2))]
    }

    private mutating func wrapChain(_ lead: String, _ parts: [String], _ op: String, _ tail: String) {
        let align: String = Self.alignment(Self.columns(lead))
        for (index, part) in parts.enumerated() {
            let isLast: Bool = index == parts.count - 1
            line((index == 0 ? lead : align) + part + (isLast ? tail : " " + op))
        }
    }

    /// Arguments, as many a line as fit, aligned behind the parenthesis.
    private mutating func wrap(_ opening: String, _ arguments: [String], _ closing: String) {
        let align: String = Self.alignment(Self.columns(opening))
        var current: String = opening
        var isFresh = true
        for (index, argument) in arguments.enumerated() {
            let piece: String = argument + (index == arguments.count - 1 ? closing : ",")
            let joined: String = current + (isFresh ? "" : " ") + piece
            if isFresh || depth * 8 + Self.columns(joined) <= Self.width {
                current = joined
            } else {
                line(current)
                current = align + piece
            }
            isFresh = false
        }
        line(current)
    }

    private static func alignment(_ columns: Int) -> String {
        String(repeating: "\t", count: columns / 8) + String(repeating: " ", count: columns % 8)
    }

    /// Width with tabs of eight.
    static func columns(_ text: String) -> Int {
        var column = 0
        for character: Character in text {
            column = character == "\t" ? (column / 8 + 1) * 8 : column + 1
        }
        return column
    }
}
