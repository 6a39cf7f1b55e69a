// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

// The events that handlers deliver, each with the type and the error code that VM entry demands for its vector.
// SDM volume 3, "VM-Entry Control Fields" among the checks on VM entry.

extension InjectedEvent {
    /// #DE.
    public static let divideError: InjectedEvent = hardwareException(Vector.divideError)
    /// #DB. It writes neither DR6 nor the pending debug exceptions.
    public static let debug: InjectedEvent = hardwareException(Vector.debug)
    /// #UD.
    public static let invalidOpcode: InjectedEvent = hardwareException(Vector.invalidOpcode)
    /// #NM.
    public static let deviceNotAvailable: InjectedEvent = hardwareException(Vector.deviceNotAvailable)
    /// #DF, whose error code is always 0.
    public static let doubleFault: InjectedEvent = hardwareException(Vector.doubleFault, errorCode: 0)
    /// #MF.
    public static let floatingPoint: InjectedEvent = hardwareException(Vector.floatingPoint)
    /// #AC, whose error code is always 0 but for a split lock's.
    public static let alignmentCheck: InjectedEvent = hardwareException(Vector.alignmentCheck, errorCode: 0)
    /// #MC.
    public static let machineCheck: InjectedEvent = hardwareException(Vector.machineCheck)
    /// #XM.
    public static let simdFloatingPoint: InjectedEvent = hardwareException(Vector.simdFloatingPoint)
    /// #VE.
    public static let virtualization: InjectedEvent = hardwareException(Vector.virtualization)

    public static let nonMaskableInterrupt: InjectedEvent = InjectedEvent(
        kind: .nonMaskableInterrupt, vector: Vector.nonMaskableInterrupt, errorCode: nil)

    /// An interrupt of the interrupt controller; the guest must be able to take it.
    public static func externalInterrupt(_ vector: UInt8) -> InjectedEvent {
        InjectedEvent(kind: .externalInterrupt, vector: vector, errorCode: nil)
    }

    /// #TS.
    public static func invalidTSS(errorCode: some Readable<UInt32>) -> InjectedEvent {
        hardwareException(Vector.invalidTSS, errorCode)
    }
    /// #NP.
    public static func segmentNotPresent(errorCode: some Readable<UInt32>) -> InjectedEvent {
        hardwareException(Vector.segmentNotPresent, errorCode)
    }
    /// #SS.
    public static func stackFault(errorCode: some Readable<UInt32>) -> InjectedEvent {
        hardwareException(Vector.stackFault, errorCode)
    }
    /// #SS with a constant for an error code: 0 where no selector is at fault.
    public static func stackFault(_ errorCode: UInt32) -> InjectedEvent {
        hardwareException(Vector.stackFault, errorCode: errorCode)
    }
    /// #GP.
    public static func generalProtection(errorCode: some Readable<UInt32>) -> InjectedEvent {
        hardwareException(Vector.generalProtection, errorCode)
    }
    /// #GP with a constant for an error code: 0 where no selector is at fault.
    public static func generalProtection(_ errorCode: UInt32) -> InjectedEvent {
        hardwareException(Vector.generalProtection, errorCode: errorCode)
    }
    /// #PF. The handler sets CR2 itself, as VM entry does not.
    public static func pageFault(errorCode: some Readable<UInt32>) -> InjectedEvent {
        hardwareException(Vector.pageFault, errorCode)
    }
    /// #CP.
    public static func controlProtection(errorCode: some Readable<UInt32>) -> InjectedEvent {
        hardwareException(Vector.controlProtection, errorCode)
    }

    private static func hardwareException(_ vector: UInt8) -> InjectedEvent {
        InjectedEvent(kind: .hardwareException, vector: vector, errorCode: nil)
    }
    private static func hardwareException(_ vector: UInt8, errorCode: UInt32) -> InjectedEvent {
        InjectedEvent(kind: .hardwareException, vector: vector, errorCode: .constant(UInt64(errorCode), .u32))
    }
    private static func hardwareException(_ vector: UInt8, _ errorCode: some Readable<UInt32>) -> InjectedEvent {
        InjectedEvent(kind: .hardwareException, vector: vector, errorCode: errorCode.expression)
    }
}
