// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing

/// Which order of effects a stub may have instead of its handler's.
@Suite struct StubOrderTests {
    private func read(_ field: UInt64, _ value: UInt64 = 7) -> [UInt64] {
        [EffectKind.readField.rawValue, field, value, 0]
    }
    private func write(_ field: UInt64, _ value: UInt64 = 8) -> [UInt64] {
        [EffectKind.writeField.rawValue, field, value, 0]
    }
    private func readMSR(faults: Bool = false) -> [UInt64] { [EffectKind.readMSR.rawValue, 1, 2, faults ? 1 : 0] }

    @Test func readsMayComeBeforeAnMSR() {
        let handler: [[UInt64]] = [readMSR(), read(1), read(2), write(1), read(3)]
        #expect(StubOrder.allows(handler, insteadOf: handler))
        #expect(StubOrder.allows([read(1), read(2), readMSR(), write(1), read(3)], insteadOf: handler))
        #expect(StubOrder.allows([read(1), readMSR(), read(3), read(2), write(1)], insteadOf: handler))
    }

    @Test func nothingElseMayMove() {
        let handler: [[UInt64]] = [readMSR(), read(1), write(1), write(2)]
        #expect(!StubOrder.allows([read(1), write(1), readMSR(), write(2)], insteadOf: handler))
        #expect(!StubOrder.allows([readMSR(), read(1), write(2), write(1)], insteadOf: handler))
        // A field that is read behind the VMWRITE to it has another value.
        #expect(!StubOrder.allows([readMSR(), write(1), read(1, 8), write(2)], insteadOf: handler))
        #expect(!StubOrder.allows([readMSR(), write(1), write(2)], insteadOf: handler))
    }

    @Test func onlyReadsMoveWithoutAnMSR() {
        #expect(StubOrder.allows([read(2), read(1)], insteadOf: [read(1), read(2)]))
        #expect(!StubOrder.allows([write(2), write(1)], insteadOf: [write(1), write(2)]))
        #expect(!StubOrder.allows([read(1), read(2)], insteadOf: [read(1)]))
        #expect(!StubOrder.allows([read(1)], insteadOf: [read(1), read(1)]))
    }

    @Test func moreIsReadOnlyWhereAnAccessFaults() {
        let more: [[UInt64]] = [read(1), readMSR(), write(1)]
        #expect(!StubOrder.allows(more, insteadOf: [readMSR(), write(1)]))
        let fault: [[UInt64]] = [read(1), readMSR(faults: true), write(1)]
        #expect(StubOrder.allows(fault, insteadOf: [readMSR(faults: true), write(1)]))
        #expect(!StubOrder.allows([readMSR(faults: true), write(1)], insteadOf: fault))
    }
}
