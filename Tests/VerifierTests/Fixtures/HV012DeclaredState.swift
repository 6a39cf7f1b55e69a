// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

@testable import Verifier

private let total: State<UInt64> = State("total", "all of them")
private let byLeaf: StateArray<UInt64> = StateArray("byLeaf", "by leaf", count: 16)
private let shared: State<UInt32> = State("shared", "the whole VM's", scope: .vm)
private let forgotten: State<UInt64> = State("forgotten", "used, not declared")

private let zero: Expression = .constant(0, .u64)

private func variable(
    _ name: String, _ type: ValueType = .u64, count: Int? = nil, initial: UInt64 = 0, export: String? = nil,
    line: UInt = #line
) -> HypervisorPart {
    stateDeclaration(
        StateVariable(
            name: name, type: type, count: count, initial: initial, scope: .vcpu, exportName: export,
            summary: "made by hand", location: SourceLocation(#fileID, line)))
}

extension Fixtures {
    static let hv012: FixtureFile = FixtureFile(
        DeclaredState.self,
        wrong: [
            {
                [
                    Hypervisor("declarations", mode: .runningSystem, "declarations that cannot be") {
                        base()
                        variable("empty", count: 0)  // expect: HV012
                        variable("small", .u8, initial: 256)  // expect: HV012
                        variable("Upper")  // expect: HV012
                        variable("with_underscore")  // expect: HV012
                        variable("switch")  // expect: HV012
                        variable("twice")
                        variable("twice")  // expect: HV012
                        variable("one", export: "number")
                        variable("two", export: "number")  // expect: HV012
                    },
                    Hypervisor("uses", mode: .runningSystem, "state used as it is not") {
                        base(except: exits.invd.declaration)
                        Declare(total)
                        Declare(byLeaf)
                        On(exits.invd) {
                            forgotten += 1  // expect: HV012
                            raw(.addState(total.variable, index: zero, zero))  // expect: HV012
                            raw(.setState(byLeaf.variable, index: nil, zero))  // expect: HV012
                            Advance()
                        }
                    },
                ]
            },
            {
                let leaf = Variable<UInt32>("leaf")
                return [
                    Hypervisor("indexes", mode: .runningSystem, "indexes that are not proved") {
                        base(except: exits.invd.declaration)
                        Declare(byLeaf)
                        Declare(shared)
                        On(exits.invd) {
                            byLeaf[16] += 1  // expect: HV012
                            byLeaf[guest.eax] += 1  // expect: HV012
                            byLeaf[guest.eax & 31] += 1  // expect: HV012
                            byLeaf[guest.eax.clamped(to: 16)] += 1  // expect: HV012
                            byLeaf[guest.eax.u8] += 1  // expect: HV012
                            leaf <- guest.eax
                            If(leaf <= 16) {
                                byLeaf[leaf] += 1  // expect: HV012
                            }
                            If(leaf < 16) {
                                leaf <- leaf + 1
                                byLeaf[leaf] += 1  // expect: HV012
                            }
                            If(guest.eax < 16) {
                                guest.rax <- guest.rcx
                                byLeaf[guest.eax] += 1  // expect: HV012
                            }
                            If(leaf < 16 || guest.ecx == 0) {
                                byLeaf[leaf] += 1  // expect: HV012
                            }
                            If(leaf < 16) {
                                guest.rdx <- 0
                            }
                            byLeaf[leaf] += 1  // expect: HV012
                            // Another CPU can change it between the two.
                            If(shared < 16) {
                                byLeaf[shared] += 1  // expect: HV012
                            }
                            byLeaf[0] <- byLeaf[leaf]  // expect: HV012
                            Advance()
                        }
                    }
                ]
            },
        ],
        right: [
            {
                let leaf = Variable<UInt32>("leaf")
                let index = Variable<UInt32>("index")
                return [
                    Hypervisor("fixture", mode: .runningSystem, "indexes that are proved") {
                        base(except: exits.invd.declaration)
                        Declare(byLeaf)
                        Declare(total)
                        On(exits.invd) {
                            byLeaf[15] += 1
                            byLeaf[guest.eax & 15] += 1
                            byLeaf[guest.eax >> 28] += 1
                            byLeaf[guest.eax.clamped(to: 15)] += 1
                            byLeaf[guest.eax.u8 >> 4] += 1
                            byLeaf[(guest.rax & 0xf0) >> 4] += 1
                            leaf <- guest.eax
                            If(leaf < 16) {
                                byLeaf[leaf] += 1
                            }
                            If(guest.eax < 16) {
                                // The variable is still the register.
                                byLeaf[leaf] += 1
                            }
                            If(leaf < 16 && guest.ecx == 0) {
                                byLeaf[leaf] += 1
                            } else: {
                                total += 1
                            }
                            index <- choose(leaf < 15, leaf & 7, else: constant(15))
                            byLeaf[index] += 1
                            Switch(leaf) {
                                Case(in: 0x10...0x1f) { byLeaf[leaf - 16] += 1 }
                                Case(in: 0...3, 8...9) { byLeaf[leaf] += 1 }
                                Default { byLeaf[0] += 1 }
                            }
                            If(leaf > 15) {
                                leaf <- 15
                            }
                            byLeaf[leaf] += 1
                            index <- guest.ecx
                            If(!(index <= 15)) {
                                Advance()
                            }
                            total <- byLeaf[index]
                            Advance()
                        }
                    }
                ]
            }
        ])
}
