// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// Reads files of revisions of the repository that a folder is in. Nothing is ever written.
struct Git {
    /// Where the commands run: paths are relative to it.
    let folder: URL
    private let executable: URL

    /// Why a repository could not be read, as a sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: ``Failure`` when there is no git, or the folder is in no repository.
    init(folder: URL, searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "") throws {
        self.folder = folder
        let found: URL? = searchPath.split(separator: ":").lazy
            .filter { $0.hasPrefix("/") }
            .map { URL(fileURLWithPath: String($0)).appendingPathComponent("git") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        guard let found else {
            throw Failure(description: "git is in no folder of PATH: install it, or compare files with --from and --to")
        }
        executable = found
        let look: Outcome = try run(["rev-parse", "--git-dir"])
        guard look.status == 0 else {
            // That there is none, or one that belongs to somebody else.
            let reason: Substring = look.complaint.hasPrefix("fatal: ") ? look.complaint.dropFirst(7) : look.complaint
            throw Failure(description: "\(folder.path): \(reason); files are compared with --from and --to")
        }
    }

    /// The commit that a revision means.
    func commit(_ revision: String) throws -> String {
        let outcome: Outcome = try run(["rev-parse", "--verify", "--quiet", revision + "^{commit}"])
        // What begins with a dash is an option to git, and no name of a commit.
        guard !revision.hasPrefix("-"), outcome.status == 0 else {
            throw Failure(
                description: "there is no revision \(revision) here: a shallow clone lacks older ones "
                    + "(`git fetch --unshallow`)")
        }
        return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Where two revisions parted.
    func mergeBase(_ one: String, _ other: String) throws -> String {
        let outcome: Outcome = try run(["merge-base", try commit(one), try commit(other)])
        guard outcome.status == 0 else {
            throw Failure(description: "\(one) and \(other) have no commit in common")
        }
        return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A file as it was in a revision; nil when it had none there.
    ///
    /// - Parameter path: below ``folder``.
    func file(_ path: String, in revision: String) throws -> Data? {
        let commit: String = try commit(revision)
        let there: Outcome = try run(["ls-tree", "--name-only", commit, "--", path])
        if there.text.isEmpty { return nil }
        let outcome: Outcome = try run(["show", "\(commit):./\(path)"])
        guard outcome.status == 0 else {
            throw Failure(description: "git cannot show \(path) of \(revision): \(outcome.complaint)")
        }
        return outcome.output
    }

    private struct Outcome {
        let status: Int32
        let output: Data
        let complaint: Substring

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    private func run(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = executable
        process.arguments = ["-C", folder.path, "--no-pager"] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw Failure(description: "\(executable.path) cannot be run: \(error)")
        }
        // What git has to say of an error is far less than a pipe holds, so it can wait.
        let text: Data = output.fileHandleForReading.readDataToEndOfFile()
        let complaint: Data = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let reason: Substring = String(decoding: complaint, as: UTF8.self).split(separator: "\n").first ?? "no reason"
        return Outcome(status: process.terminationStatus, output: text, complaint: reason)
    }
}
