// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

extension Fixtures {
    static let hv013: FixtureFile = FixtureFile(
        Variables.self,
        wrong: [
            {
                let number = Variable<UInt64>("number")
                let faulted = Variable<Bool>("faulted")
                return [
                    Hypervisor("values", mode: .runningSystem, "variables without a value") {
                        base(except: exits.invd.declaration, exits.vmclear.declaration, exits.vmread.declaration)
                        Setup {
                            vmcs.guest.rip <- number  // expect: HV013
                        }
                        On(exits.invd) {
                            guest.rax <- number  // expect: HV013
                            If(guest.rcx == 0) {
                                number <- 1
                            }
                            guest.rax <- number  // expect: HV013
                            number <- number + 1  // expect: HV013
                            guest.rax <- number
                            Advance()
                        }
                        On(exits.vmclear) {
                            Switch(guest.rax) {
                                Case(1) { number <- 1 }
                                Case(2) { Inject(.invalidOpcode) }
                                Default {}
                            }
                            If(number == 1) {  // expect: HV013
                                Inject(.invalidOpcode)
                            }
                            Inject(.invalidOpcode)
                        }
                        On(exits.vmread) {
                            If(faulted) {  // expect: HV013
                                Inject(.invalidOpcode)
                            }
                            Inject(.invalidOpcode)
                        }
                    }
                ]
            },
            {
                let upper = Variable<UInt64>("Upper")
                let keyword = Variable<UInt64>("while")
                let accented = Variable<UInt64>("zähler")
                let short = Variable<UInt32>("value")
                let long = Variable<UInt64>("value")
                let camel = Variable<UInt64>("msrValue")
                let other = Variable<UInt64>("msrvalue")
                return [
                    Hypervisor("names", mode: .runningSystem, "variables with names that do not do") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            upper <- 1  // expect: HV013
                            keyword <- 1  // expect: HV013
                            accented <- 1  // expect: HV013
                            short <- 1
                            long <- 1  // expect: HV013
                            camel <- 1
                            other <- 1  // expect: HV013
                            Advance()
                        }
                    }
                ]
            },
        ],
        right: [
            {
                let number = Variable<UInt64>("number")
                let faulted = Variable<Bool>("faulted")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "variables with values") {
                        base(except: exits.invd.declaration, exits.vmread.declaration)
                        On(exits.invd) {
                            If(guest.rcx == 0) {
                                number <- 1
                            } else: {
                                If(guest.rcx == 1) {
                                    Inject(.invalidOpcode)
                                }
                                ReadMSR(constant(0x10), value: number, faulted: faulted)
                                If(faulted) { Inject(.invalidOpcode) }
                            }
                            guest.rax <- number
                            Advance()
                        }
                        // A name belongs to its handler.
                        On(exits.vmread) {
                            Switch(guest.rax.u8 & 1) {
                                Case(0) { number <- 1 }
                                Case(1) { number <- 2 }
                                Default {}
                            }
                            guest.rax <- number
                            Inject(.invalidOpcode)
                        }
                    }
                ]
            }
        ])
}
