// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface
import Testing

@testable import HVCtlKit

@Suite("hvctl events --follow against a simulated module")
struct FollowTests {
    let machine = SimulatedMachine.ready()
    let device: SimulatedDevice

    init() {
        device = DoctorTests.load(machine)
        device.onWait = { [machine] in machine.pause(milliseconds: $0) }
    }

    /// Adds a record after some of the waits.
    private func record(after waits: Set<Int>, kind: UInt16 = 1) {
        machine.afterPause = { [device] wait in
            if waits.contains(wait) {
                device.records.append(hvcore_event(kind: kind, cpu: 1, lost: 0, tsc: 5, words: (UInt64(wait), 2, 0, 0)))
            }
        }
    }

    @Test("it waits for records, and ends when enough came")
    func count() {
        record(after: [2, 3, 7, 8])
        let run = Run("events --follow --count 3", on: machine)
        #expect(run.status == .success && run.diagnostics.isEmpty)
        #expect(
            run.data == """
                5 cpu 1 mark first=0x2 second=0x2
                5 cpu 1 mark first=0x3 second=0x2
                5 cpu 1 mark first=0x7 second=0x2

                """)
        #expect(machine.notesInterruptions)
    }

    @Test("JSON: an object in a line")
    func json() {
        record(after: [1, 2])
        let run = Run("events --follow --count 2 --json", on: machine)
        let line =
            "{\"kind\": \"mark\", \"number\": 1, \"cpu\": 1, \"lost\": 0, \"tsc\": \"0x5\", \"words\": ["
            + "{\"name\": \"first\", \"value\": \"0x1\"}, {\"name\": \"second\", \"value\": \"0x2\"}, "
            + "{\"name\": null, \"value\": \"0x0\"}, {\"name\": null, \"value\": \"0x0\"}]}"
        #expect(run.data.split(separator: "\n").first.map(String.init) == line)
        #expect(run.data.split(separator: "\n").count == 2)
    }

    @Test("no record is taken that is not printed")
    func notMore() {
        device.records = (0..<5).map { hvcore_event(kind: 1, cpu: 0, lost: 0, tsc: $0, words: (0, 0, 0, 0)) }
        #expect(Run("events --follow --count 2", on: machine).status == .success)
        #expect(device.records.count == 3)
    }

    @Test("a kind, by word and by number; one that nobody knows")
    func kind() {
        for kind in ["page-taken", "2"] {
            device.records = [
                hvcore_event(kind: 1, cpu: 0, lost: 0, tsc: 1, words: (0, 0, 0, 0)),
                hvcore_event(kind: 2, cpu: 0, lost: 0, tsc: 2, words: (0x1000, 0, 0, 0)),
            ]
            let run = Run("events --follow --count 1 --kind \(kind)", on: machine)
            #expect(run.data == "2 cpu 0 page-taken guest_physical=0x1000\n")
        }
        device.records = [hvcore_event(kind: 1, cpu: 0, lost: 0, tsc: 1, words: (0, 0, 0, 0))]
        #expect(Run("events --kind page-taken", on: machine).data.isEmpty)
        #expect(Run("events --kind nothing", on: machine).status == .usage)
    }

    @Test("the time is up: fine without a count, status 1 with one")
    func timeout() {
        record(after: [1])
        let run = Run("events --follow --timeout 0.5", on: machine)
        #expect(run.status == .success && run.data.split(separator: "\n").count == 1)
        #expect((4...6).contains(machine.pauses), "half a second in waits of at most a tenth")
        record(after: [machine.pauses + 1])
        let short = Run("events --follow --timeout 0.5 --count 2", on: machine)
        #expect(short.status == .refused && short.diagnostics.contains("1 of 2 records"))
        // One look, and what is there is taken.
        device.records = [hvcore_event(kind: 1, cpu: 0, lost: 0, tsc: 1, words: (0, 0, 0, 0))]
        #expect(!Run("events --follow --timeout 0", on: machine).data.isEmpty)
    }

    @Test("a signal and a reader that leaves end it well; a full disk does not")
    func ends() {
        machine.afterPause = { [machine] in if $0 == 3 { machine.isInterrupted = true } }
        #expect(Run("events --follow", on: machine).status == .success)
        #expect(machine.pauses == 3)
        machine.isInterrupted = false
        record(after: [4, 5, 6, 7])
        let run = Run("events --follow", on: machine, linesRead: 2)
        #expect(run.status == .success && run.diagnostics.isEmpty)
        #expect(run.data.split(separator: "\n").count == 2)
        record(after: Set(machine.pauses...machine.pauses + 2))
        #expect(Run("events --follow", on: machine, brokenOutput: true).status == .systemError)
    }

    @Test(
        "options that make no sense",
        arguments: ["--count 1", "--timeout 1", "--follow --limit 1", "--follow --count 0", "--follow --timeout x"])
    func usage(options: String) { #expect(Run("events " + options, on: machine).status == .usage) }
}
