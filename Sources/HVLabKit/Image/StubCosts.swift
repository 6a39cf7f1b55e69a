// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// What Generated/manifest.json says of the ways through exit stubs, as a table that a shell can read: a line a way,
/// with the hypervisor, the exit (spaces are underscores), the way's name, its instructions, and how it ends.
struct StubCosts {
    private var lines: [String] = []

    /// The part of the manifest that is read.
    private struct Manifest: Decodable {
        var hypervisors: [Hypervisor]

        struct Hypervisor: Decodable {
            var name: String
            var handlers: [Handler]
        }

        struct Handler: Decodable {
            var exit: String
            var form: String
            var cost: Cost
        }

        struct Cost: Decodable {
            /// Only stubs have them.
            var paths: [Path]?
        }

        struct Path: Decodable {
            var name: String
            var instructions: Int
            var end: String
        }
    }

    init(in repository: Repository) throws {
        let file = repository.root.appending("Generated/manifest.json")
        let manifest: Manifest
        do {
            manifest = try JSONDecoder().decode(Manifest.self, from: try Files.read(file))
        } catch let error as DecodingError {
            throw LabError("\(file) is not as the lab knows it: \(error)")
        }
        for hypervisor in manifest.hypervisors {
            for handler in hypervisor.handlers where handler.form == "stub" {
                for path in handler.cost.paths ?? [] {
                    let exit = handler.exit.replacingOccurrences(of: " ", with: "_")
                    let name = path.name.replacingOccurrences(of: " ", with: "_")
                    lines.append("\(hypervisor.name) \(exit) \(name) \(path.instructions) \(path.end)")
                }
            }
        }
    }

    func serialized() -> Data {
        Data(lines.map { $0 + "\n" }.joined().utf8)
    }
}
