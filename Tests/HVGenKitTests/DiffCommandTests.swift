// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

/// `hvgen diff` on a repository made here, with manifests that hvgen has written.
@Suite("hvgen diff") final class DiffCommandTests {
    private let folder: URL = temporary()
    private var manifest: URL { folder.appendingPathComponent("package/Generated/manifest.json") }

    /// Each test has a copy of its own.
    init() throws {
        try FileManager.default.copyItem(at: try Self.original.get(), to: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func temporary() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("diff-\(UUID().uuidString)")
    }

    /// Revisions `first`, with what the spec makes; `second`, which requires what was preferred and loses an ioctl;
    /// `side`, from `first`, with nothing but another word in a summary; `old`, with the manifest of an older hvgen.
    private static let original: Result<URL, any Error> = Result {
        let folder: URL = temporary()
        let package: URL = folder.appendingPathComponent("package")
        let manifest: URL = package.appendingPathComponent("Generated/manifest.json")
        try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
        try git(folder, "init", "--quiet", "--initial-branch", "main")
        try write("readme", to: folder.appendingPathComponent("README"))
        try commit(folder, "none")
        #expect(try CommandTests.run(["--package-path", package.path]).status == 0)
        try commit(folder, "first")
        let text: String = try String(contentsOf: manifest, encoding: .utf8)
        try write(text.replacingOccurrences(of: "watches the running", with: "looks at the running"), to: manifest)
        try commit(folder, "side")
        try git(folder, "reset", "--quiet", "--hard", "first")
        let control: String = #""level" : "preferred","# + "\n          " + #""name" : "Enable VPID""#
        #expect(text.contains(control))
        try write(
            text.replacingOccurrences(
                of: control, with: control.replacingOccurrences(of: "preferred", with: "required")
            )
            .replacingOccurrences(of: #""name" : "STOP","#, with: #""name" : "HALT","#), to: manifest)
        try commit(folder, "second")
        try write(text.replacingOccurrences(of: #""schema" : 2"#, with: #""schema" : 1"#), to: manifest)
        try commit(folder, "old")
        try git(folder, "reset", "--quiet", "--hard", "second")
        return folder
    }

    private static func write(_ text: String, to file: URL) throws { try Data(text.utf8).write(to: file) }

    private static func commit(_ folder: URL, _ tag: String) throws {
        try git(folder, "add", "--all")
        try git(folder, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "--message", tag)
        try git(folder, "tag", tag)
    }

    private static func git(_ folder: URL, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder.path] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "git \(arguments)")
    }

    private func diff(_ arguments: String...) throws -> CommandTests.Outcome {
        try CommandTests.run(
            ["diff", "--package-path", folder.appendingPathComponent("package").path] + arguments)
    }

    @Test func twoRevisions() throws {
        let there: CommandTests.Outcome = try diff("first..second")
        #expect(there.status == 0 && there.errors == "")
        let lines: [Substring] = there.output.split(separator: "\n")
        #expect(lines.first == "first → second: 6 changes, 2 of them breaking")
        #expect(lines.filter { $0 == "    ~ secondary.5 \"Enable VPID\": preferred → required" }.count == 4)
        #expect(lines.contains { $0.hasPrefix("    - ioctl STOP: was 0x") && $0.contains("[breaking: ") })
        let back: CommandTests.Outcome = try diff("second..first")
        #expect(back.output.contains("    ~ secondary.5 \"Enable VPID\": required → preferred\n"))
        #expect(back.output.contains("    - ioctl HALT: was 0x"))
    }

    @Test func sidesThatAreLeftOut() throws {
        #expect(try diff("first..").output.hasPrefix("first → HEAD: 6 changes"))
        #expect(try diff("..first").output.hasPrefix("HEAD → first: 6 changes"))
        // The work tree is as HEAD, and then it is not.
        #expect(try diff().output == "no semantic difference\n")
        #expect(try diff("first").output.hasPrefix("first → the work tree: 6 changes"))
        let text: String = try String(contentsOf: manifest, encoding: .utf8)
        try Self.write(text.replacingOccurrences(of: #""magic" : "0xbd""#, with: #""magic" : "0xbe""#), to: manifest)
        #expect(try diff().output.contains("~ magic of ioctls: 0xbd → 0xbe [breaking: "))
    }

    @Test func wordsAreNotMeaning() throws {
        #expect(try diff("first..side").output == "no semantic difference\n")
        // From where they parted, which is first.
        let parted: CommandTests.Outcome = try diff("side...second")
        #expect(parted.output.contains(" → second: 6 changes"), "\(parted.errors)")
    }

    @Test func exitCodes() throws {
        #expect(try diff("first..second", "--fail-on", "breaking").status == 1)
        #expect(try diff("first..second", "--fail-on", "any").status == 1)
        #expect(try diff("first..second", "--fail-on", "never").status == 0)
        #expect(try diff("first..side", "--fail-on", "any").status == 0)
        #expect(try diff("first..second", "--fail-on", "sometimes").status == 64)
    }

    @Test func formats() throws {
        let markdown: CommandTests.Outcome = try diff("first..second", "--format", "markdown")
        #expect(markdown.output.hasPrefix("## Semantic difference `first` → `second`\n"))
        let json: CommandTests.Outcome = try diff("first..second", "--format", "json")
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(root["breaking"] as? Int == 2)
    }

    @Test func files() throws {
        let copy: URL = folder.appendingPathComponent("copy.json")
        try FileManager.default.copyItem(at: manifest, to: copy)
        let same = ["diff", "--from", copy.path, "--to", manifest.path]
        #expect(try CommandTests.run(same).output == "no semantic difference\n")
        try Self.git(folder, "reset", "--quiet", "--hard", "first")
        #expect(try CommandTests.run(same).output.hasPrefix("\(copy.path) → \(manifest.path): 6 changes"))
    }

    @Test func whatCannotBeComparedIsSaid() throws {
        func complaint(_ arguments: String...) throws -> String {
            let outcome: CommandTests.Outcome = try CommandTests.run(["diff"] + arguments)
            #expect(outcome.status == 2 && outcome.output == "", "\(arguments)")
            return outcome.errors
        }
        let place: String = folder.appendingPathComponent("package").path
        #expect(
            try complaint("--package-path", place, "nowhere..main").hasPrefix(
                "hvgen: there is no revision nowhere here: "))
        #expect(
            try complaint("--package-path", place, "--", "--exec=x..main").hasPrefix(
                "hvgen: there is no revision --exec=x"))
        #expect(
            try complaint("--package-path", place, "none..first").hasPrefix(
                "hvgen: none has no Generated/manifest.json: "))
        #expect(
            try complaint("--package-path", place, "old..first").hasPrefix(
                "hvgen: Generated/manifest.json of old has schema 1, and this hvgen compares schema 2: "))
        #expect(
            try complaint("--package-path", place, "--output", "Elsewhere").contains(
                "HEAD has no Elsewhere/manifest.json"))
        let bare: URL = folder.appendingPathComponent("bare")
        try FileManager.default.createDirectory(at: bare, withIntermediateDirectories: true)
        #expect(try complaint("--from", "/nonexistent", "--to", manifest.path).contains("/nonexistent cannot be read"))
        #expect(
            try complaint("--from", folder.appendingPathComponent("README").path, "--to", manifest.path)
                .contains("is not a manifest of hvgen: it is not JSON"))
        // A folder that no repository holds.
        let outside: URL = URL(fileURLWithPath: "/")
        #expect(try complaint("--package-path", outside.path).contains("not a git repository"))
    }

    @Test func wrongUsage() throws {
        #expect(try diff("first..second", "--from", "a", "--to", "b").status == 64)
        #expect(try diff("--from", "a").status == 64)
        #expect(try diff("first..second", "--output", "/tmp").status == 64)
    }
}
