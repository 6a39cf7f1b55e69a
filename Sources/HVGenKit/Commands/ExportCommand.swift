// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import Reports

/// `hvgen export`: the whole resolved model.
struct ExportCommand<Provider: SpecificationProvider>: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json
    }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "export", abstract: "Prints the whole resolved model: the architecture and the hypervisors.")
    }

    @Option(name: .long, help: "The format.")
    var format: Format = .json

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        try reporting(specification, place.package) {
            let generator = Generator(specification: specification, package: place.package)
            print(JSONReport.text(ModelExport(of: try generator.model())), terminator: "")
        }
    }
}
