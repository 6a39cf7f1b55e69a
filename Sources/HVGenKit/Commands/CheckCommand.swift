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

    @OptionGroup var diagnostics: DiagnosticOptions

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        try diagnostics.report("check", specification, place) { outcome in
            outcome.changes.forEach(printDifference)
            if !outcome.changes.isEmpty {
                printError("hvgen: \(place.output) is not what the description makes: run `swift run hvgen`")
            }
        } _: { outcome in
            let product: Generator.Product = try Generator(specification: specification, package: place.package)
                .product()
            outcome.diagnostics = product.warnings
            outcome.changes = try place.directory.difference(to: product.files).changes
            outcome.exitCode = outcome.changes.isEmpty ? 0 : 1
        }
    }

    private func printDifference(_ change: OutputDirectory.Difference.Change) {
        let path: String = "\(place.output)/\(change.path)"
        print(
            UnifiedDiff.text(
                old: change.old ?? "", new: change.new ?? "",
                oldName: change.old == nil ? "/dev/null" : "a/\(path)",
                newName: change.new == nil ? "/dev/null" : "b/\(path)"), terminator: "")
    }
}
