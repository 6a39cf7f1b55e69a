// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Verifier

/// `hvgen explain HV004`: what a rule wants, and why.
struct ExplainCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "explain", abstract: "Explains a rule by its code, for example HV004.")
    }

    @Argument(help: "The code of a rule.")
    var code: String

    func run() throws {
        let wanted: String = code.uppercased()
        guard let entry = RuleCatalog.all.first(where: { $0.code.description == wanted }) else {
            let known: String = RuleCatalog.all.map(\.code.description).joined(separator: " ")
            printError("hvgen: there is no rule \(code); the rules are \(known)")
            throw ExitCode(1)
        }
        print("\(entry.code): \(entry.title)\n\(entry.section)\n\n\(entry.explanation)")
    }
}
