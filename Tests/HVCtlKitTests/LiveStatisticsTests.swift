// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Testing

@testable import HVCtlKit

@Suite("hvctl stats --live against a simulated module")
struct LiveStatisticsTests {
    let machine = SimulatedMachine.ready()
    let device: SimulatedDevice

    init() {
        device = DoctorTests.load(machine)
        (device.state, device.running) = (.started, "observer")
        device.statistics = [
            Statistic(name: "exits", label: "CPUID", cpu: nil, index: 10, value: 1000),
            Statistic(name: "exits", label: "HLT", cpu: nil, index: 12, value: 0),
        ]
    }

    /// Each pause is a tenth of a second.
    private func count(_ perPause: UInt64) {
        machine.afterPause = { [device] _ in Self.add(perPause, to: device) }
    }

    private static func add(_ more: UInt64, to device: SimulatedDevice) {
        device.statistics = device.statistics.map {
            Statistic(name: $0.name, label: $0.label, cpu: $0.cpu, index: $0.index, value: $0.value + more)
        }
    }

    @Test("tables one below the other, with the change per second")
    func tables() {
        count(7)
        let run = Run("stats --live --count 2 --interval 2", on: machine)
        #expect(run.status == .success)
        #expect(
            run.data == """
                observer on 2 CPUs
                NAME   INDEX  LABEL  VALUE  PER SECOND
                exits     10  CPUID   1000           -

                observer on 2 CPUs, 2.0 s after the last look
                NAME   INDEX  LABEL  VALUE  PER SECOND
                exits     10  CPUID   1140          70
                exits     12  HLT      140          70

                """)
    }

    @Test("JSON: a document in a line")
    func json() {
        count(1)
        let run = Run("stats --live --count 2 --json --all", on: machine)
        let lines = run.data.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines.first?.hasPrefix(
                "{\"profile\": \"observer\", \"cpu\": null, \"nanoseconds\": null, \"statistics\": ["
                    + "{\"name\": \"exits\", \"label\": \"CPUID\", \"cpu\": null, \"index\": 10, \"value\": 1000, "
                    + "\"rate\": null}, ") == true)
        #expect(lines.last?.contains("\"value\": 1010, \"rate\": 10}") == true)
    }

    @Test("on a terminal in place, and what does not fit is left out: least change first")
    func terminal() {
        device.statistics = (0..<40).map {
            Statistic(name: "exits", label: "a long name of a reason", cpu: nil, index: $0, value: $0 == 30 ? 9 : 1)
        }
        let run = Run("stats --live --count 1", on: machine, screen: Console.Screen(rows: 7, columns: 20))
        let text = run.data
        #expect(text.hasPrefix("\u{1B}[2J\u{1B}[H") && text.hasSuffix("\u{1B}[J"))
        let lines = text.replacing("\u{1B}[2J\u{1B}[H", with: "").replacing("\u{1B}[K", with: "")
            .replacing("\u{1B}[J", with: "").split(separator: "\n")
        #expect(lines.count == 6, "one line is the cursor's")
        #expect(lines.allSatisfy { $0.count <= 20 })
        #expect(lines.contains { $0.hasPrefix("exits     30  a long") })
        #expect(lines.last == "and 37 more that cha")
        for rows in 1...4 {
            let small = Run("stats --live --count 1", on: machine, screen: Console.Screen(rows: rows, columns: 3))
            #expect(small.data.split(separator: "\n", omittingEmptySubsequences: false).count <= max(2, rows))
        }
        let all = Run("stats --live --count 2", on: machine, screen: Console.Screen(rows: 50, columns: 80))
        #expect(all.data.components("\u{1B}[2J") == 1 && all.data.components("\u{1B}[H") == 2)
        #expect(!all.data.contains("more that change"))
    }

    @Test("the profile ends, by a stop or by itself, or the module goes: status and message say which")
    func ends() {
        #expect(Run("stats --live", on: machine, linesRead: 0).status == .success)
        machine.afterPause = { [device] _ in (device.state, device.running) = (.stopped, "") }
        let stopped = Run("stats --live", on: machine)
        #expect(stopped.status == .refused && stopped.diagnostics == "hvctl: stats: observer was stopped meanwhile\n")
        #expect(Run("stats --live", on: machine).diagnostics.contains("no profile is started"))
        (device.state, device.running) = (.started, "observer")
        machine.afterPause = { [device] _ in (device.state, device.stopText) = (.failed, "exit without a handler") }
        let failed = Run("stats --live", on: machine)
        #expect(failed.status == .refused && failed.diagnostics.contains("ended by itself: exit without a handler"))
        (device.state, device.stopText) = (.started, "")
        // Between the status and the statistics.
        machine.afterPause = { [device] _ in device.defects = [.endsByItself] }
        #expect(Run("stats --live", on: machine).diagnostics.contains("ended by itself: exit without a handler"))
        device.defects = []
        (device.state, device.stopText) = (.started, "")
        machine.afterPause = { [machine] _ in
            machine.device = .failure(SystemError("open", "/dev/hvcore", ENOENT))
        }
        let gone = Run("stats --live", on: machine)
        #expect(gone.status == .noDevice && gone.diagnostics.contains("the module was unloaded meanwhile"))
    }

    @Test("a signal and a reader that leaves end it well")
    func interrupted() {
        machine.afterPause = { [machine] in if $0 == 5 { machine.isInterrupted = true } }
        #expect(Run("stats --live", on: machine).status == .success)
        #expect(machine.pauses == 5)
        machine.isInterrupted = false
        #expect(Run("stats --live", on: machine, linesRead: 7).status == .success)
    }

    @Test("another profile, or the same one started anew, has no rate yet")
    func another() {
        machine.afterPause = { [device] wait in
            if wait == 10 { device.running = "tutorial" }
            if wait == 20 {
                device.statistics = device.statistics.map { _ in
                    Statistic(name: "exits", label: "", cpu: nil, index: 10, value: 5)
                }
            }
            if wait == 25 { Self.add(5, to: device) }
        }
        let run = Run("stats --live --count 4 --json", on: machine)
        let lines = run.data.split(separator: "\n")
        #expect(lines.map { $0.contains("\"nanoseconds\": null") } == [true, true, true, false])
        #expect(lines.last?.contains("\"value\": 10, \"rate\": 5}") == true)
    }

    @Test("rates: rounded, and at the ends of what fits")
    func rates() {
        func rate(_ change: UInt64, _ nanoseconds: UInt64) -> UInt64? {
            func look(_ value: UInt64, _ time: UInt64, _ last: StatisticsLook?) -> StatisticsLook {
                let status = DeviceStatus(
                    state: .started, mode: .runningSystem, profile: "x", cpus: 1, eventsLost: 0, report: nil)
                let statistic = Statistic(name: "a", label: "", cpu: nil, index: 0, value: value)
                return StatisticsLook(status, [statistic], at: time, after: last)
            }
            return look(change, nanoseconds, look(0, 0, nil)).entries[0].rate
        }
        #expect(rate(3, 2_000_000_000) == 2)
        #expect(rate(1, 2_000_000_001) == 0)
        #expect(rate(10, 100_000_000) == 100)
        #expect(rate(.max, 1_000_000_000) == .max)
        #expect(rate(.max, 1) == .max)
        #expect(rate(.max, .max) == 1_000_000_000)
        #expect(rate(1, 0) == 1_000_000_000)
    }

    @Test(
        "options that make no sense",
        arguments: ["--interval 1", "--count 1", "--live --interval 0", "--live --count 0"])
    func usage(options: String) { #expect(Run("stats " + options, on: machine).status == .usage) }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(_ text: String) -> Int {
        var count: Int = 0
        var rest = Substring(self)
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
