// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// The guest's whole file system: busybox, the agent, the lab's scripts, and what the scenario asks for.
struct Initramfs {
    let repository: Repository
    let scenario: Scenario
    var modules: ModuleTree
    var hostPrograms: [HostProgram] = []

    /// Writes the archive, uncompressed: decompression is what costs time in the emulator.
    ///
    /// - Parameter workFolder: a folder of this run, for the module tree.
    func build(at output: FilePath, workFolder: FilePath) async throws {
        var archive = CPIOArchive()
        for folder in ["dev", "proc", "sys", "tmp", "root", "etc", "lab/bin"] { archive.addDirectory(folder) }

        archive.addFile("bin/busybox", try Files.read(HostFile.busybox.path), isExecutable: true)
        for applet in try await BusyBox.applets() where applet != "busybox" {
            archive.addSymbolicLink("bin/\(applet)", to: "busybox")
        }

        archive.addFile("init", try Files.read(repository.lab.appending("lib/init.sh")), isExecutable: true)
        for library in ["ktap.sh", "cpus.sh"] {
            archive.addFile("lab/lib/\(library)", try Files.read(repository.lab.appending("lib/\(library)")))
        }
        archive.addFile("lab/scenario.sh", try Files.read(scenario.file), isExecutable: true)

        if scenario.metadata.needs.contains(.stubCosts) {
            archive.addFile("lab/stub-costs", try StubCosts(in: repository).serialized())
        }

        let agent = GuestProgram(repository: repository, source: repository.lab.appending("agent/agent.c"))
        let named = scenario.metadata.programs.map {
            GuestProgram(repository: repository, source: repository.programs.appending($0))
        }
        for program in [agent] + named {
            archive.addFile("lab/bin/\(program.name)", try Files.read(try await program.build()), isExecutable: true)
        }

        let stripped = repository.images.appending("stripped")
        for program in hostPrograms {
            for piece in try await program.pieces(strippedInto: stripped) {
                archive.addFile(piece.guestPath, try Files.read(piece.file), isExecutable: true)
            }
        }

        let tree = workFolder.appending("modules")
        try await modules.build(in: tree)
        for path in Files.filesRecursively(in: tree) {
            archive.addFile(path, try Files.read(tree.appending(path)))
        }
        Files.remove(tree)

        try Files.write(archive.serialized(), to: output)
    }
}
