// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let injector: Native = Native(
    name: "injector", summary: "injects an event", parameters: [], results: [],
    effects: Native.Effects(
        writesFields: [vmcs.control.entryInterruptionInformation.declaration]),
    location: SourceLocation(#fileID, #line))  // expect: HV046

extension Fixtures {
    static let hv046: FixtureFile = FixtureFile(
        EventDelivery.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "injects by hand") {
                        base(except: exits.invd.declaration, exits.vmclear.declaration)
                        On(exits.invd) {
                            vmcs.control.entryInterruptionInformation <- 0x8000_0b0d  // expect: HV046
                            vmcs.control.entryExceptionErrorCode <- 0  // expect: HV046
                            Resume()
                        }
                        On(exits.vmclear) {
                            Call(injector)
                            Resume()
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "says what is to happen") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) { Inject(.generalProtection(0)) }
                    }
                ]
            }
        ])
}
