// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

/// A C program for the guest: one source file, linked statically.
struct GuestProgram {
    let repository: Repository

    /// For example `Tests/Lab/programs/stress.c`.
    let source: FilePath

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
            let rule = try await Tool.gcc.run(flags + ["-MM", source.string])
            let stamp = try BuildStamp(output: output, inputs: Self.parseInputs(rule), recipe: flags)
            if stamp.isFresh { return output }
            try await Tool.gcc.run(flags + [source.string, "-o", output.string])
            try stamp.record()
            return output
        }
    }

    /// Reads what `gcc -MM` prints, a rule of make: `NAME.o: FILE FILE \` and so on.
    static func parseInputs(_ rule: String) -> [FilePath] {
        guard let colon = rule.firstIndex(of: ":") else { return [] }
        return rule[rule.index(after: colon)...].split { $0.isWhitespace || $0 == "\\" }.map { FilePath(String($0)) }
    }
}
