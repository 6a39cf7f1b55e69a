// SPDX-License-Identifier: GPL-2.0-only

/// The colours of a report, which are those of clang and swiftc; none where no terminal shows them.
struct TextStyle {
    let isColoured: Bool

    func strong(_ text: String) -> String { paint(text, "1") }
    func error(_ text: String) -> String { paint(text, "1;31") }
    func warning(_ text: String) -> String { paint(text, "1;35") }
    func note(_ text: String) -> String { paint(text, "36") }
    func mark(_ text: String) -> String { paint(text, "1;32") }

    private func paint(_ text: String, _ colour: String) -> String {
        isColoured ? "\u{1b}[\(colour)m\(text)\u{1b}[0m" : text
    }
}
