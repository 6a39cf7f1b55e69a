// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv025: FixtureFile = FixtureFile(
        DiscardedRegisters.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "registers that are still wanted") {
                        base(except: exits.vmcall.declaration, exits.cpuid.declaration)
                        On(exits.vmcall) {
                            If(guest.rbx == 0) {
                                Discard(guest.rcx, guest.rdx)
                            }
                            guest.rax <- guest.rcx  // expect: HV025
                            guest.rdx <- 0
                            guest.rax <- guest.rdx
                            Advance()
                        }
                        On(exits.cpuid) {
                            guest.rax <- 0
                            guest.rbx <- 0
                            guest.rcx <- 0
                            guest.rdx <- 0
                            Discard(guest.rsi)  // expect: HV025
                            Advance()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "registers that a hypercall clobbers") {
                        base(except: exits.vmcall.declaration)
                        On(exits.vmcall) {
                            guest.rax <- guest.rcx
                            Discard(guest.rcx, guest.rdx)
                            Advance()
                        }
                    }
                ]
            }
        ])
}
