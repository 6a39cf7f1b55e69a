// SPDX-License-Identifier: GPL-2.0-only

import Interpreter
import Testing
import VMXModel

@Suite("Effects")
struct EffectTests {
    private func locals(_ names: String..., type: ValueType) -> [Local] { names.map { Local($0, type) } }

    @Test("fields are read and written in the order of the text, at their width")
    func fields() throws {
        let old = Local("old", .u16)
        let bench = try Bench([
            statement(.readField(selector, into: old)),
            statement(.writeField(selector, .binary(.add, .local(old), .constant(1, .u16)))),
            statement(.readField(selector, into: old)),
            statement(.setRegister(.rbx, .convert(.local(old), .u64))),
            resume,
        ])
        bench.machine[selector] = .known(0xffff)
        #expect(bench.run() == .finished(.resume))
        #expect(
            bench.machine.effects == [
                .readField(selector, .known(0xffff)), .writeField(selector, .known(0)), .readField(selector, .known(0)),
            ])
        #expect(bench.machine[.rbx] == .known(0))
    }

    @Test("register number 4 is RSP in the VMCS, the others are in the vcpu")
    func indexed() throws {
        let value = Local("value", .u64)
        for number: UInt64 in 0..<16 {
            let index: Expression = .constant(number, .u8)
            let bench = try Bench([
                statement(.readIndexedRegister(index, into: value)),
                statement(.setIndexedRegister(index, .binary(.add, .local(value), .constant(1, .u64)))),
                resume,
            ])
            bench.machine[rsp] = .known(400)
            for register: Register in Register.allCases {
                bench.machine[register] = .known(UInt64(register.number) * 100)
            }
            #expect(bench.run() == .finished(.resume))
            #expect(
                bench.machine.effects
                    == (number == 4 ? [.readField(rsp, .known(400)), .writeField(rsp, .known(401))] : []))
            for register: Register in Register.allCases {
                let base = UInt64(register.number) * 100
                #expect(bench.machine[register] == .known(UInt64(register.number) == number ? base + 1 : base))
            }
        }
    }

    @Test("CPUID, MSRs, natives and events answer as set, or as the oracle does")
    func answers() throws {
        let results: [Local] = locals("eax", "ebx", "ecx", "edx", type: .u32)
        let value = Local("value", .u64)
        let faulted = Local("faulted", .bool)
        let native = Native(
            name: "fillEPT", summary: "", parameters: [Local("at", .u64)], results: [Local("filled", .bool)],
            effects: Native.Effects(), location: here)
        let event = EventKind(symbol: "NOTE", number: 3, arguments: [], summary: "")
        let bench = try Bench([
            statement(
                .cpuid(
                    leaf: .convert(.register(.rax), .u32), subleaf: .constant(2, .u32), eax: results[0],
                    ebx: results[1], ecx: results[2], edx: results[3])),
            statement(.readMSR(.constant(0x3a, .u32), value: value, faulted: faulted)),
            statement(.writeMSR(.constant(0x10, .u32), .local(value), faulted: faulted)),
            statement(.call(native, arguments: [.register(.rcx)], results: [faulted])),
            statement(.emit(event, [.local(value)])),
            resume,
        ])
        let machine: Machine = bench.machine
        machine[.rax] = .known(0xffff_ffff_0000_0007)
        machine[.rcx] = .known(5)
        machine.setAnswer(kind: OracleTag.cpuid, key: 7 << 32 | 2, index: 1, to: 0xbbbb)
        machine.setAnswer(kind: OracleTag.msrFault, key: 0x3a, to: 0)
        machine.setAnswer(kind: OracleTag.msr, key: 0x3a, to: 0x5)
        machine.setAnswer(kind: OracleTag.wrmsrFault, key: 0x10, to: 1)
        machine.setAnswer(kind: OracleTag.native, key: native.identifier, to: 3)
        #expect(bench.run() == .finished(.resume))
        let oracle = Oracle(seed: 1)
        func word(_ index: UInt64) -> Value {
            .known(oracle.answer(OracleTag.cpuid, 7 << 32 | 2, index) & 0xffff_ffff)
        }
        let expected: [Effect] = [
            .cpuid(leaf: .known(7), subleaf: .known(2), eax: word(0), ebx: .known(0xbbbb), ecx: word(2), edx: word(3)),
            .readMSR(address: .known(0x3a), value: .known(5), faulted: .known(0)),
            .writeMSR(address: .known(0x10), value: .known(5), faulted: .known(1)),
            .call(native, arguments: [.known(5)], results: [.known(1)]),
            .emit(event, [.known(5), .known(0), .known(0), .known(0)]),
        ]
        #expect(machine.effects == expected)
    }

    /// The numbers are those that `Tests/Host/sim` gives for the same questions.
    @Test("the oracle and the names of natives are those of the C side")
    func oracle() {
        #expect(Oracle.splitmix64(0) == 0xe220_a839_7b1d_cdaf)
        let native = Native(
            name: "fillEPT", summary: "", parameters: [], results: [], effects: Native.Effects(), location: here)
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte: UInt8 in "hv_fill_ept".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        #expect(native.identifier == hash)
    }

    @Test("declared state begins as declared, wraps at its width, and has bounds")
    func state() throws {
        let counts: StateVariable = variable("counts", .u8, count: 3, initial: 255)
        let index: Expression = .register(.rax)
        let bench = try Bench(
            [
                statement(.addState(counts, index: index, .constant(2, .u8)), line: 4),
                statement(.setRegister(.rbx, .convert(.state(counts, index: index), .u64)), line: 5),
                resume,
            ], states: [counts])
        bench.machine[.rax] = .known(2)
        #expect(bench.run() == .finished(.resume))
        #expect(bench.machine[.rbx] == .known(1))
        #expect(bench.machine[counts, 2] == .known(1))
        #expect(bench.machine[counts, 1] == .known(255))
        bench.machine[.rax] = .known(3)
        let place = Place(fileID: "Handler.swift", line: 4)
        #expect(bench.run() == .malformed(what: "index 3 of counts, which has 3 elements", place))
        bench.machine[.rax] = .unknown(.u64)
        #expect(bench.run() == .undetermined(what: "an index", place))
    }

    @Test("controls are the bits of the words that negotiation chose")
    func controls() throws {
        let word = ControlWordID(2, "secondary")
        let control = ControlBit(
            id: ControlID(word, 5), name: "Enable VPID", symbol: "X", requires: [], linux: .none, location: here)
        let bench = try Bench([statement(.setRegister(.rax, .convert(.enabled(control), .u64))), resume])
        #expect(bench.run() == .finished(.resume))
        #expect(bench.machine[.rax] == .known(0))
        bench.machine[controls: word] = 1 << 5
        #expect(bench.run() == .finished(.resume))
        #expect(bench.machine[.rax] == .known(1))
    }
}
