// SPDX-License-Identifier: GPL-2.0-only

@testable import HVCtlKit

/// What a command line did on a simulated machine.
struct Run {
    let status: ToolStatus
    let data: String
    let diagnostics: String

    /// - Parameters:
    ///   - screen: of the terminal; nil when the output is none.
    ///   - linesRead: after how many texts the reader leaves; nil for never.
    init(
        _ line: String, on machine: SimulatedMachine, colours: Bool = false, brokenOutput: Bool = false,
        screen: Console.Screen? = nil, linesRead: Int? = nil
    ) {
        var lines: Int = 0
        var data = ""
        var diagnostics = ""
        let console = Console(
            colours: colours,
            data: { text in
                if let linesRead, lines >= linesRead { return false }
                lines += 1
                data += text
                return !brokenOutput
            }, diagnostic: { diagnostics += $0 }, screen: { screen },
            readerGone: { linesRead.map { lines >= $0 } ?? false })
        status = Tool.run(line.split(separator: " ").map(String.init), Context(system: machine, console: console))
        self.data = data
        self.diagnostics = diagnostics
    }
}
