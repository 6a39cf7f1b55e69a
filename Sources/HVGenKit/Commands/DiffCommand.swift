// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import Reports

/// `hvgen diff main..HEAD`: what a pull request means.
struct DiffCommand<Provider: SpecificationProvider>: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, json
    }

    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case never, breaking, any
    }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "diff",
            abstract:
                "Prints in what two revisions differ: controls, intercepts, exits, handlers, cost, ABI, processors.",
            discussion: """
                Compares the manifests that are committed with the revisions, and so needs neither their sources nor a \
                build of them. Exit code 0 whatever the difference is, unless --fail-on asks for 1; 2 when one of the \
                two cannot be read.

                ABI changes are told apart: breaking (a program that was built with the older header fails or does \
                something else) or compatible, each with its reason.
                """)
    }

    @Argument(
        help: """
            A..B; A...B for from where they parted; A for the work tree against A; HEAD when left out.
            """)
    var revisions: String?

    @Option(name: .long, help: "A manifest in a file, in place of revisions.")
    var from: String?

    @Option(name: .long, help: "The other one.")
    var to: String?

    @Option(name: .long, help: "How to print it.")
    var format: Format = .text

    @Option(name: .long, help: "Which difference makes the exit code 1.")
    var failOn: Threshold = .never

    @OptionGroup var place: PlaceOptions

    func validate() throws {
        if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together.") }
        if from != nil && revisions != nil { throw ValidationError("Compare either revisions or files.") }
        if from == nil && place.output.hasPrefix("/") {
            throw ValidationError("With revisions, --output is a folder below the package.")
        }
    }

    func run() throws {
        let difference: ManifestDifference = try reporting(Provider.specification, place.package) {
            let pair: ManifestPair
            if let from, let to {
                pair = ManifestPair(from: from, to: to)
            } else {
                pair = try ManifestPair(
                    revisions: revisions, package: place.package, manifest: "\(place.output)/manifest.json")
            }
            return ManifestDifference(
                from: try pair.old.manifest(), named: pair.old.name, to: try pair.new.manifest(), named: pair.new.name)
        }
        switch format {
        case .text: print(DifferenceText(difference).text, terminator: "")
        case .markdown: print(DifferenceMarkdown(difference).text, terminator: "")
        case .json: print(JSONReport.text(difference), terminator: "")
        }
        let fails: Bool =
            switch failOn {
            case .never: false
            case .breaking: difference.breaking > 0
            case .any: !difference.isEmpty
            }
        if fails { throw ExitCode(1) }
    }
}
