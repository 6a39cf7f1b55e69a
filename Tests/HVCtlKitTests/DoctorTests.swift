// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

@Suite("hvctl doctor on simulated machines")
struct DoctorTests {
    /// A machine, and what must be said of it: conditions that are not named must pass.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let expected: [String: String]
        let prepare: @Sendable (SimulatedMachine) -> Void

        init(_ name: String, _ expected: [String: String], _ prepare: @escaping @Sendable (SimulatedMachine) -> Void) {
            testDescription = name
            self.expected = expected
            self.prepare = prepare
        }
    }

    /// What holds before the module is loaded.
    static let unloaded: [String: String] = ["module-loaded": "warn", "device": "skip"]

    @Test("each condition", arguments: processors + kernels + modules)
    func verdicts(example: Case) {
        let machine = SimulatedMachine.ready()
        example.prepare(machine)
        let conditions = Doctor.examine(machine)
        for condition in conditions {
            let expected = example.expected[condition.id] ?? Self.unloaded[condition.id] ?? "pass"
            #expect(condition.verdict.rawValue == expected, "\(condition.id): \(condition.detail)")
            #expect(condition.verdict != .fail || condition.action != nil, "\(condition.id) says nothing to do")
        }
        #expect(Set(example.expected.keys).isSubset(of: conditions.map(\.id)))
        let fails = example.expected.values.contains("fail")
        #expect(Run("doctor", on: machine).status == (fails ? .refused : .success))
    }

    static let processors: [Case] = [
        Case("all well", [:]) { _ in },
        Case("AMD", ["processor-vtx": "fail", "firmware-lock": "skip", "cpus-equal": "skip"]) {
            $0.setVendor("AuthenticAMD")
            $0.hideVTx()
        },
        Case("Intel without VT-x", ["processor-vtx": "fail", "firmware-lock": "skip", "cpus-equal": "skip"]) {
            $0.hideVTx()
        },
        Case(
            "guest without nested VT-x",
            ["processor-vtx": "fail", "firmware-lock": "skip", "cpus-equal": "skip", "outer-hypervisor": "warn"]
        ) {
            $0.hideVTx()
            $0.setHypervisor("KVMKVMKVM")
        },
        Case("guest with nested VT-x", ["outer-hypervisor": "warn"]) { $0.setHypervisor("KVMKVMKVM") },
        Case("locked off by firmware", ["firmware-lock": "fail"]) { $0.msrs["/dev/cpu/1/msr"]?[0x3A] = 1 },
        Case("allowed inside SMX only", ["firmware-lock": "fail"]) { $0.msrs["/dev/cpu/0/msr"]?[0x3A] = 3 },
        Case("not locked", ["firmware-lock": "warn"]) { $0.msrs["/dev/cpu/0/msr"]?[0x3A] = 4 },
        Case("no msr driver, kernel lists vmx", ["cpus-equal": "warn"]) { $0.msrs = [:] },
        Case("no msr driver, kernel took vmx away", ["firmware-lock": "fail", "cpus-equal": "warn"]) {
            $0.msrs = [:]
            $0.files["/proc/cpuinfo"] = "flags\t\t: fpu sse\nvmx flags\t: ept\n"
        },
        Case("no msr driver and no /proc/cpuinfo", ["firmware-lock": "warn", "cpus-equal": "warn"]) {
            $0.msrs = [:]
            $0.files["/proc/cpuinfo"] = nil
        },
        Case("CPUs with different controls", ["cpus-equal": "fail"]) {
            $0.msrs["/dev/cpu/1/msr"]?[0x481] = 0x3F_0000_0016
        },
        Case("a CPU without a capability MSR", ["cpus-equal": "fail"]) { $0.msrs["/dev/cpu/1/msr"]?[0x481] = nil },
    ]

    static let kernels: [Case] = [
        Case("KVM as a module", ["vmx-free": "fail"]) {
            $0.files["/sys/module/kvm_intel/refcnt"] = "0"
            $0.files["/proc/modules"] = "kvm_intel 1 0 - Live 0x0\n"
        },
        Case("KVM's common part alone, which uses nothing", [:]) { $0.files["/sys/module/kvm/refcnt"] = "0" },
        Case("KVM built in", ["vmx-free": "fail"]) { $0.files["/sys/module/kvm_intel/uevent"] = "" },
        Case("6.12", [:]) { machine in
            machine.kernel = KernelIdentity(release: "6.12.9-amd64", version: "", machine: "x86_64")
            machine.modules["/lib/modules/6.12.9-amd64/extra/hvcore.ko.xz"] = "6.12.9-amd64 SMP"
        },
        Case("a kernel that was not tested", ["kernel-release": "warn", "module-file": "fail"]) {
            $0.kernel = KernelIdentity(release: "6.18.44-fc", version: "", machine: "x86_64")
        },
        Case("an old kernel", ["kernel-release": "fail", "module-file": "fail"]) {
            $0.kernel = KernelIdentity(release: "5.10.0-1-amd64", version: "", machine: "x86_64")
        },
        Case("a release that is no version", ["kernel-release": "warn", "module-file": "fail"]) {
            $0.kernel = KernelIdentity(release: "mine", version: "", machine: "x86_64")
        },
        Case("another architecture", ["kernel-release": "fail"]) {
            $0.kernel = KernelIdentity(release: "6.1.0-56-amd64", version: "", machine: "i686")
        },
        Case("a kernel without modules", ["kernel-modules": "fail"]) { $0.files["/proc/modules"] = nil },
        Case("modules disabled", ["kernel-modules": "fail"]) { $0.files["/proc/sys/kernel/modules_disabled"] = "1\n" },
        Case("lockdown", ["lockdown": "fail"]) {
            $0.files["/sys/kernel/security/lockdown"] = "none [integrity] confidentiality\n"
        },
        Case("signatures enforced", ["lockdown": "fail"]) {
            $0.files["/sys/module/module/parameters/sig_enforce"] = "Y\n"
        },
        Case("not root", ["privilege": "fail", "cpus-equal": "warn"]) {
            $0.userID = 1000
            $0.msrs = [:]
            $0.files["/proc/self/status"] = "CapEff:\t0000000000000000\n"
        },
        Case("root without CAP_SYS_MODULE", ["privilege": "fail"]) {
            $0.files["/proc/self/status"] = "CapEff:\t000001fffffeffff\n"
        },
        Case("root without CAP_SYS_ADMIN", ["privilege": "fail"]) {
            $0.files["/proc/self/status"] = "CapEff:\t000001ffffdfffff\n"
        },
        Case("no /proc/self/status", ["privilege": "warn"]) { $0.files["/proc/self/status"] = nil },
    ]

    static let loadedPasses: [String: String] = ["module-loaded": "pass", "device": "pass"]

    static let modules: [Case] = [
        Case("module of another kernel", ["module-file": "fail"]) {
            $0.modules["/lib/modules/6.1.0-56-amd64/updates/hvcore.ko"] = "6.1.0-99-amd64 SMP"
        },
        Case("no module file", ["module-file": "fail"]) { $0.modules = [:] },
        Case("a module file that only depmod knows", [:]) {
            $0.modules = ["/lib/modules/6.1.0-56-amd64/weird/hvcore.ko.zst": "6.1.0-56-amd64 SMP"]
            $0.files["/lib/modules/6.1.0-56-amd64/modules.dep"] = "a/b.ko:\nweird/hvcore.ko.zst: a/b.ko\n"
        },
        Case("without libkmod", ["module-file": "warn"]) { $0.hasLibKmod = false },
        Case("a module file that is none", ["module-file": "fail"]) {
            $0.modules = [:]
            $0.files["/lib/modules/6.1.0-56-amd64/updates/hvcore.ko"] = "text"
        },
        Case("loaded", loadedPasses) { load($0) },
        Case("loaded, no file", loadedPasses.merging(["module-file": "warn"]) { $1 }) {
            load($0)
            $0.modules = [:]
        },
        Case("loaded under lockdown", loadedPasses.merging(["lockdown": "warn"]) { $1 }) {
            load($0)
            $0.files["/sys/kernel/security/lockdown"] = "none [integrity] confidentiality\n"
        },
        Case("loaded, no device", ["module-loaded": "pass", "device": "fail"]) {
            $0.files["/sys/module/hvcore/refcnt"] = "0"
        },
        Case("loaded, may not open", ["module-loaded": "pass", "device": "fail"]) {
            $0.files["/sys/module/hvcore/refcnt"] = "0"
            $0.device = .failure(SystemError("open", "/dev/hvcore", EACCES))
        },
        Case("another version of the interface", ["module-loaded": "pass", "device": "fail"]) {
            load($0).version = 2
        },
        // The observer hides VT-x and announces itself; it must not look like a broken machine.
        Case("a profile runs", loadedPasses) {
            let device = load($0)
            (device.state, device.running) = (.started, "observer")
            $0.hideVTx()
            $0.setHypervisor("HVCoreHVCore")
            $0.msrs = [:]
        },
    ]

    @discardableResult
    static func load(_ machine: SimulatedMachine) -> SimulatedDevice {
        let device = SimulatedDevice()
        machine.files["/sys/module/hvcore/refcnt"] = "0"
        machine.device = .success(device)
        return device
    }

    @Test("JSON has the documented keys, text has colours only when asked for")
    func output() {
        let machine = SimulatedMachine.ready()
        machine.hideVTx()
        let json = Run("doctor --json", on: machine)
        #expect(
            json.data.hasPrefix("{\n  \"ok\": false,\n  \"conditions\": [\n    {\n      \"id\": \"processor-vtx\","))
        for key in ["title", "verdict", "detail", "action"] { #expect(json.data.contains("      \"\(key)\": ")) }
        #expect(json.diagnostics.isEmpty)
        #expect(!Run("doctor", on: machine).data.contains("\u{1B}"))
        #expect(Run("doctor", on: machine, colours: true).data.contains("\u{1B}[31mFAIL\u{1B}[0m"))
    }

    @Test(
        "CPU lists",
        arguments: [("0", [0]), ("0-2,5", [0, 1, 2, 5]), ("", nil), ("2-1", nil), ("0-99999999", nil), ("a", nil)])
    func cpuLists(text: String, cpus: [UInt32]?) {
        #expect(CPUList.parse(text) == cpus)
        if let cpus { #expect(CPUList.text(cpus) == text) }
    }
}
