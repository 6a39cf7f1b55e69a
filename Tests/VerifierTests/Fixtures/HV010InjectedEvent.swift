// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private func event(_ kind: InjectedEvent.Kind, _ vector: UInt8, _ code: UInt64? = nil) -> InjectedEvent {
    InjectedEvent(kind: kind, vector: vector, errorCode: code.map { .constant($0, .u32) })
}

extension Fixtures {
    static let hv010: FixtureFile = FixtureFile(
        InjectedEvents.self,
        wrong: [
            {
                [
                    Hypervisor("vectors", mode: .runningSystem, "events that VM entry refuses") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            Switch(guest.rax) {
                                Case(0) { Inject(event(.nonMaskableInterrupt, 3)) }  // expect: HV010
                                Case(1) { Inject(event(.hardwareException, 32)) }  // expect: HV010
                                Case(2) { Inject(event(.hardwareException, 2)) }  // expect: HV010
                                Case(3) { Inject(event(.hardwareException, 3)) }  // expect: HV010
                                Case(4) { Inject(event(.softwareException, 1)) }  // expect: HV010
                                Case(5) { Inject(event(.privilegedSoftwareException, 3)) }  // expect: HV010
                                Case(6) { Inject(event(.other, 1)) }  // expect: HV010, HV010
                                Case(7) { Inject(event(.other, 0)) }  // expect: HV010
                                Case(8) { Inject(event(.externalInterrupt, 15)) }  // expect: HV010, HV010
                                Default { Inject(event(.externalInterrupt, 0x40)) }  // expect: HV010
                            }
                        }
                    },
                    Hypervisor("codes", mode: .runningSystem, "error codes that VM entry refuses") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            Switch(guest.rax) {
                                Case(0) { Inject(event(.hardwareException, 13)) }  // expect: HV010
                                Case(1) { Inject(event(.hardwareException, 6, 0)) }  // expect: HV010
                                Case(2) { Inject(event(.nonMaskableInterrupt, 2, 0)) }  // expect: HV010
                                Case(3) { Inject(event(.hardwareException, 13, 0x8000)) }  // expect: HV010
                                Case(4) { Inject(event(.hardwareException, 14, 0x10000)) }  // expect: HV010
                                Case(5) { Inject(.generalProtection(errorCode: guest.ecx)) }  // expect: HV010
                                Default { Inject(.pageFault(errorCode: guest.ecx & 0x1_ffff)) }  // expect: HV010
                            }
                        }
                    },
                    Hypervisor("lengths", mode: .runningSystem, "software events where no instruction was") {
                        base(except: exits.taskSwitch.declaration, exits.invd.declaration)
                        On(exits.taskSwitch) {
                            Switch(guest.rax) {
                                Case(0) { Inject(event(.softwareInterrupt, 0x80)) }  // expect: HV010
                                Case(1) { Inject(event(.softwareException, 3)) }  // expect: HV010
                                Default { Inject(event(.privilegedSoftwareException, 1)) }  // expect: HV010
                            }
                        }
                        On(exits.invd) {
                            // The test is the wrong way round.
                            If(vmcs.guest.rflags.hasNone(RFLAGS.if)) {
                                Inject(.externalInterrupt(0x40))  // expect: HV010
                            }
                            Advance()
                        }
                    },
                    Hypervisor("found", mode: .runningSystem, "events that are only known at run time") {
                        base(except: exits.taskSwitch.declaration, exits.invd.declaration)
                        On(exits.taskSwitch) {
                            Reflect()  // expect: HV010
                        }
                        On(exits.invd) {
                            InjectInterrupt(guest.rax.u8)  // expect: HV010
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "well-formed events") {
                        base(except: exits.invd.declaration)
                        InterceptException(13)
                        Setup { vmcs.control.exceptionBitmap <- 1 << 13 }
                        Require(controls.primary.monitorTrapFlag)
                        On(exits.monitorTrapFlag) { Resume() }
                        On(exits.exceptionOrNMI) {
                            If(vmcs.exit.interruptionInformation.hasNone(0x800)) {
                                Reflect()
                            }
                            // What the exit reports as an error code was one.
                            Inject(.generalProtection(errorCode: vmcs.exit.interruptionErrorCode))
                        }
                        On(exits.invd) {
                            If(vmcs.guest.rflags.hasAny(RFLAGS.if)) {
                                If(guest.rbx == 0) {
                                    InjectInterrupt(guest.rax.u8)
                                }
                                Inject(.externalInterrupt(0x40))
                            }
                            Switch(guest.rax) {
                                Case(0) { Inject(.nonMaskableInterrupt) }
                                Case(1) { Inject(.generalProtection(0x7fff)) }
                                Case(2) { Inject(.pageFault(errorCode: guest.ecx & 0x801f)) }
                                Case(3) { Inject(event(.softwareException, 3)) }
                                Case(4) { Inject(event(.softwareInterrupt, 0x80)) }
                                Case(5) { Inject(event(.other, 0)) }
                                Case(6) { Inject(event(.hardwareException, 21, 1)) }
                                Default { Inject(.invalidOpcode) }
                            }
                        }
                    }
                ]
            }
        ])
}
