// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// A record of the running profile.
struct Event: Hashable {
    let kind: UInt16
    let cpu: UInt16
    /// Records lost on the CPU before this one.
    let lost: UInt32
    let timestamp: UInt64
    let words: [UInt64]

    /// Nil when this hvctl does not know the kind.
    var declaration: RecordKind? { RecordKind.all.first { $0.number == kind } }
}

extension HVCoreDevice {
    /// Waits until there are records, a signal comes, or the time is up.
    func waitForEvents(milliseconds: Int) throws(Failure) {
        do {
            try file.waitToRead(milliseconds: milliseconds)
        } catch {
            throw Failure(.systemError, error.text)
        }
    }

    /// Takes the records that are there now, at most `limit`.
    func events(limit: Int) throws(Failure) -> [Event] {
        let size = MemoryLayout<hvcore_event>.size
        var events: [Event] = []
        while events.count < limit {
            var buffer: [hvcore_event] = Array(repeating: hvcore_event(), count: min(64, limit - events.count))
            let count = try buffer.withUnsafeMutableBytes { bytes -> Result<Int, SystemError> in
                Result { () throws(SystemError) in try file.read(into: bytes) }
            }.mapError { Failure($0.isPermission ? .noPermission : .systemError, $0.text) }.get()
            if count == 0 { break }
            guard count % size == 0, count <= buffer.count * size else {
                throw Failure(
                    .versionMismatch,
                    "a read of \(Self.path) returned \(count) bytes, which are not whole records of \(size)",
                    do: Self.sameBuild)
            }
            events += buffer[..<(count / size)].map { record in
                Event(
                    kind: record.kind, cpu: record.cpu, lost: record.lost, timestamp: record.tsc,
                    words: [record.words.0, record.words.1, record.words.2, record.words.3])
            }
            // The rings were empty at that moment: not to wait for the next record, where they come steadily.
            if count < buffer.count * size { break }
        }
        return events
    }
}
