// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import Foundation
import Reports
import VMXModel
import Verifier

/// Runs the whole way from a specification to the text of every output file.
public struct Generator {
    public let specification: Specification
    /// The root of the package that holds the specification.
    public let package: URL

    public init(specification: Specification, package: URL) {
        self.specification = specification
        self.package = package
    }

    /// Every rule that the specification breaks, sorted.
    public func diagnostics() -> [Diagnostic] {
        Verifier(architecture: specification.architecture).check(specification.hypervisors)
            + (specification.abi?.diagnostics(events: events) ?? [])
    }

    /// The resolved model, or all that is wrong.
    public func model() throws(VerificationFailure) -> ResolvedModel {
        let model: ResolvedModel = try Verifier(architecture: specification.architecture)
            .resolve(specification.hypervisors)
        let wrong: [Diagnostic] =
            (specification.abi?.diagnostics(events: events) ?? []) + StubCompiler.diagnostics(for: model)
        if !wrong.isEmpty { throw VerificationFailure(diagnostics: wrong) }
        return model
    }

    /// Every output file with its path below the output folder. Nothing is written.
    public func files() throws(VerificationFailure) -> [OutputFile] {
        let model: ResolvedModel = try model()
        let index = SourceIndex(package: package)
        // To find one file is to walk through a folder.
        var paths: [String: String] = [:]
        for id: String in Set(model.hypervisors.map(\.description.location.fileID)) {
            paths[id] = specification.path(ofFileID: id, in: index)
        }
        var files: [OutputFile] = KernelEmitter(
            model: model, specFolder: specification.folder(of: specification.hypervisorModule),
            path: { [paths] in paths[$0]! }
        ).files
        if let abi = specification.abi {
            let calls: [HypercallSet] = specification.hypervisors.map {
                HypercallSet(hypervisor: $0.name, calls: $0.hypercalls)
            }
            files += UAPIEmitter.files(
                for: abi, events: events, hypercalls: calls, architecture: specification.architecture
            )
            .map { OutputFile(path: $0.path, text: $0.text) }
        }
        let manifest = Manifest(of: model, abi: specification.abi, events: events)
        files.append(OutputFile(path: "manifest.json", text: JSONReport.text(manifest)))
        let comments = SpecComments { package.appendingPathComponent(specification.path(ofFileID: $0, in: index)) }
        let document = ExitPathsDocument(
            model: model, source: specification.folder(of: specification.hypervisorModule),
            notes: comments.notes(at:))
        files.append(OutputFile(path: "docs/exit-paths.md", text: document.text))
        // A package that only adds hypervisors links to this one's.
        if specification.abi != nil {
            files +=
                ReferenceDocument(architecture: specification.architecture, notes: comments.declarationNotes(at:)).files
        }
        return files.sorted { $0.path < $1.path }
    }

    /// The event kinds that handlers emit, each once, by number.
    private var events: [EventKind] {
        var found: Set<EventKind> = []
        for hypervisor: HypervisorDescription in specification.hypervisors {
            for handler: Handler in hypervisor.handlers {
                handler.body.forEachStatement { statement in
                    if case .emit(let kind, _) = statement.kind { found.insert(kind) }
                }
            }
        }
        return found.sorted { $0.number < $1.number }
    }
}
