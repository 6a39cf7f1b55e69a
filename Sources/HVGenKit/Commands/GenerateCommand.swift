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

    @OptionGroup var diagnostics: DiagnosticOptions

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        var count = 0
        try diagnostics.report("generate", specification, place) { outcome in
            for change: OutputDirectory.Difference.Change in outcome.changes {
                print("\(change.verb) \(place.output)/\(change.path)")
            }
            print("\(count) files, \(outcome.changes.count) changed")
        } _: { outcome in
            let product: Generator.Product = try Generator(specification: specification, package: place.package)
                .product()
            outcome.diagnostics = product.warnings
            let difference: OutputDirectory.Difference = try place.directory.difference(to: product.files)
            try place.directory.apply(difference)
            outcome.changes = difference.changes
            count = product.files.count
        }
    }
}
