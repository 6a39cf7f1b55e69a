// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private func call(_ number: UInt32, _ name: String, line: UInt = #line) -> HypervisorPart {
    Answers(
        Hypercall(
            number: number, name: name, summary: "does it", isPrivileged: false,
            location: SourceLocation(#fileID, line)))
}

extension Fixtures {
    static let hv021: FixtureFile = FixtureFile(
        HypercallNumbers.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "documentation and handler disagree") {
                        base(except: exits.vmcall.declaration)
                        call(1, "first")
                        call(2, "second")  // expect: HV021
                        On(exits.vmcall) {
                            Switch(guest.rax) {
                                Case(1) { guest.rax <- 0 }
                                Case(3) { guest.rax <- 0 }  // expect: HV021
                                Default { Inject(.invalidOpcode) }
                            }
                            Advance()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                let number = Variable<UInt32>("number")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "documentation and handler agree") {
                        base(except: exits.vmcall.declaration)
                        call(1, "first")
                        call(2, "second")
                        On(exits.vmcall) {
                            number <- guest.eax
                            If(number == 1) { Advance() }
                            Switch(number) {
                                Case(2) { Advance() }
                                Default { Inject(.invalidOpcode) }
                            }
                        }
                    }
                ]
            }
        ])
}
