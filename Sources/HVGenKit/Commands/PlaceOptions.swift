// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import VMXModel
import Verifier

/// Where the package and its outputs are.
struct PlaceOptions: ParsableArguments {
    @Option(name: .long, help: "The root of the package that holds the specification.")
    var packagePath: String = "."

    @Option(name: .long, help: "The folder of the generated files: below the package, or an absolute path.")
    var output: String = "Generated"

    var package: URL { URL(fileURLWithPath: packagePath) }
    var directory: OutputDirectory {
        OutputDirectory(
            root: output.hasPrefix("/") ? URL(fileURLWithPath: output) : package.appendingPathComponent(output))
    }
}

/// Runs `body`, and turns what goes wrong into text on standard error and an exit code.
func reporting<Result>(
    _ specification: Specification, _ package: URL, _ body: () throws -> Result
) throws -> Result {
    do {
        return try body()
    } catch let failure as VerificationFailure {
        let files = SourceFiles(package: package, specification: specification)
        printError(files.renderer().text(failure.diagnostics))
        throw ExitCode(1)
    } catch let code as ExitCode {
        throw code
    } catch {
        printError("hvgen: \(error)")
        throw ExitCode(2)
    }
}

func printError(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
}
