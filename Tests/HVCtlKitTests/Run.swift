// SPDX-License-Identifier: GPL-2.0-only

@testable import HVCtlKit

/// What a command line did on a simulated machine.
struct Run {
    let status: ToolStatus
    let data: String
    let diagnostics: String

    init(_ line: String, on machine: SimulatedMachine, colours: Bool = false, brokenOutput: Bool = false) {
        var data = ""
        var diagnostics = ""
        let console = Console(
            colours: colours,
            data: { text in
                data += text
                return !brokenOutput
            }, diagnostic: { diagnostics += $0 })
        status = Tool.run(line.split(separator: " ").map(String.init), Context(system: machine, console: console))
        self.data = data
        self.diagnostics = diagnostics
    }
}
