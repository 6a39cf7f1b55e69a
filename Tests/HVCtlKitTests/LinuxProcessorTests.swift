// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import Testing

@testable import HVCtlKit

/// What every 64-bit x86 processor does in ring 3, whatever hypervisor may be around it.
@Suite("This machine's processor", .serialized)
struct LinuxProcessorTests {
    let processor = LinuxProcessor()

    private func attempt(_ name: String) throws -> Attempt {
        processor.attempt(try #require(Instruction.all.first { $0.name == name }))
    }

    @Test("instructions end in their signals, at the right place, and the program goes on")
    func signals() throws {
        #expect(try attempt("UD2") == Attempt(signal: SIGILL, code: 2))
        #expect(try attempt("DIV by 0") == Attempt(signal: SIGFPE, code: 1))
        #expect(try attempt("a store to page 0") == Attempt(signal: SIGSEGV, code: 1))
        let breakpoint = try attempt("INT3")
        #expect(breakpoint.signal == SIGTRAP && breakpoint.offset == 1)
        #expect(try attempt("a step over CPUID") == Attempt(signal: SIGTRAP, code: 2, offset: 2))
        #expect(try attempt("a step over NOP") == Attempt(signal: SIGTRAP, code: 2, offset: 1))
        #expect(try attempt("RDTSC where it is taken away").signal == SIGSEGV)
        #expect(processor.timeStamp > 0, "and it was given back")
        for instruction in Instruction.all where instruction.group == .privileged {
            #expect(processor.attempt(instruction).signal != 0, "\(instruction.name)")
        }
        for instruction in Instruction.all where instruction.group == .vmx {
            #expect(processor.attempt(instruction).signal == SIGILL, "\(instruction.name)")
        }
    }

    @Test("names are distinct, and each group has instructions")
    func names() {
        #expect(Set(Instruction.all.map(\.name)).count == Instruction.all.count)
        #expect(Set(Instruction.all.map(\.group)) == [.vmx, .vmcall, .privileged, .state, .exception])
    }

    @Test("what a program relies on holds here")
    func survival() {
        #expect(processor.lostState(rounds: 10, withAVX: false) == [])
        #expect(processor.timerWorks && processor.forkWorks && processor.fsBaseIsRight)
        #expect(!processor.stampGoesBack(rounds: 100))
        let before = processor.timeStamp
        #expect(processor.timeStamp > before)
    }

    /// Where the kernel lets this thread run.
    private var allowed: String? {
        LinuxSystem().text(of: "/proc/thread-self/status")?.split(separator: "\n")
            .first { $0.hasPrefix("Cpus_allowed_list:") }.map { String($0.dropFirst(18).drop { $0 == "\t" }) }
    }

    @Test("the thread goes to a CPU and may go everywhere again; one that is not there is refused")
    func move() throws {
        let before = allowed
        processor.rememberAllowed()
        let cpu = try #require(Machine(LinuxSystem()).onlineCPUs.first)
        try processor.move(to: cpu)
        #expect(allowed == "\(cpu)")
        #expect(throws: SystemError("sched_setaffinity", "CPU 5000", EINVAL)) { try processor.move(to: 5000) }
        processor.allowAgain()
        #expect(allowed == before && before != nil)
    }

    @Test("CPUID and instructions look the same twice")
    func observation() throws {
        processor.rememberAllowed()
        defer { processor.allowAgain() }
        try processor.move(to: try #require(Machine(LinuxSystem()).onlineCPUs.first))
        let system = LinuxSystem()
        let first = Observation(on: system)
        let second = Observation(on: system)
        #expect(second.differences(from: first) == [] && second.timeStamp > first.timeStamp)
        #expect(first.leaves.count > 10)
    }
}
