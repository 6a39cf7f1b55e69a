// SPDX-License-Identifier: GPL-2.0-only

import Glibc

/// Where a command writes: data to one stream, diagnostics to the other.
public final class Console {
    private let writeData: (String) -> Bool
    private let writeDiagnostic: (String) -> Void
    let colours: Bool
    /// Whether all data went out; a full disk or a closed pipe makes it false.
    private(set) var isIntact: Bool = true

    /// - Parameters:
    ///   - colours: whether data may have escape sequences for colours.
    ///   - data: writes a text to standard output; returns whether it went out.
    ///   - diagnostic: writes a text to standard error.
    public init(colours: Bool, data: @escaping (String) -> Bool, diagnostic: @escaping (String) -> Void) {
        self.colours = colours
        writeData = data
        writeDiagnostic = diagnostic
    }

    /// A line of data.
    func print(_ line: String) { if !writeData(line + "\n") { isIntact = false } }

    /// A diagnostic of one or more lines.
    func report(_ text: String) { writeDiagnostic("hvctl: " + text + "\n") }

    /// A text of the argument parser, which has its own form.
    func reportUsage(_ text: String) { writeDiagnostic(text + "\n") }

    /// A text in a colour, where colours are wanted.
    func paint(_ text: String, _ colour: Colour) -> String {
        colours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Colour: Int {
        case red = 31
        case green = 32
        case yellow = 33
        case grey = 90
    }

    /// Standard output and standard error. Colours are used on a terminal, unless
    /// NO_COLOR is set to anything but an empty text, or TERM is `dumb`.
    public static func standard() -> Console {
        let isRefused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let isDumb = getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? true
        return Console(
            colours: isatty(STDOUT_FILENO) == 1 && !isRefused && !isDumb,
            data: { write($0, to: STDOUT_FILENO) }, diagnostic: { _ = write($0, to: STDERR_FILENO) })
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var done: Int = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    return false
                }
            }
            return true
        }
    }
}
