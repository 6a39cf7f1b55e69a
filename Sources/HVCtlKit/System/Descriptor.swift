// SPDX-License-Identifier: GPL-2.0-only

import Glibc

/// An open file; closed with the last reference.
final class Descriptor {
    let number: Int32
    let path: String

    init(_ path: String, _ flags: Int32) throws(SystemError) {
        self.path = path
        number = Int32(try retrying("open", path) { Int(Glibc.open(path, flags | O_CLOEXEC)) })
    }

    deinit { close(number) }

    /// Reads at most `limit` bytes to the start of `buffer`; 0 at the end.
    func read(_ buffer: inout [UInt8], _ limit: Int) throws(SystemError) -> Int {
        let room = min(limit, buffer.count)
        return try retrying("read", path) { Glibc.read(number, &buffer, room) }
    }

    /// Reads as much as the buffer holds, from a place in the file; may read less.
    func read(_ buffer: inout [UInt8], at offset: UInt64) throws(SystemError) -> Int {
        let room = buffer.count
        return try retrying("pread", path) { pread(number, &buffer, room, off_t(offset)) }
    }
}

/// A device of this machine.
final class LinuxDevice: DeviceFile {
    private let file: Descriptor

    init(_ file: Descriptor) { self.file = file }

    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) throws(SystemError) -> Int32 {
        let result = ioctl(file.number, request, argument)
        guard result >= 0 else { throw SystemError("ioctl", file.path, errno) }
        return result
    }

    func control(_ request: UInt, value: UInt32) throws(SystemError) -> Int32 {
        let argument = Int32(bitPattern: value)
        return Int32(try retrying("ioctl", file.path) { Int(ioctl(file.number, request, argument)) })
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        do {
            return try retrying("read", file.path) { Glibc.read(file.number, buffer.baseAddress, buffer.count) }
        } catch {
            if error.number == EAGAIN { return 0 }
            throw error
        }
    }

    func waitToRead(milliseconds: Int) throws(SystemError) {
        var entry = pollfd(fd: file.number, events: Int16(POLLIN), revents: 0)
        if poll(&entry, 1, Int32(clamping: milliseconds)) < 0 && errno != EINTR {
            throw SystemError("poll", file.path, errno)
        }
    }
}
