// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import HypervisorLibrary
import VMXModel

extension RuleExample {
    static let hv045: RuleExample = RuleExample(45, wrong: HV045.wrong, right: HV045.right)
}

private enum HV045 {
    // MARK: wrong

    static let wrong: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "wrong") {
        quietRunningSystem()
        InterceptException(13)
        Setup { vmcs.control.exceptionBitmap <- 1 << 13 }
        On(exits.exceptionOrNMI) {
            Inject(.generalProtection(errorCode: vmcs.exit.idtVectoringErrorCode))  // error: HV045
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }

    // MARK: right

    static let right: HypervisorDescription = Hypervisor("example", mode: .runningSystem, "right") {
        quietRunningSystem()
        InterceptException(13)
        Setup { vmcs.control.exceptionBitmap <- 1 << 13 }
        On(exits.exceptionOrNMI) {
            Inject(.generalProtection(errorCode: vmcs.exit.interruptionErrorCode))
        }
        On(exits.cpuid) { answerCPUID(announcing: announcement) }
    }
}
