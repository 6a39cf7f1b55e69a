// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// The folder of one run: its images while it runs, its logs ever after.
struct RunFolder {
    let path: FilePath

    /// The images, large and quick to make again.
    var initramfs: FilePath { path.appending("initramfs.cpio") }
    var disc: FilePath { path.appending("boot.iso") }

    var serialLog: FilePath { path.appending("serial.log") }
    var emulatorLog: FilePath { path.appending("bochs.log") }
    var kernelLog: FilePath { path.appending("dmesg.log") }
    var summary: FilePath { path.appending("result.json") }

    /// Runs of one scenario that are kept.
    private static let keptRuns = 20

    /// Makes a folder that no other run has, and drops the oldest ones of the scenario.
    init(for scenario: String, in logs: FilePath) throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        let name = "\(scenario)-\(formatter.string(from: Date()))-\(ProcessInfo.processInfo.processIdentifier)"
        path = logs.appending(name)
        try Files.createDirectory(path)

        let prefix = "\(scenario)-2"
        let old = Files.entries(of: logs).filter { $0.hasPrefix(prefix) }.dropLast(Self.keptRuns)
        for name in old { Files.remove(logs.appending(name)) }
    }

    func removeImages() {
        Files.remove(initramfs)
        Files.remove(disc)
    }
}
