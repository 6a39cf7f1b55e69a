// SPDX-License-Identifier: GPL-2.0-only

import Glibc

/// Where a command writes: data to one stream, diagnostics to the other.
public final class Console {
    private let writeData: (String) -> Bool
    private let writeDiagnostic: (String) -> Void
    private let findScreen: () -> Screen?
    private let findReaderGone: () -> Bool
    let colours: Bool
    /// Whether all data went out; a full disk or a closed pipe makes it false.
    private(set) var isIntact: Bool = true
    /// Whether it is no error when the reader leaves: it has seen enough of data that would not end.
    var readerMayLeave: Bool = false

    /// The size of a terminal, in characters.
    public struct Screen: Hashable, Sendable {
        public let rows: Int
        public let columns: Int

        public init(rows: Int, columns: Int) {
            self.rows = rows
            self.columns = columns
        }
    }

    /// - Parameters:
    ///   - colours: whether data may have escape sequences for colours.
    ///   - data: writes a text to standard output; returns whether it went out.
    ///   - diagnostic: writes a text to standard error.
    ///   - screen: the terminal on which data may be redrawn; nil when standard output is something else.
    ///   - readerGone: whether standard output is a pipe that nobody reads any more.
    public init(
        colours: Bool, data: @escaping (String) -> Bool, diagnostic: @escaping (String) -> Void,
        screen: @escaping () -> Screen? = { nil }, readerGone: @escaping () -> Bool = { false }
    ) {
        self.colours = colours
        writeData = data
        writeDiagnostic = diagnostic
        findScreen = screen
        findReaderGone = readerGone
    }

    /// The terminal as it is now: its size can change.
    var screen: Screen? { findScreen() }

    /// Whether nobody reads the data any more.
    var isReaderGone: Bool { findReaderGone() }

    /// A line of data.
    func print(_ line: String) { put(line + "\n") }

    /// Data as it is.
    func put(_ text: String) {
        guard !writeData(text) else { return }
        if !(readerMayLeave && isReaderGone) { isIntact = false }
    }

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
            data: { write($0, to: STDOUT_FILENO) }, diagnostic: { _ = write($0, to: STDERR_FILENO) },
            screen: { isDumb ? nil : terminal() }, readerGone: { isReaderGone(STDOUT_FILENO) })
    }

    /// The terminal at standard output. One that does not tell its size, as a serial line, is taken for an old one.
    private static func terminal() -> Screen? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
            return Screen(rows: 24, columns: 80)
        }
        return Screen(rows: Int(size.ws_row), columns: Int(size.ws_col))
    }

    /// Poll tells of a pipe without a reader also when nothing is written.
    private static func isReaderGone(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&entry, 1, 0) > 0 && Int32(entry.revents) & Int32(POLLERR | POLLHUP | POLLNVAL) != 0
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
