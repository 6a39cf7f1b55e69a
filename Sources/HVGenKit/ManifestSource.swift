// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Reports

/// Where a manifest is read from.
enum ManifestSource {
    case file(URL, named: String)
    case revision(String, path: String, Git)

    /// For headings.
    var name: String {
        switch self {
        case .file(_, let name): name
        case .revision(let revision, _, _): revision
        }
    }

    /// Why there is nothing to compare, as a sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func manifest() throws -> Manifest {
        let data: Data
        let place: String
        switch self {
        case .file(let url, let name):
            place = name == url.path ? name : "\(url.path) (\(name))"
            do {
                data = try Data(contentsOf: url)
            } catch {
                throw Failure(description: "\(place) cannot be read: `swift run hvgen` writes the manifest")
            }
        case .revision(let revision, let path, let git):
            place = "\(path) of \(revision)"
            guard let found = try git.file(path, in: revision) else {
                throw Failure(
                    description: "\(revision) has no \(path): it is older than the manifest, or keeps it elsewhere")
            }
            data = found
        }
        do {
            return try Manifest.reading(data)
        } catch {
            throw Failure(description: "\(place) \(error)")
        }
    }
}

/// What two manifests `hvgen diff` compares.
struct ManifestPair {
    let old: ManifestSource
    let new: ManifestSource

    /// - Parameters:
    ///   - revisions: `A..B`, `A...B` (from where they parted), `A` (against the work tree), or nil for `HEAD`. An
    ///     empty side is `HEAD`.
    ///   - manifest: the path of the manifest below the package.
    init(revisions: String?, package: URL, manifest path: String) throws {
        let git = try Git(folder: package)
        let text: String = revisions ?? "HEAD"
        func name(_ side: some StringProtocol) -> String { side.isEmpty ? "HEAD" : String(side) }
        func source(_ revision: String) -> ManifestSource { .revision(revision, path: path, git) }
        if let dots = text.range(of: "...") {
            let (left, right) = (name(text[..<dots.lowerBound]), name(text[dots.upperBound...]))
            old = source(String(try git.mergeBase(left, right).prefix(12)))
            new = source(right)
        } else if let dots = text.range(of: "..") {
            old = source(name(text[..<dots.lowerBound]))
            new = source(name(text[dots.upperBound...]))
        } else {
            old = source(name(text))
            new = .file(package.appendingPathComponent(path), named: "the work tree")
        }
    }

    init(from: String, to: String) {
        old = .file(URL(fileURLWithPath: from), named: from)
        new = .file(URL(fileURLWithPath: to), named: to)
    }
}
