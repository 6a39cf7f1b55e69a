// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Testing

@testable import HVCtlKit

/// The real machine, with what every Linux has.
@Suite("This machine")
struct LinuxSystemTests {
    let system = LinuxSystem()

    @Test("files: a short one, a limit, a place, an absent one")
    func files() throws {
        #expect(try system.contents(of: "/proc/self/status", limit: 5) == Array("Name:".utf8))
        #expect(try system.contents(of: "/proc/cpuinfo", limit: 1 << 20).count > 100)
        #expect(try system.bytes(of: "/proc/self/exe", at: 1, count: 3) == Array("ELF".utf8))
        #expect(throws: SystemError("open", "/nowhere", ENOENT)) { try system.contents(of: "/nowhere", limit: 1) }
        // A short read is an error: half an MSR is not an MSR.
        #expect(throws: SystemError("pread", "/dev/null", EIO)) { try system.bytes(of: "/dev/null", at: 0, count: 8) }
        #expect(system.exists("/proc/self") && !system.exists("/nowhere"))
    }

    @Test("uname and CPUID")
    func identity() {
        #expect(system.kernel.machine == "x86_64")
        #expect(system.text(of: "/proc/sys/kernel/osrelease") == system.kernel.release)
        let vendor = Machine(system).vendor
        #expect(system.text(of: "/proc/cpuinfo", limit: 4096)?.contains(": " + vendor) == true)
    }

    @Test("a device that is none: the ioctl's error number arrives, and a read of nothing is 0")
    func device() throws {
        let null = try system.open("/dev/null")
        var word: UInt64 = 0
        #expect(throws: SystemError("ioctl", "/dev/null", ENOTTY)) { try null.control(0xBD00, &word) }
        #expect(throws: SystemError("ioctl", "/dev/null", ENOTTY)) { try null.control(0xBD00, value: 0) }
        var bytes: [UInt8] = [1, 2]
        #expect(try bytes.withUnsafeMutableBytes { try null.read(into: $0) } == 0)
    }

    /// The pipe's two ends in one process: read would block without O_NONBLOCK.
    @Test("a device without records does not block")
    func nonblocking() throws {
        let path = "/tmp/hvctl-tests-\(getpid())"
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let pipe = try system.open(path)
        var bytes: [UInt8] = [1, 2]
        #expect(try bytes.withUnsafeMutableBytes { try pipe.read(into: $0) } == 0)
    }

    @Test("what is not a module is refused by libkmod or the kernel, with an error number and without a crash")
    func modules() {
        #expect(throws: SystemError.self) { try system.moduleInformation("/etc/passwd") }
        #expect(throws: SystemError.self) { try system.insertModule("/etc/passwd", parameters: "") }
        #expect(throws: SystemError.self) { try system.removeModule("hvctl_no_such_module") }
    }

    /// An object file with the section that `modinfo` reads, made by the compiler.
    @Test("libkmod reads what a module file says of itself, and hands it to the kernel")
    func moduleFile() throws {
        let path = "/tmp/hvctl-tests-\(getpid()).ko"
        let source = """
            __attribute__((section(".modinfo"), used))
            static const char m[] = "author=me\\0vermagic=9.9 SMP\\0license=GPL";

            """
        let stream = try #require(fopen(path + ".c", "w"))
        fputs(source, stream)
        fclose(stream)
        defer { unlink(path + ".c") }
        try #require(Glibc.system("gcc -c -o \(path) \(path).c") == 0)
        defer { unlink(path) }
        let information = try system.moduleInformation(path)
        #expect(information.contains(ModuleInformation(key: "vermagic", value: "9.9 SMP")))
        #expect(information.contains(ModuleInformation(key: "license", value: "GPL")))
        #expect(PlainModuleFile.vermagic(in: try system.contents(of: path, limit: 1 << 20)) == "9.9 SMP")
        #expect(PlainModuleFile.vermagic(in: Array("\0vermagic=9.9".utf8)) == nil)
        // No kernel takes it: it has no name and the wrong version.
        #expect(throws: SystemError.self) { try system.insertModule(path, parameters: "a=b") }
    }
}
