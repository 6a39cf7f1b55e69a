// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let reporting: Native = Native(
    name: "reporting", summary: "writes what it must not", parameters: [], results: [],
    effects: Native.Effects(writesFields: [vmcs.exit.instructionError.declaration, vmcs.guest.rip.declaration]),
    location: SourceLocation(#fileID, #line))  // expect: HV005

extension Fixtures {
    static let hv005: FixtureFile = FixtureFile(
        ReadOnlyFields.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "writes exit information") {
                        base(except: exits.invd.declaration)
                        Setup {
                            vmcs.exit.reason <- 0  // expect: HV005
                        }
                        On(exits.invd) {
                            If(guest.rax == 0) {
                                vmcs.exit.idtVectoringInformation <- 0  // expect: HV005
                            }
                            Call(reporting)
                            Advance()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "writes what can be written") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            vmcs.guest.rip <- vmcs.guest.rip
                            vmcs.guest.interruptibilityInfo <- vmcs.exit.instructionLength & 0
                            Advance()
                        }
                    }
                ]
            }
        ])
}
