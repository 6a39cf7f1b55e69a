// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Reports
import VMXModel

/// `hvgen cost observer`: what each exit costs.
struct CostCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "cost", abstract: "Prints what each exit costs: instructions, VMCS and MSR accesses.",
            discussion: """
                What is known without a compiler: of stubs the instructions of every path, of handlers in C what they \
                read and write. The manifest has the same figures.
                """)
    }

    @Argument(help: "The name of a hypervisor; all when left out.")
    var hypervisor: String?

    @Flag(name: .long, help: "Print JSON.")
    var json: Bool = false

    @OptionGroup var place: PlaceOptions

    func run() throws {
        let specification: Specification = Provider.specification
        if let hypervisor, !specification.hypervisors.map(\.name).contains(hypervisor) {
            let near = NearNames(of: hypervisor, among: specification.hypervisors.map(\.name))
            printError("hvgen: there is no hypervisor \(hypervisor); \(near.suggestion)")
            throw ExitCode(1)
        }
        try reporting(specification, place.package) {
            let model: ResolvedModel = try Generator(specification: specification, package: place.package).model()
            let report = CostReport(of: model, only: hypervisor)
            print(json ? JSONReport.text(report) : CostTable(report).text, terminator: "")
        }
    }
}
