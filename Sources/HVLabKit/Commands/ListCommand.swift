// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation

/// `hvlab list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the scenarios and what they run on by default.")

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var repository: RepositoryOption

    private struct Row: Encodable {
        var name: String
        var description: String
        var cpus: Int
        var kernel: KernelSeries
        var model: String
        var profile: BootProfile
        var timeout: Int
        var needs: [ScenarioMetadata.Product]
        var expected: Verdict
    }

    func run() throws {
        let scenarios = try Scenario.all(in: try repository.find())
        if json {
            let rows = scenarios.map { scenario in
                Row(
                    name: scenario.name, description: scenario.metadata.description, cpus: scenario.metadata.cpus,
                    kernel: scenario.metadata.kernel, model: scenario.metadata.model,
                    profile: scenario.metadata.profile, timeout: scenario.metadata.timeout,
                    needs: scenario.metadata.needs, expected: scenario.metadata.expectation)
            }
            print(String(decoding: try JSONEncoder.lab.encode(rows), as: UTF8.self))
            return
        }
        let width = scenarios.map(\.name.count).max() ?? 0
        for scenario in scenarios {
            let metadata = scenario.metadata
            let name = scenario.name + String(repeating: " ", count: width - scenario.name.count)
            let defaults =
                "\(metadata.cpus) CPUs, \(metadata.kernel.rawValue), \(metadata.model), \(metadata.profile.rawValue)"
            print("\(name)  \(metadata.description) [\(defaults)]")
        }
    }
}
