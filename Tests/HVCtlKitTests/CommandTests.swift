// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

@Suite("Commands against a simulated module")
struct CommandTests {
    let machine = SimulatedMachine.ready()
    let device: SimulatedDevice

    init() { device = DoctorTests.load(machine) }

    @Test(
        "without a device: exit status 3 and the way out, for each command",
        arguments: [
            "status", "stop", "start x", "stats", "events", "list",
        ])
    func noDevice(line: String) {
        machine.device = .failure(SystemError("open", "/dev/hvcore", ENOENT))
        let run = Run(line, on: machine)
        #expect(run.status == .noDevice)
        #expect(run.data.isEmpty)
        #expect(run.diagnostics.contains("hvctl load"))
    }

    @Test("without permission: exit status 4", arguments: [EPERM, EACCES])
    func noPermission(error: Int32) {
        machine.device = .failure(SystemError("open", "/dev/hvcore", error))
        #expect(Run("status", on: machine).status == .noPermission)
    }

    @Test("another version: exit status 5 and both numbers")
    func version() {
        device.version = 7
        let run = Run("status", on: machine)
        #expect(run.status == .versionMismatch)
        #expect(run.diagnostics.contains("version 7") && run.diagnostics.contains("version 1"))
    }

    @Test(
        "an ioctl that the module does not know, or a structure too big for it: exit status 5",
        arguments: [ENOTTY, E2BIG])
    func oldModule(error: Int32) {
        device.errors[.status] = error
        #expect(Run("status", on: machine).status == .versionMismatch)
    }

    @Test("an error that nobody expects: exit status 6 with its text")
    func systemError() {
        device.errors[.status] = EIO
        let run = Run("status", on: machine)
        #expect(run.status == .systemError)
        #expect(run.diagnostics.contains("Input/output error"))
    }

    @Test("output that cannot be written is an error")
    func brokenOutput() { #expect(Run("status", on: machine, brokenOutput: true).status == .systemError) }

    @Test(
        "wrong command lines: exit status 2",
        arguments: [
            "bogus", "start", "stats --cpu x", "stats --cpu -1", "events --limit 0", "load a.ko b", "load =1",
            "start averyveryverylongnameofaprofile1",
        ])
    func usage(line: String) {
        let run = Run(line, on: machine)
        #expect(run.status == .usage)
        #expect(run.data.isEmpty && !run.diagnostics.isEmpty)
    }

    @Test("help is data, and documents every exit status")
    func help() {
        let run = Run("--help", on: machine)
        #expect(run.status == .success && run.diagnostics.isEmpty)
        for status in ToolStatus.allCases { #expect(run.data.contains("\(status.rawValue)  \(status.summary)")) }
        #expect(!run.data.contains("guest-run"))
    }

    @Test("start, status, start again, stop, stop again")
    func lifeCycle() {
        #expect(Run("start observer", on: machine).status == .success)
        #expect(device.started == ["observer"])
        let status = Run("status --json", on: machine)
        #expect(
            status.data == """
                {
                  "state": "started",
                  "profile": "observer",
                  "mode": "running-system",
                  "cpus": 2,
                  "events_lost": 3,
                  "report": null,
                  "entry_failure": null
                }

                """)
        let again = Run("start observer", on: machine)
        #expect(again.status == .refused && again.diagnostics.contains("observer is started already"))
        #expect(Run("stop", on: machine).status == .success)
        #expect(Run("stop", on: machine).status == .refused)
    }

    @Test("a call that a signal ended is made again")
    func interrupted() {
        device.interruptions = 3
        #expect(Run("status", on: machine).status == .success)
        #expect(device.interruptions == 0)
    }

    @Test("a profile of guest mode is not started, and the reason is said")
    func guestMode() {
        let run = Run("start haltloop", on: machine)
        #expect(run.status == .refused)
        #expect(run.diagnostics.contains("guest mode"))
    }

    @Test("an unknown profile: the names that there are")
    func unknownProfile() {
        let run = Run("start nobody", on: machine)
        #expect(run.status == .refused)
        #expect(run.diagnostics.contains("observer, haltloop"))
    }

    @Test("a profile that ended by itself: where and why, and what to do")
    func failed() {
        (device.state, device.running, device.stopText) = (.failed, "observer", "exit without a handler")
        let run = Run("status", on: machine)
        #expect(run.status == .success)
        #expect(run.data.contains("CPU 1, exit reason 2") && run.data.contains("exit without a handler"))
        #expect(run.data.contains("do:"))
        #expect(Run("status --json", on: machine).data.contains("\"exit_reason\": 2,"))
    }

    @Test("list")
    func list() {
        #expect(
            Run("list", on: machine).data == """
                NAME      MODE            SUMMARY
                observer  running-system  watches
                haltloop  guest           halts

                """)
        #expect(Run("list --json", on: machine).data.contains("\"mode\": \"guest\""))
    }

    @Test("statistics: sums, one CPU, none that is zero, more than one call's room")
    func stats() {
        #expect(Run("stats", on: machine).status == .refused)
        device.state = .started
        device.statistics = (0..<300).map {
            Statistic(name: "exits", label: $0 == 10 ? "CPUID" : "", cpu: nil, index: $0, value: $0 == 10 ? 42 : 0)
        }
        #expect(
            Run("stats", on: machine).data == """
                NAME   INDEX  LABEL  VALUE
                exits     10  CPUID     42

                """)
        let json = Run("stats --json --all --cpu 1", on: machine)
        #expect(json.data.contains("\"cpu\": 1,\n  \"statistics\""))
        #expect(json.data.split(separator: "\n").count { $0.contains("\"index\"") } == 300)
        #expect(Run("stats --cpu 9", on: machine).diagnostics.contains("CPU 9"))
    }

    @Test("capability MSRs by the module, and by the msr driver without it")
    func caps() {
        device.msrs = [Capability(address: 0x480, value: 0x1F), Capability(address: 0x492, value: nil)]
        let run = Run("caps --json", on: machine)
        #expect(run.data.contains("\"source\": \"module\"") && run.data.contains("\"value\": \"0x1f\""))
        #expect(run.data.contains("\"value\": null"))
        // With CPUID it is a whole capture, which `hvgen portability --corpus` takes.
        #expect(run.data.contains("\"cpuid\": [") && run.data.contains("\"leaf\": 0,"))
        #expect(Run("caps", on: machine).data.contains("0x480  0x000000000000001f"))
        #expect(Run("caps --cpu 5", on: machine).status == .refused)
        machine.device = .failure(SystemError("open", "/dev/hvcore", ENOENT))
        #expect(Run("caps --json", on: machine).data.contains("\"source\": \"msr\""))
        machine.msrs = [:]
        #expect(Run("caps", on: machine).status == .noDevice)
    }

    @Test("events: all of them, a limit, a kind that is not known, a torn record")
    func events() {
        device.records = (0..<100).map { index in
            hvcore_event(kind: 60000, cpu: 1, lost: index == 0 ? 4 : 0, tsc: UInt64(index), words: (index, 0, 0, .max))
        }
        let first = Run("events --limit 1", on: machine)
        #expect(
            first.data
                == "0 cpu 1 kind 60000 word0=0x0 word1=0x0 word2=0x0 word3=0xffffffffffffffff (4 lost before it)\n")
        let rest = Run("events --json", on: machine)
        #expect(rest.data.split(separator: "\n").count { $0.contains("\"kind\": null") } == 99)
        #expect(rest.data.contains("\"tsc\": \"0x63\""))
        #expect(Run("events", on: machine).data.isEmpty)
        device.records = [hvcore_event()]
        device.excess = 1
        #expect(Run("events", on: machine).status == .versionMismatch)
    }

    @Test("load: default path, given path, parameters; each refusal")
    func load() {
        machine.files["/sys/module/hvcore/refcnt"] = nil
        #expect(Run("load", on: machine).status == .success)
        #expect(Run("load ./x.ko fail_cpu=1 name=a=b", on: machine).status == .success)
        #expect(Run("load fail_cpu=1", on: machine).status == .success)
        #expect(
            machine.loaded.map(\.path) == [
                "/lib/modules/6.1.0-56-amd64/updates/hvcore.ko", "./x.ko",
                "/lib/modules/6.1.0-56-amd64/updates/hvcore.ko",
            ])
        #expect(machine.loaded.map(\.parameters) == ["", "fail_cpu=1 name=a=b", "fail_cpu=1"])
        let expected: [(Int32, ToolStatus)] = [
            (EEXIST, .refused), (ENOEXEC, .refused), (EKEYREJECTED, .refused), (EPERM, .noPermission),
            (ENOSYS, .refused),
            (EINVAL, .refused), (ENODEV, .refused), (ENOENT, .noDevice), (EIO, .systemError),
        ]
        for (error, status) in expected {
            machine.loadError = error
            #expect(Run("load", on: machine).status == status, "errno \(error)")
        }
        machine.modules = [:]
        #expect(Run("load", on: machine).status == .noDevice)
        machine.files["/sys/module/hvcore/refcnt"] = "0"
        #expect(Run("load x.ko", on: machine).status == .refused)
    }

    @Test("unload, and each refusal")
    func unload() {
        #expect(Run("unload", on: machine).status == .success)
        let expected: [(Int32, ToolStatus)] = [
            (EAGAIN, .refused), (EBUSY, .refused), (ENOENT, .noDevice), (EPERM, .noPermission), (EIO, .systemError),
        ]
        for (error, status) in expected {
            machine.unloadError = error
            #expect(Run("unload", on: machine).status == status, "errno \(error)")
        }
    }

    @Test("guest-run")
    func guestRun() {
        machine.files["/code"] = "\u{10}\u{7F}"
        let run = Run("guest-run haltloop /code --max-exits 9 --json", on: machine)
        #expect(run.status == .success)
        #expect(run.data.contains("\"exits\": 5,") && run.data.contains("\"rip\": \"0x1002\""))
        #expect(run.data.contains("\"registers\": [\n    \"0x7f\","))
        #expect(run.data.contains("\"user_reason_name\": \"halt\""))
        #expect(Run("guest-run observer /code", on: machine).status == .refused)
        device.errors[.guestRun] = EOPNOTSUPP
        #expect(Run("guest-run haltloop /code", on: machine).diagnostics.contains("refused the profile 'haltloop'"))
        device.errors = [:]
        // What it got to is shown also when it had to be ended.
        let ended = Run("guest-run haltloop /code --max-exits 3 --json", on: machine)
        #expect(ended.status == .refused)
        #expect(ended.data.contains("\"exits\": 3,") && ended.diagnostics.contains("3 VM exits"))
        // A vcpu is not run twice because of a signal.
        device.interruptions = 1
        #expect(Run("guest-run haltloop /code", on: machine).diagnostics.contains("a signal came"))
        #expect(device.interruptions == 0)
        machine.files["/code"] = String(repeating: "x", count: 4097)
        #expect(Run("guest-run haltloop /code", on: machine).status == .usage)
        machine.files["/code"] = ""
        #expect(Run("guest-run haltloop /code", on: machine).status == .usage)
    }
}
