// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import CEmitter
import Foundation
import Reports
import Testing
import VMXModel

@Suite("Reference")
struct ReferenceTests {
    static let package: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What follows `start` up to `end`, each time.
    static func parts(of text: String, from start: String, to end: Character) -> [String] {
        text.components(separatedBy: start).dropFirst().map { String($0.prefix { $0 != end }) }
    }

    static func anchors(_ text: String) -> [String] {
        parts(of: text, from: "<a id=\"", to: "\"") + headings(text)
    }

    /// The anchors that GitHub makes of headings.
    private static func headings(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
            String(
                line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                    .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                    .map { $0 == " " ? "-" : $0 })
        }
    }

    /// The links of `files` (by path) that lead nowhere.
    static func broken(_ files: [String: String]) -> [String] {
        files.keys.sorted().flatMap { path in
            parts(of: files[path]!, from: "](", to: ")").compactMap { link -> String? in
                if link.hasPrefix("https://") { return nil }
                let halves: [Substring] = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let folder: [Substring] = path.split(separator: "/").dropLast()
                var target: [Substring] = folder
                for step in halves[0].split(separator: "/") {
                    if step == ".." { target = target.dropLast() } else if step != "." { target.append(step) }
                }
                let file: String = halves[0].isEmpty ? path : target.joined(separator: "/")
                guard let text = files[file] else {
                    let isThere: Bool = FileManager.default.fileExists(
                        atPath: package.appendingPathComponent(file).path)
                    return isThere && halves.count == 1 ? nil : "\(path): \(link)"
                }
                return halves.count == 1 || anchors(text).contains(String(halves[1])) ? nil : "\(path): \(link)"
            }
        }
    }

    /// Every Markdown file below Generated/docs, by its path below the package.
    static func documents() throws -> [String: String] {
        let folder: URL = package.appendingPathComponent("Generated/docs")
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.hasSuffix(".md") {
            found["Generated/docs/\(path)"] = try String(
                contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
        }
        return found
    }

    @Test("every link of Generated/docs leads somewhere")
    func links() throws {
        let documents: [String: String] = try Self.documents()
        #expect(documents.count >= 22)
        var links: Int = 0
        for text: String in documents.values { links += Self.parts(of: text, from: "](", to: ")").count }
        #expect(links > 900)
        #expect(Self.broken(documents) == [])
        // The checker itself.
        let bad: [String: String] = [
            "a/b.md": "[x](c.md#y) [x](../d.md) [x](#z) [x](c.md#w)", "a/c.md": "<a id=\"y\"></a>",
        ]
        #expect(Self.broken(bad) == ["a/b.md: ../d.md", "a/b.md: #z", "a/b.md: c.md#w"])
    }

    @Test("everything has one anchor, and nothing else has one")
    func anchors() {
        let files: [OutputFile] = ReferenceDocument(architecture: architecture) { _ in .none }.files
        let found: [String] = files.flatMap { Self.parts(of: $0.text, from: "<a id=\"", to: "\"") }
        var wanted: [String] = architecture.fields.map { "field-" + $0.field.symbol.lowercased() }
        wanted += architecture.controls.map { control in
            control.id.word == .secondaryExit
                ? "control-secondary-exit-\(control.id.bit)" : "control-\(control.id.word)-\(control.id.bit)"
        }
        wanted += architecture.exitReasons.map { "exit-\($0.number)" }
        wanted += architecture.instructionErrors.map { "error-\($0.number)" }
        wanted += architecture.layouts.map { "layout-" + $0.symbol.lowercased() }
        wanted += architecture.namedValues.map { "values-" + $0.symbol.lowercased() }
        wanted += architecture.records.map { "structure-" + $0.symbol }
        let addresses: Set<UInt32> = Set(architecture.capabilityMSRs.map(\.address) + architecture.msrs.map(\.address))
        wanted += addresses.map { "msr-0x" + String($0, radix: 16) }
        #expect(found.sorted() == wanted.sorted())
        #expect(Set(found).count == found.count)
        #expect(found.count > 600)
    }

    @Test("each field that is not confirmed says so and why, on its page and on the first")
    func doubts() throws {
        let files: [OutputFile] = ReferenceDocument(architecture: architecture) { _ in .none }.files
        let index: String = try #require(files.first { $0.path == "docs/reference/index.md" }).text
        let all: String = files.map(\.text).joined()
        for field in architecture.fields.map(\.field) {
            let start: String = "<a id=\"field-\(field.symbol.lowercased())\""
            let item: String = try #require(all.components(separatedBy: start).last).components(separatedBy: "\n### ")[
                0]
            #expect(item.contains(": not confirmed, ") == !field.isConfirmed, "\(field.symbol)")
            #expect(index.contains("[\(field.symbol)](") == !field.isConfirmed, "\(field.symbol)")
        }
    }

    /// By hand, from the manual.
    @Test("links in both directions")
    func crossed() throws {
        let files: [OutputFile] = ReferenceDocument(architecture: architecture) { _ in .none }.files
        func item(_ page: String, _ anchor: String) throws -> String {
            let text: String = try #require(files.first { $0.path == "docs/reference/\(page).md" }).text
            return try #require(text.components(separatedBy: "<a id=\"\(anchor)\"").last).components(
                separatedBy: "\n### ")[0]
        }
        let ept: String = try item("controls-secondary", "control-secondary-1")
        #expect(ept.contains("](control-fields.md#field-ept_pointer)"))
        #expect(ept.contains("](exit-reasons.md#exit-48)"))
        #expect(ept.contains("](controls-secondary.md#control-secondary-7)"))
        #expect(try item("exit-reasons", "exit-48").contains("](qualifications.md#layout-qual_ept_violation)"))
        #expect(try item("qualifications", "layout-qual_ept_violation").contains("](exit-reasons.md#exit-48)"))
        #expect(
            try item("control-fields", "field-ept_pointer").contains("](controls-secondary.md#control-secondary-1)"))
        #expect(try item("control-fields", "field-ept_pointer").contains("](words.md#layout-ept_pointer)"))
        #expect(try item("capability-msrs", "msr-0x48b").contains("](controls-primary.md#control-primary-31)"))
    }
}
