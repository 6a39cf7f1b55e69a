// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

@testable import Reports

/// What changes the fingerprint of a body, and what does not.
@Suite struct FingerprintTests {
    private static func body(_ kinds: [Statement.Kind], line: Int = 1) -> [Statement] {
        kinds.map { Statement($0, at: SourceLocation(fileID: "Mine/File.swift", line: line)) }
    }

    private static func fingerprint(_ kinds: [Statement.Kind], line: Int = 1) -> String {
        Fingerprint.text(of: body(kinds, line: line))
    }

    private static let rip: VMCSField = architecture.fields.first { $0.field.symbol == "GUEST_RIP" }!.field
    private static let rflags: VMCSField = architecture.fields.first { $0.field.symbol == "GUEST_RFLAGS" }!.field

    private static func sample(_ name: String, _ value: UInt64 = 5) -> [Statement.Kind] {
        let local = Local(name, .u64)
        return [
            .readField(rip, into: local),
            .branch(
                .compare(.equal, .local(local), .constant(value, .u64)),
                then: body([.writeField(rip, .binary(.add, .local(local), .constant(1, .u64)))]), else: []),
            .finish(.resume),
        ]
    }

    @Test("names of variables and places in the text do not count")
    func same() {
        let one: String = Self.fingerprint(Self.sample("old"))
        #expect(one == Self.fingerprint(Self.sample("new"), line: 99))
        #expect(one.count == 16 && one.allSatisfy(\.isHexDigit))
        // FNV-1a of the empty text and of "a", from its authors' tables.
        #expect(Fingerprint.text(of: "") == "cbf29ce484222325" && Fingerprint.text(of: "a") == "af63dc4c8601ec8c")
    }

    @Test("every part of what is done counts")
    func different() {
        let (a, b) = (Local("a", .u64), Local("b", .u64))
        let bodies: [[Statement.Kind]] = [
            Self.sample("x"), Self.sample("x", 6), [.readField(Self.rip, into: a)], [.readField(Self.rflags, into: a)],
            [.writeField(Self.rip, .local(a))], [.readField(Self.rip, into: Local("a", .u32))],
            [.readField(Self.rip, into: a), .readField(Self.rflags, into: b), .setRegister(.rax, .local(a))],
            [.readField(Self.rip, into: a), .readField(Self.rflags, into: b), .setRegister(.rax, .local(b))],
            [.readField(Self.rip, into: a), .readField(Self.rflags, into: b), .setRegister(.rcx, .local(b))],
            [.finish(.resume)], [.finish(.fatal(StopReason("x")))], [.finish(.stop(StopReason("x")))],
            [.branch(.constant(1, .bool), then: Self.body([.finish(.resume)]), else: [])],
            [.branch(.constant(1, .bool), then: [], else: Self.body([.finish(.resume)]))],
            [.select(.local(a), cases: [Self.arm(1...1)], otherwise: [])],
            [.select(.local(a), cases: [Self.arm(1...2)], otherwise: [])],
            [.readMSR(.constant(0x3a, .u32), value: a, faulted: b)], [.discard([.rax])], [.discard([.rcx])],
            [.assign(a, .shiftLeft(.local(b), 1))], [.assign(a, .shiftRight(.local(b), 1))],
            [.assign(a, .convert(.local(b), .u32))], [.assign(a, .convert(.local(b), .u16))],
        ]
        let prints: [String] = bodies.map { Self.fingerprint($0) }
        #expect(Set(prints).count == bodies.count)
    }

    private static func arm(_ range: ClosedRange<UInt64>) -> SwitchCase {
        SwitchCase([range], [], at: SourceLocation(fileID: "Mine/File.swift", line: 1))
    }

    @Test("the text is for people too")
    func text() {
        let text: String = CanonicalText(of: Self.body(Self.sample("x"))).text
        #expect(
            text == """
                v1:u64=vmread GUEST_RIP
                if (v1==0x5)
                {
                GUEST_RIP=(v1+0x1)
                }
                {
                }
                finish resume

                """)
    }
}
