// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import HVLabKit

@Suite("KTAP")
struct KTAPParserTests {
    private func parse(_ lines: String...) -> KTAPReport {
        var parser = KTAPParser()
        for line in lines { _ = parser.read(line) }
        return parser.finish()
    }

    @Test("a good report has no problems")
    func goodReport() {
        let report = parse(
            "KTAP version 1", "1..3", "ok 1 first", "# why not", "not ok 2 - second", "ok 3 # SKIP no TSC")
        #expect(report.problems == [])
        #expect(report.plannedCount == 3)
        #expect(
            report.results == [
                .init(number: 1, name: "first", outcome: .ok),
                .init(number: 2, name: "second", outcome: .notOK),
                .init(number: 3, name: "", outcome: .skipped, reason: "no TSC"),
            ])
        #expect(report.remarks == ["why not"])
        #expect(report.hasFailures)
    }

    @Test("a missing version is a problem")
    func missingVersion() {
        #expect(parse("1..1", "ok 1 a").problems == ["no line \"KTAP version 1\" came"])
    }

    @Test("a missing plan is a problem")
    func missingPlan() {
        let problems = parse("KTAP version 1", "ok 1 a").problems
        #expect(problems == ["a result came before the plan: ok 1 a", "no plan (1..N) came"])
    }

    @Test("nothing at all is a problem")
    func nothing() {
        #expect(!parse().problems.isEmpty)
    }

    @Test("too few and too many results are problems")
    func counts() {
        #expect(parse("KTAP version 1", "1..2", "ok 1 a").problems == ["2 tests were planned, but 1 ran"])
        #expect(
            parse("KTAP version 1", "1..1", "ok 1 a", "ok 2 b").problems == ["1 tests were planned, but 2 reported"])
    }

    @Test("numbers count up from 1")
    func numbers() {
        #expect(
            parse("KTAP version 1", "1..2", "ok 1 a", "ok 3 b").problems == [
                "result 3 came where 2 was due: ok 3 b"
            ])
        #expect(
            parse("KTAP version 1", "1..1", "ok a").problems == [
                "a result without a number: ok a", "1 tests were planned, but 0 ran",
            ])
    }

    @Test("a second plan and a late plan are problems")
    func plans() {
        #expect(parse("KTAP version 1", "1..1", "1..1", "ok 1 a").problems == ["a second plan came: 1..1"])
        #expect(parse("KTAP version 1", "ok 1 a", "1..1").problems.contains("the plan came after the first result"))
    }

    @Test("an empty plan needs a reason")
    func emptyPlan() {
        #expect(!parse("KTAP version 1", "1..0").problems.isEmpty)
        let skipped = parse("KTAP version 1", "1..0 # SKIP no VT-x")
        #expect(skipped.problems == [])
        #expect(skipped.skipReason == "no VT-x")
    }

    @Test("bailing out is a problem")
    func bailOut() {
        #expect(
            parse("KTAP version 1", "1..1", "ok 1 a", "Bail out! no module").problems == [
                "the scenario gave up: Bail out! no module"
            ])
    }

    @Test("other output is let through, not read")
    func otherOutput() {
        var parser = KTAPParser()
        #expect(parser.read("okay then") == .other)
        #expect(parser.read("notok") == .other)
        #expect(parser.read("# ok 1 a") == .diagnostic)
        #expect(parser.read("ok 1 a") == .result)
    }
}
