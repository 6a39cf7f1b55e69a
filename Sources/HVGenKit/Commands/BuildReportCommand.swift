// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import CEmitter
import Foundation
import Reports
import VMXModel

/// `hvgen build-report OBJECT…`: what the compiler has made of the handlers.
struct BuildReportCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "build-report", abstract: "Prints what the compiler has made of each handler in C.",
            discussion: "From objects that `make module` has built; `make build-report` does it all.")
    }

    @Argument(help: "Objects of generated sources.")
    var objects: [String]

    @Flag(name: .long, help: "Print JSON.")
    var json: Bool = false

    @Option(name: .long, help: "Write the JSON to this file as well.")
    var writeJSON: String?

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        try reporting(specification, place.package) {
            let model: ResolvedModel = try Generator(specification: specification, package: place.package).model()
            let report = BuildReport(
                of: model, functionName: KernelEmitter.handlerName,
                objects: try objects.map { try ObjectFile(path: $0).disassembly() })
            if report.hypervisors.isEmpty {
                throw ObjectFile.Failure(description: "no handler of any hypervisor is in these objects")
            }
            if let writeJSON { try Data(JSONReport.text(report).utf8).write(to: URL(fileURLWithPath: writeJSON)) }
            print(json ? JSONReport.text(report) : BuildTable(report).text, terminator: "")
        }
    }
}
