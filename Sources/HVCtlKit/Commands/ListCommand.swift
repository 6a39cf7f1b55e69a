// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct ListCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the module's profiles.",
        discussion: "JSON: profiles: array of name, mode (running-system, guest; null if unknown), summary.")

    @OptionGroup var options: ReadingOptions

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let profiles = try context.device().profiles()
        let json = JSON.object([
            .init(
                "profiles",
                .array(
                    profiles.map {
                        .object([
                            .init("name", .text($0.name)), .init("mode", .optional($0.mode?.text)),
                            .init("summary", .text($0.summary)),
                        ])
                    }))
        ])
        context.show(asJSON: options.json, json) {
            var table = Table(["NAME", "MODE", "SUMMARY"])
            table.rows = profiles.map { [$0.name, $0.mode?.text ?? "?", $0.summary] }
            return table.lines
        }
        return .success
    }
}
