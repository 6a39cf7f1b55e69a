// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import RuleExamples
import Testing
import VMXModel

/// What hvgen prints of a description that is wrong, and how it ends.
@Suite struct ReportTests {
    private let tool = Tool(name: "hvexample")

    private func run(
        _ example: String, _ arguments: [String], in folder: URL = Tool.package, errors: FileHandle? = nil,
        environment: [String: String] = [:]
    ) throws -> Tool.Outcome {
        let place: [String] = ["--package-path", Tool.package.path]
        return try tool.run(
            arguments + place, environment: environment.merging(["RULE_EXAMPLE": example]) { $1 }, in: folder,
            errors: errors)
    }

    private func document(_ outcome: Tool.Outcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    // MARK: JSON

    @Test(
        "one document, whatever the code is a rule of",
        arguments: [1, 7, 12, 24, 30, 40, 401, 409].map(Diagnostic.Code.init))
    func json(_ code: Diagnostic.Code) throws {
        let outcome: Tool.Outcome = try run("\(code)-wrong", ["check", "--format", "json"])
        #expect(outcome.status == 1)
        #expect(outcome.errors == "")
        let document: [String: Any] = try document(outcome)
        #expect(document["schema"] as? Int == 1)
        #expect(document["exitCode"] as? Int == 1)
        let found = try #require(document["diagnostics"] as? [[String: Any]])
        #expect(!found.isEmpty && document["errors"] as? Int == found.count && document["warnings"] as? Int == 0)
        for diagnostic: [String: Any] in found {
            #expect(diagnostic["code"] as? String == code.description)
            #expect(diagnostic["title"] is String && diagnostic["suggestion"] is String)
            let location = try #require(diagnostic["location"] as? [String: Any])
            #expect(location["file"] as? String == "Spec/Rules/\(code).swift")
            #expect(location["path"] as? String == Tool.package.appendingPathComponent("Spec/Rules/\(code).swift").path)
            let line = try #require(location["line"] as? Int)
            let text: String = try String(contentsOfFile: try #require(location["path"] as? String), encoding: .utf8)
            let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[line - 1].hasSuffix("// error: \(code)"))
            let column = try #require(location["column"] as? Int)
            #expect(lines[line - 1].prefix(column - 1).allSatisfy { $0 == " " })
            for note: [String: Any] in try #require(diagnostic["notes"] as? [[String: Any]]) {
                let place = try #require(note["location"] as? [String: Any])
                #expect(note["message"] is String && place["line"] is Int)
                let path: String = try #require(place["path"] as? String, "\(note)")
                #expect(FileManager.default.fileExists(atPath: path))
            }
        }
    }

    /// The schema that `Sources/HVGenKit/README.md` describes: a change here is a change there, and of the number.
    @Test func jsonHasTheMembersOfItsVersion() throws {
        let document: [String: Any] = try document(try run("HV021-wrong", ["check", "--format", "json"]))
        #expect(
            Set(document.keys) == [
                "schema", "tool", "command", "exitCode", "errors", "warnings", "diagnostics", "changes",
            ])
        let diagnostic = try #require((document["diagnostics"] as? [[String: Any]])?.first)
        #expect(
            Set(diagnostic.keys) == [
                "code", "severity", "title", "message", "section", "suggestion", "location", "notes",
            ])
        #expect(Set(try #require(diagnostic["location"] as? [String: Any]).keys) == ["file", "path", "line", "column"])
        let note = try #require((diagnostic["notes"] as? [[String: Any]])?.first)
        #expect(Set(note.keys) == ["message", "location"])
        let readme: URL = Tool.package.appendingPathComponent("Sources/HVGenKit/README.md")
        let described: String = try String(contentsOf: readme, encoding: .utf8)
        for member: String in Array(document.keys) + Array(diagnostic.keys) + ["failure", "file", "path", "line"] {
            #expect(
                ["`\(member)`", "`\(member)[]`", "`.\(member)`", ".\(member)[]"].contains { described.contains($0) })
        }
    }

    @Test func jsonOfWhatIsRight() throws {
        let folder = try TemporaryFolder()
        let output: [String] = ["--format", "json", "--output", folder.url.path]
        let checked: [String: Any] = try document(try run("HV012-right", ["check"] + output))
        #expect(checked["exitCode"] as? Int == 1 && checked["errors"] as? Int == 0)
        let missing = try #require(checked["changes"] as? [[String: String]])
        #expect(!missing.isEmpty && missing.allSatisfy { $0["change"] == "created" })
        let made: Tool.Outcome = try run("HV012-right", output)
        #expect(made.status == 0)
        #expect(try document(made)["command"] as? String == "generate")
        #expect((try document(made)["changes"] as? [[String: String]])?.count == missing.count)
        let clean: Tool.Outcome = try run("HV012-right", ["check"] + output)
        let document: [String: Any] = try document(clean)
        #expect(clean.status == 0 && clean.errors == "" && document["exitCode"] as? Int == 0)
        #expect(
            (document["diagnostics"] as? [Any])?.isEmpty == true && (document["changes"] as? [Any])?.isEmpty == true)
    }

    @Test func jsonOfAnOutputThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        let file: URL = folder.url.appendingPathComponent("file")
        try Data("no folder".utf8).write(to: file)
        let outcome: Tool.Outcome = try run("HV012-right", ["--format", "json", "--output", file.path + "/below"])
        #expect(outcome.status == 2 && outcome.errors == "")
        let document: [String: Any] = try document(outcome)
        #expect(document["exitCode"] as? Int == 2 && (document["failure"] as? String)?.isEmpty == false)
        let text: Tool.Outcome = try run("HV012-right", ["--output", file.path + "/below"])
        #expect(text.status == 2 && text.errors.hasPrefix("hvgen: ") && text.output == "")
    }

    @Test func wrongUsageIsTold() throws {
        let outcome: Tool.Outcome = try run("HV012-wrong", ["check", "--format", "yaml"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("yaml") && outcome.errors.contains("json"))
    }

    // MARK: Text

    @Test func textIsWhatCompilersPrint() throws {
        let outcome: Tool.Outcome = try run("HV012-wrong", ["check"])
        #expect(outcome.status == 1 && outcome.output == "")
        let lines: [Substring] = outcome.errors.split(separator: "\n")
        #expect(lines[0].hasPrefix("Spec/Rules/HV012.swift:21:13: error: HV012: the index of leaves can be"))
        #expect(lines[1] == " 21 |             leaves[guest.eax] += 1  // error: HV012")
        #expect(lines[2] == "    |             ^~~~~~~~~~~~~~~~~~~~~~")
        #expect(lines[3].hasPrefix("    section: ") && lines[4].hasPrefix("    help: "))
        #expect(lines[5] == "Spec/Rules/HV012.swift:15:5: note: leaves is made here")
        #expect(lines[6].hasPrefix(" 15 |     static let leaves"))
        #expect(lines[7].hasPrefix("    |     ^~~~"))
        #expect(lines.last == "1 error")
        #expect(!outcome.errors.contains("\u{1b}"))
    }

    /// From another folder a path below the package would lead nowhere.
    @Test func pathsCanBeOpenedFromWhereTheToolRuns() throws {
        let folder = try TemporaryFolder()
        let elsewhere: Tool.Outcome = try run("HV012-wrong", ["check"], in: folder.url)
        #expect(elsewhere.errors.hasPrefix(Tool.package.path + "/Spec/Rules/HV012.swift:21:13: error: "))
        let inside: Tool.Outcome = try run(
            "HV012-wrong", ["check"], in: Tool.package.appendingPathComponent("Spec"))
        #expect(inside.errors.hasPrefix("Rules/HV012.swift:21:13: error: "))
    }

    /// An hvgen that was installed has no sources beside it.
    @Test func withoutSourcesTheLineIsTold() throws {
        let folder = try TemporaryFolder()
        let outcome: Tool.Outcome = try tool.run(
            ["check", "--package-path", folder.url.path], environment: ["RULE_EXAMPLE": "HV012-wrong"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("Spec/Rules/HV012.swift:21: error: HV012: "))
        #expect(outcome.errors.contains("\nSpec/Rules/HV012.swift:15: note: leaves is made here\n"))
    }

    /// A file that has changed since the tool was built may be shorter, empty, a folder, or no text.
    @Test(arguments: ["", "one line\n", "\u{1b}[31m\n", "folder"])
    func aSourceThatHasChangedIsNoCrash(_ text: String) throws {
        let folder = try TemporaryFolder()
        let rules: URL = folder.url.appendingPathComponent("Spec/Rules")
        try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
        let file: URL = rules.appendingPathComponent("HV012.swift")
        if text == "folder" {
            try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        } else {
            try (Data(repeating: 10, count: 20) + Data(text.utf8) + Data([0xff, 0xfe])).write(to: file)
        }
        let outcome: Tool.Outcome = try tool.run(
            ["check", "--package-path", folder.url.path], environment: ["RULE_EXAMPLE": "HV012-wrong"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: HV012: "))
        #expect(!outcome.errors.contains("\u{1b}"))
    }

    @Test func everythingIsCollectedAndSorted() throws {
        let outcome: Tool.Outcome = try run("HV024-wrong", ["check", "--format", "json"])
        let found = try #require(try document(outcome)["diagnostics"] as? [[String: Any]])
        #expect(found.count > 3)
        #expect(found.compactMap { $0["message"] as? String } == found.compactMap { $0["message"] as? String }.sorted())
    }

    // MARK: Colour

    @Test func coloursOnATerminalOnly() throws {
        #expect(try onTerminal([:]).contains("\u{1b}[1;31merror:\u{1b}[0m"))
        #expect(!(try onTerminal(["NO_COLOR": "1"])).contains("\u{1b}"))
        #expect(!(try onTerminal(["TERM": "dumb"])).contains("\u{1b}"))
    }

    /// TIOCSPTLCK and TIOCGPTN of Linux' ioctls.h.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    /// What the tool prints to a terminal.
    private func onTerminal(_ environment: [String: String]) throws -> String {
        let terminal: Int32 = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var isLocked: Int32 = 0
        var number: Int32 = -1
        let isReady: Bool =
            ioctl(terminal, Self.setLock, &isLocked) == 0 && ioctl(terminal, Self.getNumber, &number) == 0
        try #require(terminal >= 0 && isReady, "no pseudo-terminal")
        let inside = try #require(FileHandle(forUpdatingAtPath: "/dev/pts/\(number)"))
        // Reading ends when nobody has the other side open.
        let reader = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
        let outcome: Tool.Outcome = try run("HV012-wrong", ["check"], errors: inside, environment: environment)
        #expect(outcome.status == 1)
        _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
        var bytes: [UInt8] = Array(repeating: 0, count: 65536)
        let count: Int = read(reader.fileDescriptor, &bytes, bytes.count)
        try inside.close()
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
