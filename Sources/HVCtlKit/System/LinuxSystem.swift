// SPDX-License-Identifier: GPL-2.0-only

import CHVCtl
import Glibc

/// This machine.
public final class LinuxSystem: SystemInterface {
    public init() {}

    public var kernel: KernelIdentity {
        var name = utsname()
        guard uname(&name) == 0 else { return KernelIdentity(release: "", version: "", machine: "") }
        return KernelIdentity(
            release: cString(&name.release), version: cString(&name.version), machine: cString(&name.machine))
    }

    public var userID: UInt32 { geteuid() }

    public func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    public func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let file = try Descriptor(path, O_RDONLY)
        var bytes: [UInt8] = []
        var buffer: [UInt8] = Array(repeating: 0, count: min(limit, 1 << 16))
        while bytes.count < limit {
            let count = try file.read(&buffer, limit - bytes.count)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    public func bytes(of path: String, at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        let file = try Descriptor(path, O_RDONLY)
        var buffer: [UInt8] = Array(repeating: 0, count: count)
        guard try file.read(&buffer, at: offset) == count else { throw SystemError("pread", path, EIO) }
        return buffer
    }

    public func cpuid(leaf: UInt32, subleaf: UInt32) -> CPUIDResult {
        let result = hvctl_cpuid(leaf, subleaf)
        return CPUIDResult(eax: result.eax, ebx: result.ebx, ecx: result.ecx, edx: result.edx)
    }

    public func open(_ path: String) throws(SystemError) -> any DeviceFile {
        LinuxDevice(try Descriptor(path, O_RDWR | O_NONBLOCK))
    }

    public let processor: any ProcessorInterface = LinuxProcessor()

    public var time: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    public func pause(milliseconds: Int) { poll(nil, 0, Int32(clamping: milliseconds)) }

    public func noteInterruptions() { hvctl_note_interruptions() }

    public var isInterrupted: Bool { hvctl_is_interrupted() }
}

/// Text in an array of C characters, up to its NUL or its end.
func cString<Array>(_ array: inout Array) -> String {
    withUnsafeBytes(of: &array) { bytes in
        String(decoding: bytes[..<(bytes.firstIndex(of: 0) ?? bytes.count)], as: UTF8.self)
    }
}

/// Calls again when a signal came in between; a result below 0 is an error.
func retrying(_ call: String, _ subject: String, _ body: () -> Int) throws(SystemError) -> Int {
    while true {
        let result = body()
        if result >= 0 { return result }
        let number = errno
        if number != EINTR { throw SystemError(call, subject, number) }
    }
}
