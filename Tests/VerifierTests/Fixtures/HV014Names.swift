// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private func call(
    _ number: UInt32, _ name: String, _ summary: String = "does it", line: UInt = #line
) -> HypervisorPart {
    Answers(
        Hypercall(
            number: number, name: name, summary: summary, isPrivileged: false,
            location: SourceLocation(#fileID, line)))
}

private func event(_ symbol: String, _ number: UInt16, _ words: [String] = []) -> EventKind {
    EventKind(symbol: symbol, number: number, arguments: words, summary: "something happened")
}

private let many: EventKind = event("MANY", 63, ["a", "b", "c", "d", "e"])

private func answering(_ numbers: ClosedRange<UInt64>) -> HypervisorPart {
    On(exits.vmcall) {
        Switch(guest.rax) {
            Case(in: numbers) { Advance() }
            Default { Inject(.invalidOpcode) }
        }
    }
}

extension Fixtures {
    static let hv014: FixtureFile = FixtureFile(
        NamesAndNumbers.self,
        wrong: [
            {
                [
                    Hypervisor("Upper", mode: .runningSystem, "a name in upper case") { base() },  // expect: HV014
                    Hypervisor("with-dash", mode: .runningSystem, "a name with a dash") { base() },  // expect: HV014
                    Hypervisor("static", mode: .runningSystem, "a word of C") { base() },  // expect: HV014
                    Hypervisor("", mode: .runningSystem, "no name") { base() },  // expect: HV014
                    Hypervisor("a_name_that_is_as_long_as_32_chr", mode: .guest, "x") { guestBase() },  // expect: HV014
                    Hypervisor("silent", mode: .runningSystem, "") { base() },  // expect: HV014
                    Hypervisor("comment", mode: .runningSystem, "ends a comment */") { base() },  // expect: HV014
                    Hypervisor("quote", mode: .runningSystem, "has a \" in it") { base() },  // expect: HV014
                    Hypervisor("lines", mode: .runningSystem, "has two\nlines") { base() },  // expect: HV014
                    Hypervisor("accent", mode: .runningSystem, "naïve") { base() },  // expect: HV014
                    Hypervisor("same", mode: .runningSystem, "the first of two") { base() },
                    Hypervisor("same", mode: .runningSystem, "the second of two") { base() },  // expect: HV014
                ]
            },
            {
                [
                    Hypervisor("calls", mode: .runningSystem, "hypercalls that collide") {
                        base(except: exits.vmcall.declaration)
                        call(1, "first")
                        call(1, "second")  // expect: HV014
                        call(2, "first")  // expect: HV014
                        call(3, "Third")  // expect: HV014
                        call(4, "fourth", "")  // expect: HV014
                        answering(1...4)
                    },
                    Hypervisor("reasons", mode: .runningSystem, "texts that cannot be printed") {
                        base(except: exits.initSignal.declaration, exits.tripleFault.declaration)
                        On(exits.initSignal) {
                            Stop("")  // expect: HV014
                        }
                        On(exits.tripleFault) {
                            Fatal("a \\ in it")  // expect: HV014
                        }
                    },
                    Hypervisor("leaving", mode: .guest, "a reason that is no symbol") {
                        guestBase(except: exits.vmcall.declaration)
                        On(exits.vmcall) {
                            LeaveToUser(UserReason("halt"))  // expect: HV014
                        }
                    },
                    Hypervisor("events", mode: .runningSystem, "events that disagree") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            Emit(event("TICK", 60, ["time"]), guest.rax)
                            Emit(event("TOCK", 60, ["time"]), guest.rax)  // expect: HV014
                            Emit(event("TICK", 61, ["time"]), guest.rax)  // expect: HV014
                            Emit(event("lower", 62))  // expect: HV014
                            Emit(many, guest.rax, guest.rax, guest.rax, guest.rax, guest.rax)  // expect: HV014
                            Emit(event("FEW", 64, ["time"]))  // expect: HV014
                            Advance()
                        }
                    },
                    Hypervisor("elsewhere", mode: .runningSystem, "the same event with another meaning") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            Emit(event("TICK", 60, ["place"]), guest.rax)  // expect: HV014
                            Advance()
                        }
                    },
                ]
            },
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "good names, (numbers) and texts: 100 %") {
                        base(except: exits.vmcall.declaration, exits.invd.declaration)
                        call(1, "first")
                        call(2, "second")
                        answering(1...2)
                        On(exits.invd) {
                            Emit(event("TICK", 60, ["time"]), guest.rax)
                            Emit(event("TICK", 60, ["time"]), guest.ecx)
                            Advance()
                        }
                    },
                    Hypervisor("a_name_of_31_characters_1234567", mode: .guest, "another") {
                        guestBase(except: exits.vmcall.declaration)
                        On(exits.vmcall) { LeaveToUser(UserReason("HALT")) }
                    },
                ]
            }
        ])
}
