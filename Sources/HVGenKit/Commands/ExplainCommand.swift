// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Reports

/// `hvgen explain HV004`, `hvgen explain 0x681e`: what a rule wants, and anything that the database has.
struct ExplainCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "explain",
            abstract: "Explains a rule by its code, or anything of VT-x by a number or a name, and spells values out.",
            discussion: "For example: hvgen explain " + Explain.forms.joined(separator: " | "))
    }

    @Argument(help: "A code of a rule, a number, a name, or NAME=VALUE.")
    var what: [String]

    @Flag(name: .long, help: "Print JSON.")
    var json: Bool = false

    func run() throws {
        let question: String = what.joined(separator: " ")
        let code: String = question.uppercased()
        if let page = RuleBook.all.first(where: { $0.code.description == code }) {
            print(json ? JSONReport.text(page.report) : page.text, terminator: "")
            return
        }
        if code.hasPrefix("HV"), !code.dropFirst(2).isEmpty, code.dropFirst(2).allSatisfy(\.isNumber) {
            let known: String = RuleBook.all.map(\.code.description).joined(separator: " ")
            printError("hvgen: there is no rule \(question); the rules are \(known)")
            throw ExitCode(1)
        }
        let explain = Explain(architecture: Provider.specification.architecture)
        do {
            let answers: [Explanation] = try explain.answer(question)
            print(json ? JSONReport.text(answers) : answers.map(\.text).joined(separator: "\n"), terminator: "")
        } catch {
            let help: String
            if error.isEmpty {
                help = "ask for one of " + Explain.forms.joined(separator: " | ")
            } else if !error.isUnknownName {
                help = ""
            } else {
                help = ExplainHint.near(question, among: explain.names)
            }
            printError("hvgen: \(error.message)\(help.isEmpty ? "" : "; \(help)")")
            throw ExitCode(1)
        }
    }
}

/// What may have been meant.
enum ExplainHint {
    static func near(_ question: String, among names: [String]) -> String {
        let subject: String = String(question.prefix { $0 != "=" }.prefix(60))
        let near: [String] = NearNames(
            of: subject, among: names.filter { !$0.hasPrefix("HV_") && !$0.hasPrefix("VTX_") }
        )
        .names
        var shown: [String] = []
        for name: String in near where shown.count < 5 {
            if !shown.contains(where: { $0.lowercased() == name.lowercased() }) { shown.append(name) }
        }
        return shown.isEmpty ? "" : "did you mean \(shown.joined(separator: " or "))?"
    }
}
