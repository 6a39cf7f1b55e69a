// SPDX-License-Identifier: GPL-2.0-only

import Subprocess
import SystemPackage

/// The guest's shell and commands.
enum BusyBox {
    /// The commands that the packaged binary knows.
    static func applets() async throws -> [String] {
        let result = try await Subprocess.run(
            .path(HostFile.busybox.path), arguments: ["--list"], output: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            throw LabError("`\(HostFile.busybox.rawValue) --list` failed (\(result.terminationStatus))")
        }
        return result.standardOutput.split(separator: "\n").map(String.init)
    }
}
