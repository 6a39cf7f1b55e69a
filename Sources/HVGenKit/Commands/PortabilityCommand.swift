// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import Reports
import VMXModel

/// `hvgen portability observer`: on which processors it runs.
struct PortabilityCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "portability",
            abstract: "Prints on which captured processors a hypervisor runs, without what, or why it does not.",
            discussion: """
                The processors are those that the architecture brings (the models of the emulator), or those of a \
                folder: one JSON file each, as `hvctl caps --json` prints it on the machine in question. The answers \
                are those of the module at start. What depends on an MSR that was not captured is unknown.

                Exit code 1 when a file of the folder is no capture; the others are reported all the same.
                """)
    }

    @Argument(help: "The name of a hypervisor; all when left out.")
    var hypervisor: String?

    @Option(name: .long, help: "A folder of captured processors, in place of those of the architecture.")
    var corpus: String?

    @Flag(name: .long, help: "Print JSON.")
    var json: Bool = false

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        let known: [String] = specification.hypervisors.map(\.name)
        if let hypervisor, !known.contains(hypervisor) {
            let near = NearNames(of: hypervisor, among: known)
            printError("hvgen: there is no hypervisor \(hypervisor); \(near.suggestion)")
            throw ExitCode(1)
        }
        let isWhole: Bool = try reporting(specification, place.package) {
            // Only of a description that is right.
            _ = try Generator(specification: specification, package: place.package).model()
            let files: Corpus? = try corpus.map { try Corpus(folder: URL(fileURLWithPath: $0)) }
            let report = PortabilityReport(
                of: specification.hypervisors.filter { hypervisor == nil || $0.name == hypervisor },
                on: files?.processors ?? specification.architecture.processors, specification.architecture)
            print(json ? JSONReport.text(report) : PortabilityTable(report).text, terminator: "")
            for complaint: String in files?.complaints ?? [] { printError("hvgen: \(complaint)") }
            return files?.complaints.isEmpty ?? true
        }
        if !isWhole { throw ExitCode(1) }
    }
}
