// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv003: FixtureFile = FixtureFile(
        OneDispositionPerPath.self,
        wrong: [
            {
                let count = Variable<UInt64>("count")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "paths without an end, and behind one") {
                        base(
                            except: exits.invd.declaration, exits.vmclear.declaration, exits.vmptrld.declaration,
                            exits.vmptrst.declaration, exits.vmread.declaration, exits.vmwrite.declaration)
                        On(exits.invd) {}  // expect: HV003
                        On(exits.vmclear) {
                            count <- guest.rax
                            If(count == 0) {  // expect: HV003
                                Inject(.invalidOpcode)
                            }
                        }
                        On(exits.vmptrld) {
                            If(guest.rax == 0) {
                                Inject(.invalidOpcode)
                            } else: {
                                count <- 1  // expect: HV003
                            }
                        }
                        On(exits.vmptrst) {
                            Switch(guest.rax) {
                                Case(1) { Inject(.invalidOpcode) }
                                Case(2) {}  // expect: HV003
                                Default { Inject(.invalidOpcode) }
                            }
                        }
                        On(exits.vmread) {
                            Inject(.invalidOpcode)
                            count <- 1  // expect: HV003
                            Advance()
                        }
                        On(exits.vmwrite) {
                            If(guest.rax == 0) {
                                Inject(.invalidOpcode)
                                Inject(.invalidOpcode)  // expect: HV003
                            } else: {
                                Inject(.invalidOpcode)
                            }
                            Advance()  // expect: HV003
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "every path ends once") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            Switch(guest.rax) {
                                Case(1) { Inject(.invalidOpcode) }
                                Default {
                                    If(guest.rcx == 0) {
                                        Inject(.generalProtection(0))
                                    }
                                }
                            }
                            Advance()
                        }
                    }
                ]
            }
        ])
}
