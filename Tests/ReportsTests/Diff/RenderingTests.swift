// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Hypervisors
import Testing
import VMXModel
import Verifier

@testable import Reports

@Suite("A difference as text, Markdown and JSON")
struct DifferenceRenderingTests {
    static var edited: Manifest {
        var manifest: Manifest = Sample.manifest
        manifest.hypervisors[0].controls[1].level = "required"
        manifest.hypervisors[0].stopReasons.append("a|b\n<script> *x* `y` [z](q) @you")
        manifest.hypervisors[0].hypercalls = []
        manifest.abi?.constants[0].value = 64
        return manifest
    }

    static let difference = ManifestDifference(from: Sample.manifest, named: "main", to: edited, named: "HEAD`")

    @Test("text says who, what, and how much of it is breaking")
    func text() {
        let lines: [Substring] = DifferenceText(Self.difference).text.split(separator: "\n")
        #expect(lines[0] == "main → HEAD`: 4 changes, 2 of them breaking")
        #expect(lines.filter { !$0.hasPrefix(" ") }.dropFirst() == ["watcher", "all"])
        let first = ManifestDifference(
            from: Sample.manifest, named: "a",
            to: {
                var one: Manifest = Sample.manifest
                one.hypervisors[0].stopReasons.append("more")
                return one
            }(), named: "b")
        #expect(DifferenceText(first).text.hasPrefix("a → b: 1 change, none breaking\n"))
    }

    @Test("Markdown has what is breaking first, and nothing of a spec becomes markup")
    func markdown() throws {
        let text: String = DifferenceMarkdown(Self.difference).text
        let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "## Semantic difference `main` → `HEAD`")
        let breaking = try #require(lines.firstIndex(of: "### Breaking"))
        #expect(lines[breaking + 2] == "* `watcher`: ping (0x1): a guest that makes the call gets -ENOSYS")
        #expect(lines[breaking + 3] == "* shared by all: constant NAME\\_LEN: a program has the old number built in")
        #expect(try #require(lines.firstIndex(of: "### `watcher`")) > breaking)
        let row = try #require(lines.first { $0.contains("script") })
        #expect(
            row == "| reasons to stop | gained | a\\|b \\<script\\> \\*x\\* \\`y\\` \\[z\\](q) \\@you |  |")
        // Every row has the four cells of its heading.
        for line in lines where line.hasPrefix("|") {
            let bars: Int = line.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
            #expect(bars == 5, "\(line)")
        }
    }

    @Test("JSON has every change")
    func json() throws {
        let object = try JSONSerialization.jsonObject(with: Data(JSONReport.text(Self.difference).utf8))
        let root = try #require(object as? [String: Any])
        #expect(root["schema"] as? Int == 1 && root["breaking"] as? Int == 2 && root["from"] as? String == "main")
        let sections = try #require(root["sections"] as? [[String: Any]])
        #expect(sections.map { $0["category"] as? String } == ["controls", "hypercalls", "stopReasons", "abi"])
        #expect(sections.map { $0["hypervisor"] as? String } == ["watcher", "watcher", "watcher", nil])
        let call = try #require((sections[1]["changes"] as? [[String: Any]])?.first)
        #expect(call["change"] as? String == "lost" && call["compatibility"] as? String == "breaking")
        #expect(call["reason"] as? String == "a guest that makes the call gets -ENOSYS")
    }

    @Test("what is written is read, and the same")
    func roundTrip() throws {
        let model: ResolvedModel = try Verifier(architecture: architecture).resolve(hypervisors)
        let manifest = Manifest(of: model)
        let text: String = JSONReport.text(manifest)
        let read: Manifest = try Manifest.reading(Data(text.utf8))
        #expect(JSONReport.text(read) == text)
        #expect(ManifestDifference(from: manifest, named: "a", to: read, named: "b").isEmpty)
        // And the text of every handler is in it: fingerprints of different exits differ more often than not.
        let all: [String] = manifest.hypervisors.flatMap { $0.handlers.map(\.fingerprint) }
        #expect(Set(all).count > 40)
    }

    @Test("what is no manifest is refused with a reason")
    func refused() {
        func reason(_ text: String) -> String {
            do throws(Manifest.ReadingFailure) {
                _ = try Manifest.reading(Data(text.utf8))
                return "read"
            } catch { return error.description }
        }
        #expect(reason("") == "is not a manifest of hvgen: it is not JSON")
        #expect(reason("[]") == "is not a manifest of hvgen: the file is something else")
        #expect(reason("{}") == "is not a manifest of hvgen: the file has no \"schema\"")
        #expect(reason(#"{"schema": "x"}"#) == "is not a manifest of hvgen: schema is something else")
        #expect(reason(#"{"schema": 1}"#).hasPrefix("has schema 1, and this hvgen compares schema 2: generate"))
        #expect(reason(#"{"schema": 99}"#).hasSuffix("use the hvgen of the newer revision"))
        let part = #"{"schema": 2, "comment": "", "dispositions": [], "hypervisors": [{"name": "x"}]}"#
        #expect(reason(part).hasPrefix("is not a manifest of hvgen: hypervisors[0] has no "))
    }
}
