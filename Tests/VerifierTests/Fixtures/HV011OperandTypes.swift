// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let narrow = Local("narrow", .u32)
private let wide = Local("wide", .u64)
private let truth = Local("truth", .bool)
private let counters: StateArray<UInt32> = StateArray("counters", "counts something", count: 4)
private let squaring: Native = Native(
    name: "squaring", summary: "squares a number", parameters: [Local("number", .u64)],
    results: [Local("square", .u64)], effects: Native.Effects(), location: SourceLocation(#fileID, #line))
private let tick = EventKind(symbol: "TICK", number: 60, arguments: ["time"], summary: "a tick")

private let rax: Expression = .register(.rax)
private let one: Expression = .constant(1, .u32)

extension Fixtures {
    static let hv011: FixtureFile = FixtureFile(
        OperandTypes.self,
        wrong: [
            {
                [
                    Hypervisor("operators", mode: .runningSystem, "operands of two widths") {
                        base(except: exits.invd.declaration)
                        On(exits.invd) {
                            raw(.assign(wide, .binary(.add, rax, one)))  // expect: HV011
                            raw(.assign(narrow, rax))  // expect: HV011
                            raw(.assign(narrow, .constant(0x1_0000_0000, .u32)))  // expect: HV011
                            raw(.assign(wide, .shiftLeft(rax, 64)))  // expect: HV011
                            raw(.assign(wide, .shiftRight(rax, -1)))  // expect: HV011
                            raw(.assign(truth, .compare(.less, rax, one)))  // expect: HV011
                            raw(.assign(truth, .binary(.add, .local(truth), .local(truth))))  // expect: HV011
                            raw(.assign(wide, .select(rax, then: rax, else: rax)))  // expect: HV011
                            raw(.branch(rax, then: [], else: []))  // expect: HV011
                            raw(.select(one, cases: [wideCase], otherwise: []))  // expect: HV011
                            Inject(.invalidOpcode)
                        }
                    },
                    Hypervisor("places", mode: .runningSystem, "places of another width") {
                        base(except: exits.invd.declaration, exits.vmclear.declaration)
                        Declare(counters)
                        On(exits.invd) {
                            raw(.writeField(vmcs.guest.ssAccessRights.declaration, rax))  // expect: HV011
                            raw(.setRegister(.rax, one))  // expect: HV011
                            raw(.setIndexedRegister(one, one))  // expect: HV011
                            raw(.setState(counters.variable, index: one, rax))  // expect: HV011
                            raw(.setState(counters.variable, index: .constant(0, .bool), one))  // expect: HV011
                            raw(.readMSR(rax, value: narrow, faulted: truth))  // expect: HV011, HV011, HV044
                            raw(.writeMSR(one, one, faulted: wide))  // expect: HV011, HV011, HV044
                            Call(squaring, [one], results: [])  // expect: HV011, HV011
                            raw(.emit(tick, [one]))  // expect: HV011
                            Inject(wideErrorCode)  // expect: HV011
                        }
                        On(exits.vmclear) {
                            Perform(architecture.dispositions.reinject, one)  // expect: HV011
                            Perform(architecture.dispositions.inject)  // expect: HV011
                            Inject(.invalidOpcode)
                        }
                    },
                ]
            }
        ],
        right: [
            {
                [
                    Hypervisor("fixture", mode: .runningSystem, "widths agree") {
                        base(except: exits.invd.declaration)
                        Declare(counters)
                        On(exits.invd) {
                            raw(.assign(wide, .binary(.add, .constant(1, .u64), rax)))
                            raw(.setState(counters.variable, index: .constant(3, .u8), .convert(.local(wide), .u32)))
                            Call(squaring, [.local(wide)], results: [wide])
                            raw(.emit(tick, [.local(wide)]))
                            Inject(.invalidOpcode)
                        }
                    }
                ]
            }
        ])
}

/// More than 32 bits hold.
private let wideCase = SwitchCase([0x1_0000_0000...0x1_0000_0000], [], at: SourceLocation(#fileID, #line))
/// An error code has 32 bits.
private let wideErrorCode = InjectedEvent(kind: .hardwareException, vector: 13, errorCode: .constant(0, .u64))
