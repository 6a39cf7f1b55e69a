// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let code = Variable<UInt32>("code")
private let isValid: UInt32 = 1 << 31
private let hasErrorCode: UInt32 = 1 << 11

/// Exits of exceptions, and the bitmap that makes them.
private func pageFaults() -> [HypervisorPart] {
    [InterceptException(14), Setup { vmcs.control.exceptionBitmap <- 1 << 14 }]
}

extension Fixtures {
    static let hv045: FixtureFile = FixtureFile(
        OriginalEvents.self,
        wrong: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "the error code of another event") {
                        base(except: exits.exceptionOrNMI.declaration, exits.taskSwitch.declaration)
                        pageFaults()
                        On(exits.exceptionOrNMI) {
                            Inject(.pageFault(errorCode: vmcs.exit.idtVectoringErrorCode))  // expect: HV045
                        }
                        On(exits.taskSwitch) {
                            If(vmcs.exit.idtVectoringInformation.hasAny(isValid)) {
                                code <- vmcs.exit.idtVectoringErrorCode  // expect: HV045
                            } else: {
                                code <- 0
                            }
                            Inject(.pageFault(errorCode: code & 0x7fff))
                        }
                    },
                    Hypervisor("variable", mode: .runningSystem, "the same by way of a variable") {
                        base(except: exits.exceptionOrNMI.declaration)
                        pageFaults()
                        On(exits.exceptionOrNMI) {
                            If(
                                vmcs.exit.idtVectoringInformation.hasAny(isValid)
                                    && vmcs.exit.idtVectoringInformation.hasAny(hasErrorCode)
                            ) {
                                code <- vmcs.exit.idtVectoringErrorCode
                                Inject(.pageFault(errorCode: code))  // expect: HV045
                            }
                            Reflect()
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "the exit's own error code") {
                        base(except: exits.exceptionOrNMI.declaration)
                        pageFaults()
                        On(exits.exceptionOrNMI) {
                            code <- 0
                            If(
                                vmcs.exit.idtVectoringInformation.hasAny(isValid)
                                    && vmcs.exit.idtVectoringInformation.hasAny(hasErrorCode)
                            ) {
                                code <- vmcs.exit.idtVectoringErrorCode
                            }
                            If(code == 0) { Reflect() }
                            Inject(.pageFault(errorCode: vmcs.exit.interruptionErrorCode))
                        }
                    }
                ]
            }
        ])
}
