// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import Reports
import VMXModel
import Verifier

/// How a command says what it found.
struct DiagnosticOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(
        name: .long,
        help: "How to say what is wrong: text on standard error, or one JSON document on standard output.")
    var format: Format = .text

    /// Runs `body`, which notes what it finds, and reports it once.
    ///
    /// - Parameter text: prints what there is to say in text of an outcome without errors.
    func report(
        _ command: String, _ specification: Specification, _ place: PlaceOptions,
        text: (DiagnosticReport.Outcome) -> Void, _ body: (inout DiagnosticReport.Outcome) throws -> Void
    ) throws {
        var outcome = DiagnosticReport.Outcome()
        do {
            try body(&outcome)
        } catch let failure as VerificationFailure {
            outcome.diagnostics = failure.diagnostics
            outcome.exitCode = 1
        } catch {
            outcome.failure = "\(error)"
            outcome.exitCode = 2
        }
        let files = SourceFiles(package: place.package, specification: specification)
        switch format {
        case .json:
            let report = DiagnosticReport(command: command, outcome, output: place.output, files: files)
            print(JSONReport.text(report), terminator: "")
        case .text:
            if !outcome.diagnostics.isEmpty { printError(files.renderer().text(outcome.diagnostics)) }
            if let failure = outcome.failure { printError("hvgen: \(failure)") }
            if outcome.failure == nil, !outcome.diagnostics.contains(where: { $0.severity == .error }) { text(outcome) }
        }
        if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
}

extension SourceFiles {
    /// Prints diagnostics to standard error: in colour on a terminal, unless NO_COLOR (no-color.org) is set.
    func renderer() -> DiagnosticRenderer {
        let environment: [String: String] = ProcessInfo.processInfo.environment
        let isWanted: Bool = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        return DiagnosticRenderer(
            path: shownPath, line: { self.line(at: $0) }, isColoured: isWanted && isatty(STDERR_FILENO) == 1)
    }
}
