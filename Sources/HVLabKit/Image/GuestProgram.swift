// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// A C program for the guest, linked statically: one source file, or a folder of them.
struct GuestProgram {
    let repository: Repository

    /// For example `Tests/Lab/programs/stress.c`, or `Tests/Lab/programs/differential`.
    let source: FilePath

    /// What is compiled, in the order of the names.
    private var sources: [FilePath] {
        guard source.extension == nil else { return [source] }
        return Files.filesRecursively(in: source).filter { $0.hasSuffix(".c") }.map { source.appending($0) }
    }

    /// The command's name in the guest: the source's without `.c`.
    var name: String { source.stem! }

    /// Returns the executable, building it when its source, a shared header or the flags changed.
    func build() async throws -> FilePath {
        guard Files.exists(source) else {
            throw LabError("there is no \(source)", remedy: "A scenario names it in its key `programs`.")
        }
        let folder = repository.images.appending("programs")
        let output = folder.appending(name)
        let includeFolders = [
            repository.programs.appending("include"), repository.root.appending("Generated/uapi"),
        ]
        let flags =
            ["-static", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-s"]
            + includeFolders.flatMap { ["-I", $0.string] }

        return try await FolderLock.withLock(on: folder) {
            let sources = sources.map(\.string)
            let rules = try await Tool.gcc.run(flags + ["-MM"] + sources)
            let stamp = try BuildStamp(output: output, inputs: Self.parseInputs(rules), recipe: flags)
            if stamp.isFresh { return output }
            try await Tool.gcc.run(flags + sources + ["-o", output.string])
            try stamp.record()
            return output
        }
    }

    /// Reads what `gcc -MM` prints: for each source a rule of make, `NAME.o: FILE FILE \` and so on.
    static func parseInputs(_ rules: String) -> [FilePath] {
        rules.split { $0.isWhitespace || $0 == "\\" }.filter { !$0.hasSuffix(":") }.map { FilePath(String($0)) }
    }
}
