// SPDX-License-Identifier: GPL-2.0-only

import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// Keeps two lab processes from filling one cache folder at the same time.
enum FolderLock {
    /// Runs `body` while this process alone holds the folder's lock.
    ///
    /// The kernel drops the lock when the process ends, however it ends, so there is no stale lock to clean up.
    static func withLock<Result>(on folder: FilePath, _ body: () async throws -> Result) async throws -> Result {
        try Files.createDirectory(folder)
        let file = folder.appending(".lock")
        let descriptor = try FileDescriptor.open(
            file, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        defer { try? descriptor.close() }

        while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw LabError("cannot lock \(file): \(Errno(rawValue: errno))")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        return try await body()
    }
}
