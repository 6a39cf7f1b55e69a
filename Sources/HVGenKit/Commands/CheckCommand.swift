// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import CEmitter
import Foundation

/// `hvgen check`: whether what is committed is what the description makes.
struct CheckCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: "Compares the generated files with the description; writes nothing.",
            discussion: "Exit code 1 and a unified diff when they differ.")
    }

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        let isClean: Bool = try reporting(specification, place.package) {
            let files: [OutputFile] = try Generator(specification: specification, package: place.package).files()
            let difference: OutputDirectory.Difference = try place.directory.difference(to: files)
            for change: OutputDirectory.Difference.Change in difference.changes {
                let path: String = "\(place.output)/\(change.path)"
                print(
                    UnifiedDiff.text(
                        old: change.old ?? "", new: change.new ?? "",
                        oldName: change.old == nil ? "/dev/null" : "a/\(path)",
                        newName: change.new == nil ? "/dev/null" : "b/\(path)"), terminator: "")
            }
            return difference.isEmpty
        }
        guard isClean else {
            printError("hvgen: \(place.output) is not what the description makes: run `swift run hvgen`")
            throw ExitCode(1)
        }
    }
}
