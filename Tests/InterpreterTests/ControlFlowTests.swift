// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

@Suite("Control flow")
struct ControlFlowTests {
    private func setRAX(_ value: UInt64) -> Statement { statement(.setRegister(.rax, .constant(value, .u64))) }

    @Test("a switch takes the arm whose values or ranges hold the subject, else the default")
    func choose() throws {
        let bench = try Bench([
            statement(
                .select(
                    .register(.rcx),
                    cases: [
                        SwitchCase([3...3, 10...12], [setRAX(1)], at: here),
                        SwitchCase([0...0], [setRAX(2)], at: here),
                        SwitchCase([20...UInt64.max], [], at: here),
                    ], otherwise: [setRAX(9)]), line: 5),
            resume,
        ])
        for (subject, expected) in [(3, 1), (10, 1), (12, 1), (0, 2), (2, 9), (13, 9), (20, 7)] as [(UInt64, UInt64)] {
            bench.machine[.rax] = .known(7)
            bench.machine[.rcx] = .known(subject)
            #expect(bench.run() == .finished(.resume))
            #expect(bench.machine[.rax] == .known(expected), "subject \(subject)")
        }
        #expect(bench.program.timesTaken == [3, 1, 1, 2])
        #expect(
            bench.program.arms.map(\.label) == [
                "case 0x3, 0xa...0xc", "case 0x0", "case 0x14...0xffffffffffffffff", "default",
            ])
        // All that RCX can be lies in one arm, or does not.
        bench.machine[.rcx] = Value(bits: 24, unknown: 3)
        #expect(bench.run() == .finished(.resume))
        bench.machine[.rcx] = Value(bits: 8, unknown: 3)
        #expect(
            bench.run() == .undetermined(what: "a switch", Place(fileID: "Handler.swift", line: 5)))
    }

    @Test("a branch on what is not known is not decided")
    func branch() throws {
        let condition: Expression = .compare(.equal, .register(.rcx), .constant(0, .u64))
        let bench = try Bench([
            statement(
                .branch(condition, then: [setRAX(1)], else: [statement(.finish(.stop(StopReason("no"))))]), line: 3),
            resume,
        ])
        bench.machine[.rcx] = .known(0)
        #expect(bench.run() == .finished(.resume))
        bench.machine[.rcx] = .known(1)
        #expect(bench.run() == .finished(.stop(StopReason("no"))))
        #expect(bench.program.timesTaken == [1, 1])
        bench.machine[.rcx] = Value(bits: 0, unknown: 1)
        #expect(
            bench.run() == .undetermined(what: "a branch", Place(fileID: "Handler.swift", line: 3)))
    }

    @Test("a variable is unknown until it is set")
    func unset() throws {
        let flag = Local("flag", .bool)
        let bench = try Bench([statement(.branch(.local(flag), then: [], else: []), line: 8), resume])
        #expect(
            bench.run() == .undetermined(what: "a branch", Place(fileID: "Handler.swift", line: 8)))
    }

    @Test("routines get arguments by value, have variables of their own, and may end the path")
    func routines() throws {
        let x = Local("x", .u64)
        let double = Routine(
            name: "double", summary: "", parameters: [x],
            body: [
                statement(.assign(x, .binary(.add, .local(x), .local(x)))),
                statement(.setRegister(.rdx, .local(x))),
            ], endsPath: false, location: here)
        let leave = Routine(
            name: "leave", summary: "", parameters: [],
            body: [statement(.perform(double, [.register(.rdx)])), statement(.finish(.fatal(StopReason("left"))))],
            endsPath: true, location: here)
        let bench = try Bench(
            [
                statement(.assign(x, .constant(5, .u64))),
                statement(.perform(double, [.binary(.add, .local(x), .constant(1, .u64))])),
                statement(.setRegister(.rcx, .local(x))),
                statement(.perform(leave, [])),
            ], routines: [double, leave])
        #expect(bench.run() == .finished(.fatal(StopReason("left"))))
        #expect(bench.machine[.rcx] == .known(5))
        #expect(bench.machine[.rdx] == .known(24))
    }

    @Test("a path without an end is an error, and a routine that nobody lowered too")
    func malformed() throws {
        let bench = try Bench([setRAX(1)])
        #expect(
            bench.run()
                == .malformed(what: "a path has no end", Place(fileID: "Handler.swift", line: 1)))
        let routine = Routine(name: "r", summary: "", parameters: [], body: [], endsPath: false, location: here)
        #expect(throws: InterpreterError("no lowered routine is named r", at: here)) {
            _ = try Bench([statement(.perform(routine, [])), resume])
        }
    }
}
