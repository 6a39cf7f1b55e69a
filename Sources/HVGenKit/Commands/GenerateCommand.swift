// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import CEmitter

/// `hvgen` and `hvgen generate`: writes what changed.
struct GenerateCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "generate",
            abstract: "Writes the generated files that changed, and deletes those that are no longer made.",
            discussion: "Nothing is written when the description breaks a rule.")
    }

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        try reporting(specification, place.package) {
            let files: [OutputFile] = try Generator(specification: specification, package: place.package).files()
            let difference: OutputDirectory.Difference = try place.directory.difference(to: files)
            try place.directory.apply(difference)
            for change: OutputDirectory.Difference.Change in difference.changes {
                let verb: String = change.new == nil ? "deleted" : change.old == nil ? "created" : "changed"
                print("\(verb) \(place.output)/\(change.path)")
            }
            print("\(files.count) files, \(difference.changes.count) changed")
        }
    }
}
