// SPDX-License-Identifier: GPL-2.0-only

/// Everything that hvctl asks of the machine, so that a test can be another machine.
public protocol SystemInterface: AnyObject {
    /// `uname(2)`.
    var kernel: KernelIdentity { get }

    /// The effective user.
    var userID: UInt32 { get }

    /// The contents of a file, at most `limit` bytes of it.
    func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8]

    /// Exactly `count` bytes of a file from `offset` on: how MSRs are read.
    /// Fewer bytes are an error, EIO.
    func bytes(of path: String, at offset: UInt64, count: Int) throws(SystemError) -> [UInt8]

    /// Whether there is something at a path.
    func exists(_ path: String) -> Bool

    /// CPUID on whatever CPU the program runs.
    func cpuid(leaf: UInt32, subleaf: UInt32) -> CPUIDResult

    /// Opens a device for ioctls and reading.
    func open(_ path: String) throws(SystemError) -> any DeviceFile

    /// What a module file says of itself, as `modinfo` shows it; its vermagic at least.
    func moduleInformation(_ path: String) throws(SystemError) -> [ModuleInformation]

    /// Loads a module file with parameters, `name=value` apart by blanks.
    func insertModule(_ path: String, parameters: String) throws(SystemError)

    /// Unloads a module by its name; fails when it is in use.
    func removeModule(_ name: String) throws(SystemError)

    /// What a program in ring 3 sees of the CPUs.
    var processor: any ProcessorInterface { get }

    /// Nanoseconds of a clock that goes forward only.
    var time: UInt64 { get }

    /// Waits; ends early when a signal comes.
    func pause(milliseconds: Int)

    /// From now on a signal that asks the program to end is only noted, and writing to a pipe that nobody reads is an
    /// error instead of a signal.
    func noteInterruptions()

    /// Whether such a signal came.
    var isInterrupted: Bool { get }
}

/// A device that was opened; it is closed with the last reference.
public protocol DeviceFile: AnyObject {
    /// An ioctl with a structure; its result, 0 or more. EINTR is an error: not
    /// every call may be made twice.
    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) throws(SystemError) -> Int32

    /// An ioctl whose argument is a number.
    func control(_ request: UInt, value: UInt32) throws(SystemError) -> Int32

    /// Reads what there is; 0 when there is nothing.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int

    /// Waits until there is something to read, a signal comes, or the time is up.
    func waitToRead(milliseconds: Int) throws(SystemError)
}

/// What `uname(2)` says.
public struct KernelIdentity: Hashable, Sendable {
    /// For example `6.1.0-56-amd64`.
    public let release: String
    public let version: String
    /// For example `x86_64`.
    public let machine: String

    public init(release: String, version: String, machine: String) {
        self.release = release
        self.version = version
        self.machine = machine
    }
}

/// What CPUID returned.
public struct CPUIDResult: Hashable, Sendable {
    public let eax: UInt32
    public let ebx: UInt32
    public let ecx: UInt32
    public let edx: UInt32

    public init(eax: UInt32 = 0, ebx: UInt32 = 0, ecx: UInt32 = 0, edx: UInt32 = 0) {
        self.eax = eax
        self.ebx = ebx
        self.ecx = ecx
        self.edx = edx
    }
}

/// A line of `modinfo`.
public struct ModuleInformation: Hashable, Sendable {
    public let key: String
    public let value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

extension SystemInterface {
    /// A small text file without blanks at its end; nil when it cannot be read.
    func text(of path: String, limit: Int = 1 << 16) -> String? {
        guard let bytes = try? contents(of: path, limit: limit) else { return nil }
        let end = bytes.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
