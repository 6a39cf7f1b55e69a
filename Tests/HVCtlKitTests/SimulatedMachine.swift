// SPDX-License-Identifier: GPL-2.0-only

import Glibc

@testable import HVCtlKit

/// A machine made of values: what is not set is not there.
final class SimulatedMachine: SystemInterface {
    var kernel = KernelIdentity(release: "6.1.0-56-amd64", version: "#1 SMP PREEMPT_DYNAMIC Debian", machine: "x86_64")
    var userID: UInt32 = 0
    var files: [String: String] = [:]
    /// By path and address.
    var msrs: [String: [UInt64: UInt64]] = [:]
    var leaves: [UInt32: CPUIDResult] = [:]
    /// Vermagic of module files, by path.
    var modules: [String: String] = [:]
    var device: Result<SimulatedDevice, SystemError> = .failure(SystemError("open", "/dev/hvcore", ENOENT))
    var loadError: Int32?
    var hasLibKmod: Bool = true
    var unloadError: Int32?
    var loaded: [(path: String, parameters: String)] = []

    func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
        guard let text = files[path] else { throw SystemError("open", path, ENOENT) }
        return Array(text.utf8.prefix(limit))
    }

    func bytes(of path: String, at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        guard let bank = msrs[path] else { throw SystemError("open", path, userID == 0 ? ENOENT : EACCES) }
        guard let value = bank[offset] else { throw SystemError("pread", path, EIO) }
        return (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    func exists(_ path: String) -> Bool {
        files[path] != nil || modules[path] != nil || files.keys.contains { $0.hasPrefix(path + "/") }
    }

    func cpuid(leaf: UInt32, subleaf: UInt32) -> CPUIDResult {
        if isVirtual, case .success(let device) = device, !device.countsNothing { device.exits += 1 }
        return simulatedProcessor.leaf(leaf, native: leaves[leaf] ?? CPUIDResult())
    }

    /// Whether a hypervisor is started that changes what programs see.
    var isVirtual: Bool {
        guard changesProcessor, case .success(let device) = device else { return false }
        return device.state == .started
    }

    /// Whether a start has an effect on the CPUs.
    var changesProcessor: Bool = false
    private(set) lazy var simulatedProcessor = SimulatedProcessor(self)
    var processor: any ProcessorInterface { simulatedProcessor }

    /// Goes on with every look, and with every pause by its length.
    private var now: UInt64 = 0
    var time: UInt64 {
        now += 1000
        return now
    }

    /// What is done at the end of each pause, for example by somebody else.
    var afterPause: (Int) -> Void = { _ in }
    private(set) var pauses: Int = 0

    func pause(milliseconds: Int) {
        now += UInt64(milliseconds) * 1_000_000
        pauses += 1
        afterPause(pauses)
    }

    private(set) var notesInterruptions: Bool = false
    func noteInterruptions() { notesInterruptions = true }
    var isInterrupted: Bool = false

    func open(_ path: String) throws(SystemError) -> any DeviceFile { try device.get() }

    func moduleInformation(_ path: String) throws(SystemError) -> [ModuleInformation] {
        guard hasLibKmod else { throw SystemError("read", path, ELIBACC, reason: "libkmod.so.2: not found") }
        guard let magic = modules[path] else { throw SystemError("read the module information of", path, ENOEXEC) }
        return [ModuleInformation(key: "license", value: "GPL"), ModuleInformation(key: "vermagic", value: magic)]
    }

    func insertModule(_ path: String, parameters: String) throws(SystemError) {
        if let loadError { throw SystemError("load", path, loadError) }
        loaded.append((path, parameters))
        if let deviceOfModule {
            files["/sys/module/hvcore/refcnt"] = "0"
            device = .success(deviceOfModule)
        }
    }

    /// What a load brings; nil when it brings none.
    var deviceOfModule: SimulatedDevice?
    /// Unloads that fail because somebody has the device open.
    var busyUnloads: Int = 0
    private(set) var unloads: Int = 0

    func removeModule(_ name: String) throws(SystemError) {
        if let unloadError { throw SystemError("unload", name, unloadError) }
        if busyUnloads > 0 {
            busyUnloads -= 1
            throw SystemError("unload", name, EAGAIN)
        }
        unloads += 1
        if deviceOfModule != nil {
            files["/sys/module/hvcore/refcnt"] = nil
            device = .failure(SystemError("open", "/dev/hvcore", ENOENT))
        }
    }
}

extension SimulatedMachine {
    /// An Intel machine with two CPUs on which all is well and the module is not loaded yet.
    static func ready() -> SimulatedMachine {
        let machine = SimulatedMachine()
        machine.setVendor("GenuineIntel")
        machine.leaves[1] = CPUIDResult(ecx: 1 << 5)
        machine.files = [
            "/sys/devices/system/cpu/online": "0-1\n", "/proc/modules": "ext4 1 0 - Live 0x0\n",
            "/proc/sys/kernel/modules_disabled": "0\n",
            "/sys/kernel/security/lockdown": "[none] integrity confidentiality\n",
            "/sys/module/module/parameters/sig_enforce": "N\n",
            "/proc/self/status": "Name:\thvctl\nCapEff:\t000001ffffffffff\n",
            "/proc/cpuinfo": "flags\t\t: fpu vmx sse\n",
        ]
        for cpu in 0...1 {
            machine.msrs["/dev/cpu/\(cpu)/msr"] = [0x3A: 5, 0x480: 0xDA_0400_0000_0010, 0x481: 0x7F_0000_0016]
        }
        machine.modules["/lib/modules/6.1.0-56-amd64/updates/hvcore.ko"] =
            "6.1.0-56-amd64 SMP preempt mod_unload modversions "
        return machine
    }

    /// Twelve characters, as leaf 0 has them.
    func setVendor(_ name: String) {
        let words = Self.words(name)
        leaves[0] = CPUIDResult(eax: 0x16, ebx: words[0], ecx: words[2], edx: words[1])
    }

    /// An outer hypervisor.
    func setHypervisor(_ name: String) {
        let words = Self.words(name)
        leaves[1] = CPUIDResult(ecx: (leaves[1]?.ecx ?? 0) | 1 << 31)
        leaves[0x4000_0000] = CPUIDResult(eax: 0x4000_0001, ebx: words[0], ecx: words[1], edx: words[2])
    }

    func hideVTx() { leaves[1] = CPUIDResult(ecx: (leaves[1]?.ecx ?? 0) & ~(1 << 5)) }

    private static func words(_ name: String) -> [UInt32] {
        let padding: [UInt8] = Array(repeating: 0, count: 12 - name.utf8.count)
        let bytes: [UInt8] = Array(name.utf8) + padding
        return stride(from: 0, to: 12, by: 4).map { (at: Int) -> UInt32 in
            bytes[at..<at + 4].reversed().reduce(0) { (word: UInt32, byte: UInt8) -> UInt32 in word << 8 | UInt32(byte) }
        }
    }
}
