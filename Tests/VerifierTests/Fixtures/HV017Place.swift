// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let counter: State<UInt64> = State("counter", "counts")
private let number = Variable<UInt64>("number")
private let tick = EventKind(symbol: "TICK", number: 60, arguments: [], summary: "a tick")

extension Fixtures {
    static let hv017: FixtureFile = FixtureFile(
        PlaceOfStatements.self,
        wrong: [
            {
                [
                    Hypervisor("setup", mode: .runningSystem, "a set-up that reacts to exits") {
                        base()
                        Declare(counter)
                        Setup {
                            vmcs.guest.rip <- guest.rax  // expect: HV017
                            vmcs.guest.rip <- vmcs.exit.qualification  // expect: HV017
                            guest.rax <- 0  // expect: HV017
                            counter += 1  // expect: HV017
                            vmcs.guest.rip <- counter  // expect: HV017
                            Emit(tick)  // expect: HV017
                            Resume()  // expect: HV017
                        }
                    },
                    Hypervisor("handler", mode: .runningSystem, "a handler that sets up") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            guest.rax <- environment("guest.cr4", as: UInt64.self)  // expect: HV017
                            raw(.readField(vmcs.guest.rip.declaration, into: number.local))  // expect: HV017
                            raw(.finish(.resume))  // expect: HV017
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "each in its place") {
                        base(except: exits.invd.declaration)
                        Declare(counter)
                        Setup {
                            number <- environment("guest.rip", as: UInt64.self) + 2
                            If(number != 2) {
                                vmcs.guest.rip <- number
                            }
                        }
                        On(exits.invd) {
                            counter += 1
                            number <- vmcs.guest.rip
                            guest.rax <- number
                            Advance()
                        }
                    }
                ]
            }
        ])
}
