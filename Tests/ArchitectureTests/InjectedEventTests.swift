// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Testing
import VMXModel

/// SDM volume 3, "VM-Entry Control Fields" among the checks on VM entry: what each vector must have.
@Suite("Injected events are well-formed")
struct InjectedEventTests {
    static let code = Variable<UInt32>("code")
    static let exceptions: [InjectedEvent] = [
        .divideError, .debug, .invalidOpcode, .deviceNotAvailable, .doubleFault, .floatingPoint, .alignmentCheck,
        .machineCheck, .simdFloatingPoint, .virtualization, .invalidTSS(errorCode: code),
        .segmentNotPresent(errorCode: code), .stackFault(errorCode: code), .stackFault(0),
        .generalProtection(errorCode: code), .generalProtection(0), .pageFault(errorCode: code),
        .controlProtection(errorCode: code),
    ]

    @Test("an error code exactly where the vector has one", arguments: exceptions)
    func errorCodes(event: InjectedEvent) {
        #expect(event.kind == .hardwareException)
        #expect((event.errorCode != nil) == [8, 10, 11, 12, 13, 14, 17, 21].contains(event.vector))
        #expect(event.errorCode == nil || event.errorCode?.type == .u32)
    }

    @Test("information words as VM entry takes them")
    func words() {
        #expect(InjectedEvent.invalidOpcode.information == 0x8000_0306)
        #expect(InjectedEvent.generalProtection(0).information == 0x8000_0b0d)
        #expect(InjectedEvent.doubleFault.information == 0x8000_0b08)
        #expect(InjectedEvent.nonMaskableInterrupt.information == 0x8000_0202)
        #expect(InjectedEvent.externalInterrupt(0x30).information == 0x8000_0030)
    }
}
