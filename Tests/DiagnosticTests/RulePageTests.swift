// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import RuleExamples
import RuleTexts
import Testing
import VMXModel

@testable import HVGenKit

/// Each code has a page, whose examples are what the tests compile and the verifier says.
@Suite struct RulePageTests {
    private static func generator(_ subject: RuleExample.Subject) -> Generator {
        Generator(
            specification: Specification(
                architecture: subject.architecture, hypervisors: subject.hypervisors, abi: subject.abi),
            package: Tool.package)
    }

    /// The lines that say which code they cause, as `file:line: code`.
    private static func marks(_ example: RuleExample) throws -> Set<String> {
        let text: String = try String(contentsOfFile: example.path, encoding: .utf8)
        var found: Set<String> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = line.range(of: "// error: ") else { continue }
            found.insert("\(example.fileID):\(index + 1): \(line[mark.upperBound...])")
        }
        return found
    }

    @Test func everyCodeHasAnExample() {
        let codes: [Diagnostic.Code] = RuleBook.all.map(\.code)
        #expect(ruleExamples.map(\.code).sorted() == codes)
        #expect(Set(codes).count == codes.count)
        #expect(codes.count >= 42)
    }

    @Test("what is wrong is refused with the code, on the marked lines and on no other", arguments: ruleExamples)
    func wrong(_ example: RuleExample) throws {
        let found: [Diagnostic] = Self.generator(example.wrong).diagnostics()
        let report: String = DiagnosticRenderer().text(found)
        #expect(Set(found.map { "\($0.location): \($0.code)" }) == (try Self.marks(example)), "\(report)")
        #expect(Set(found.map(\.code)) == [example.code])
        #expect(!example.path.isEmpty && example.fileID.hasSuffix("/\(example.code).swift"))
    }

    /// A diagnostic says where the other places are that have a part in it, but where one place alone is wrong.
    @Test("notes are at the other places", arguments: ruleExamples)
    func notes(_ example: RuleExample) {
        let alone: Set<Int> = [14, 401, 402, 405, 409, 410]
        for diagnostic: Diagnostic in Self.generator(example.wrong).diagnostics() {
            #expect(diagnostic.notes.isEmpty == alone.contains(example.code.number), "\(diagnostic.message)")
            for note: Diagnostic.Note in diagnostic.notes {
                #expect(note.location != diagnostic.location && !note.message.hasSuffix("."), "\(note.message)")
            }
        }
    }

    @Test("what is right is not", arguments: ruleExamples)
    func right(_ example: RuleExample) {
        let report: String = DiagnosticRenderer().text(Self.generator(example.right).diagnostics())
        #expect(report.isEmpty, "\(report)")
    }

    @Test("hvgen has the text of the file that was compiled", arguments: ruleExamples)
    func embedded(_ example: RuleExample) throws {
        let source: String = try String(contentsOfFile: example.path, encoding: .utf8)
        let file = try RuleExampleFile(code: example.code, source: source, path: example.path)
        #expect(ruleTexts.first { $0.code == example.code } == file.text, "run hvgen and build again")
        #expect(file.text.wrong.contains("// error: \(example.code)"))
        #expect(!file.text.right.contains("// error: "))
    }

    @Test("hvgen explain and the page in the documentation show it", arguments: RuleBook.all.map(\.code))
    func shown(_ code: Diagnostic.Code) throws {
        let page = try #require(RuleBook.page(for: code))
        let example = try #require(page.example)
        let flat: String = page.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }.joined(separator: "\n")
        let path: URL = Tool.package.appendingPathComponent("Generated/docs/rules/\(code).md")
        let markdown: String = try String(contentsOf: path, encoding: .utf8)
        for text: String in [flat, markdown] {
            for part: String in [page.title, page.section, page.explanation, example.wrong, example.right] {
                #expect(text.contains(part), "\(code): \(part)")
            }
        }
        let index: String = try String(
            contentsOf: Tool.package.appendingPathComponent("Generated/docs/rules/README.md"), encoding: .utf8)
        #expect(index.contains("[\(code)](\(code).md) | \(page.title) |"))
    }

    @Test(arguments: ["HV012", "hv030", "Hv410"])
    func isPrinted(_ name: String) throws {
        let page = try #require(RuleBook.all.first { $0.code.description == name.uppercased() })
        let explained: Tool.Outcome = try Tool(name: "hvgen").run(["explain", name], in: URL(fileURLWithPath: "/"))
        #expect(explained.status == 0 && explained.output == page.text && explained.errors == "")
    }

    @Test func thereAreNoPagesOfCodesThatAreGone() throws {
        let folder: URL = Tool.package.appendingPathComponent("Generated/docs/rules")
        let pages: [String] = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(pages) == Set(RuleBook.all.map { "\($0.code).md" } + ["README.md"]))
    }

    @Test func aFileWithoutMarksIsRefused() {
        let code = Diagnostic.Code(12)
        #expect(throws: RuleExampleFile.Failure.self) {
            try RuleExampleFile(code: code, source: "enum HV012 {\n}\n", path: "HV012.swift")
        }
        #expect(throws: RuleExampleFile.Failure.self) {
            try RuleExampleFile(
                code: code, source: "    // MARK: right\n    // MARK: wrong\n}\n", path: "HV012.swift")
        }
    }
}
