// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let number = Variable<UInt64>("number")
private let code = Variable<UInt32>("code")

extension Fixtures {
    static let hv018: FixtureFile = FixtureFile(
        ExitInformation.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "reads what no exit has written") {
                        base(except: exits.invd.declaration, exits.tripleFault.declaration)
                        Require(controls.secondary.enableEPT)
                        On(exits.eptViolation) { Resume() }
                        On(exits.eptMisconfiguration) {
                            // Undefined here, and what tells an EPT violation from a misconfiguration.
                            number <- vmcs.exit.qualification  // expect: HV018
                            number <- vmcs.exit.guestLinearAddress  // expect: HV018
                            number <- vmcs.exit.guestPhysicalAddress
                            Fatal("EPT")
                        }
                        On(exits.invd) {
                            number <- vmcs.exit.qualification  // expect: HV018
                            code <- vmcs.exit.instructionInformation  // expect: HV018
                            number <- vmcs.exit.guestPhysicalAddress  // expect: HV018
                            // The error code of an exception that was delivered is in another field.
                            code <- vmcs.exit.interruptionErrorCode  // expect: HV018
                            code <- vmcs.exit.interruptionInformation  // expect: HV018
                            code <- vmcs.exit.instructionError  // expect: HV018
                            code <- vmcs.exit.instructionLength
                            Advance()
                        }
                        On(exits.tripleFault) {
                            code <- vmcs.exit.instructionLength  // expect: HV018
                            Fatal("triple fault")
                        }
                    }
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "reads what the exit has written") {
                        base(except: exits.vmread.declaration, exits.controlRegisterAccess.declaration)
                        InterceptException(14)
                        Setup { vmcs.control.exceptionBitmap <- 1 << 14 }
                        On(exits.exceptionOrNMI) {
                            code <- vmcs.exit.interruptionInformation
                            number <- vmcs.exit.qualification
                            Inject(.pageFault(errorCode: vmcs.exit.interruptionErrorCode))
                        }
                        On(exits.controlRegisterAccess) { exit in
                            If(exit.qualification.controlRegister == 4) { Inject(.generalProtection(0)) }
                            Advance()
                        }
                        On(exits.vmread) {
                            number <- vmcs.exit.qualification
                            code <- vmcs.exit.instructionInformation
                            code <- vmcs.exit.idtVectoringInformation
                            Inject(.invalidOpcode)
                        }
                    }
                ]
            }
        ])
}
