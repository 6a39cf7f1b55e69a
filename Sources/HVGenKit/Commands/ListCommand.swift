// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Reports
import VMXModel

/// `hvgen list`: the hypervisors of the description.
struct ListCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "Lists the hypervisors that the description holds.")
    }

    private struct Row: Encodable {
        let name: String
        let mode: String
        let summary: String
        let testOnly: Bool
        let handlers: Int
    }

    @Flag(name: .long, help: "Print JSON.")
    var json: Bool = false

    func run() throws {
        let rows: [Row] = Provider.specification.hypervisors.map {
            Row(
                name: $0.name, mode: $0.mode.rawValue, summary: $0.summary, testOnly: $0.isTestOnly,
                handlers: $0.handlers.count)
        }
        if json { return print(JSONReport.text(rows), terminator: "") }
        for row: Row in rows {
            let name: String = row.name.padding(toLength: 16, withPad: " ", startingAt: 0)
            let mode: String = row.mode.padding(toLength: 16, withPad: " ", startingAt: 0)
            print("\(name)\(mode)\(row.summary)\(row.testOnly ? " (test only)" : "")")
        }
    }
}
