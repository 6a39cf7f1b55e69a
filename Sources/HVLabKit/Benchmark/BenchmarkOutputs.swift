// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// The files that are made of a report.
struct BenchmarkOutputs {
    let report: BenchmarkReport

    private static let begin = "<!-- figures of hvlab bench begin -->\n"
    private static let end = "<!-- figures of hvlab bench end -->\n"

    func write(to folder: FilePath) throws {
        try Files.createDirectory(folder)
        try Files.write(try JSONEncoder.lab.encode(report) + Data("\n".utf8), to: folder.appending("bench.json"))
        try Files.write(BenchmarkPlot(report: report).svg, to: folder.appending("exits.svg"))
    }

    /// Writes what the repository keeps: the plot, what it was drawn from, and the tables between the marks of
    /// README.md.
    func publish(in repository: Repository) throws {
        try write(to: repository.lab.appending("bench"))
        let readme = repository.root.appending("README.md")
        try Files.write(
            try Self.replace(in: try Files.readText(readme), BenchmarkTable(report: report).markdown), to: readme)
    }

    static func replace(in text: String, _ tables: String) throws -> String {
        guard let start = text.range(of: begin), let stop = text.range(of: end), start.upperBound <= stop.lowerBound
        else {
            throw LabError("README.md has no place for the figures: \(begin.dropLast()) … \(end.dropLast())")
        }
        return text.replacingCharacters(in: start.upperBound..<stop.lowerBound, with: tables)
    }
}
