// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser
import Foundation
import Reports
import VMXModel

/// `hvgen why dmesg.txt`: which rule of VM entry a VMCS breaks.
struct WhyCommand<Provider: SpecificationProvider>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "why",
            abstract: "Reads dumps of VMCSs and names the checks of VM entry that they break, the likeliest cause first.",
            discussion: """
                FILE is a kernel log with what KVM prints when kvm_intel.dump_invalid_vmcs is 1 (as dmesg, a journal, \
                a serial line or a mail has it), JSON of `hvctl dump --json`, or a list of lines like \
                GUEST_RIP = 0x1000. What the dump does not show is unknown, and accuses nobody.

                Exit codes: 0 nothing is broken for sure; 1 something is; 2 the file cannot be read or has no dump.
                """)
    }

    /// What comes out.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Argument(help: "The file; - or nothing for standard input.")
    var file: String = "-"

    @Option(name: .long, help: "The processor, as `hvctl caps --json` prints it; else those of the architecture.")
    var capabilities: String?

    @Option(name: .long, help: "text or json.")
    var format: Format = .text

    func run() throws {
        let architecture: ArchitectureDescription = Provider.specification.architecture
        let name: String = file == "-" ? "standard input" : file
        let data: Data
        if file == "-" {
            data = FileHandle.standardInput.readDataToEndOfFile()
        } else if let read = try? Data(contentsOf: URL(fileURLWithPath: file)) {
            data = read
        } else {
            printError("hvgen: \(file) cannot be read")
            throw ExitCode(2)
        }
        let processors: [CapturedProcessor]
        do {
            processors =
                try capabilities.map { [try Corpus.processor(file: URL(fileURLWithPath: $0))] }
                ?? architecture.processors
        } catch {
            printError("hvgen: \(error)")
            throw ExitCode(2)
        }
        let dumps: [VMCSDump]
        do {
            dumps = try DumpReader(architecture).read(data)
        } catch {
            printError("hvgen: \(name) \(error)")
            throw ExitCode(2)
        }
        let reports: [EntryDiagnosisReport] = dumps.map {
            EntryDiagnosisReport(EntryDiagnosis($0, on: processors, architecture), architecture)
        }
        switch format {
        case .json: print(JSONReport.text(reports), terminator: "")
        case .text: print(reports.map { $0.text(file: name) }.joined(separator: "\n"), terminator: "")
        }
        if reports.contains(where: { !$0.broken.isEmpty }) { throw ExitCode(1) }
    }
}
