// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

/// `hvlab doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks that this machine has what the lab needs.")

    func run() throws {
        let requirements = HostRequirement.all()
        for requirement in requirements {
            print("\(requirement.isMet ? "ok     " : "missing") \(requirement.name) (\(requirement.package))")
        }
        try HostRequirement.check()
    }
}
