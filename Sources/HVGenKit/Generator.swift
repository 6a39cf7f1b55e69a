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

    /// What generation makes, and what it has to say all the same.
    public struct Product {
        /// Every output file with its path below the output folder, by path.
        public let files: [OutputFile]
        public let warnings: [Diagnostic]
    }

    /// Every rule that the specification breaks, sorted.
    public func diagnostics() -> [Diagnostic] {
        do {
            return try verified().warnings
        } catch {
            return error.diagnostics
        }
    }

    /// The resolved model, or all that is wrong.
    public func model() throws(VerificationFailure) -> ResolvedModel { try verified().model }

    /// Hypervisors, stubs and the ABI are all looked at before anything is reported: a mistake in one hides none in
    /// another. Only what cannot be printed of a hypervisor that is wrong itself is not asked.
    private func verified() throws(VerificationFailure) -> (model: ResolvedModel, warnings: [Diagnostic]) {
        let verifier = Verifier(architecture: specification.architecture)
        var found: [Diagnostic] =
            verifier.check(specification.hypervisors) + (specification.abi?.diagnostics(events: events) ?? [])
        if !found.containsError {
            let model: ResolvedModel = verifier.lower(specification.hypervisors)
            found += unprintable(model)
            if !found.containsError { return (model, found.sorted()) }
        } else {
            let right: [HypervisorDescription] = specification.hypervisors.filter {
                !verifier.check([$0]).containsError
            }
            found += unprintable(verifier.lower(right))
        }
        throw VerificationFailure(diagnostics: found.sorted())
    }

    /// What cannot be printed as a stub, with the handler that asks for one.
    private func unprintable(_ model: ResolvedModel) -> [Diagnostic] {
        StubCompiler.diagnostics(for: model).map { diagnostic in
            let handlers: [Handler] = model.hypervisors.flatMap(\.description.handlers).filter { handler in
                var holds = false
                handler.body.forEachStatement { if $0.location == diagnostic.location { holds = true } }
                return holds && handler.form == .stub
            }
            return diagnostic.adding(
                handlers.map { Diagnostic.Note("the handler is declared as: .stub here", at: $0.location) })
        }
    }

    /// Every output file with its path below the output folder. Nothing is written.
    public func files() throws -> [OutputFile] { try product().files }

    /// Every output file, and the warnings. Nothing is written.
    ///
    /// - Throws: ``VerificationFailure``, or that an example of a rule cannot be read.
    public func product() throws -> Product {
        let (model, warnings): (ResolvedModel, [Diagnostic]) = try verified()
        let index = SourceIndex(package: package)
        var files: [OutputFile] = KernelEmitter(
            model: model, specFolder: specification.folder(of: specification.hypervisorModule),
            path: { [specification] in specification.path(ofFileID: $0, in: index) }
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
        if let folder = specification.ruleFolder {
            files += try RuleDocuments(folder: folder, package: package).files()
        }
        return Product(files: files.sorted { $0.path < $1.path }, warnings: warnings)
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

extension [Diagnostic] {
    /// Whether one of them is more than a warning.
    var containsError: Bool { contains { $0.severity == .error } }
}

extension Diagnostic {
    fileprivate func adding(_ more: [Note]) -> Diagnostic {
        Diagnostic(
            code, message, at: location, section: section, suggestion: suggestion, notes: notes + more,
            severity: severity)
    }
}
