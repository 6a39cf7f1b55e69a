// SPDX-License-Identifier: GPL-2.0-only

/// Calls within calls, broken behind their parentheses where a line is too long.
indirect enum CallLayout {
    /// A name, a number, or a call that is not broken.
    case atom(String)
    case call(String, [CallLayout])

    var text: String {
        switch self {
        case .atom(let text): text
        case .call(let name, let arguments): name + "(" + arguments.map(\.text).joined(separator: ", ") + ")"
        }
    }

    /// The lines of a statement that starts with `lead` behind one tab and ends with a semicolon.
    func statement(_ lead: String) -> [String] {
        var lines: [String] = broken(at: 8 + lead.count, tail: ";")
        lines[0] = lead + lines[0]
        return lines.enumerated().map { $0.offset == 0 ? "\t" + $0.element : $0.element }
    }

    /// The first line without its indentation, the others with it.
    private func broken(at column: Int, tail: String) -> [String] {
        let whole: String = text + tail
        guard case .call(let name, let arguments) = self, column + whole.count > CPrinter.width else { return [whole] }
        let inner: Int = column + name.count + 1
        let align: String = String(repeating: "\t", count: inner / 8) + String(repeating: " ", count: inner % 8)
        var lines: [String] = []
        for (index, argument) in arguments.enumerated() {
            let isLast: Bool = index == arguments.count - 1
            var part: [String] = argument.broken(at: inner, tail: isLast ? ")" + tail : ",")
            part[0] = (index == 0 ? name + "(" : align) + part[0]
            lines += part
        }
        return lines
    }
}
