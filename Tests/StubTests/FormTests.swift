// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Hypervisors
import Testing
import VMXModel
import Verifier

/// What a handler becomes when its author does not say.
@Suite struct FormTests {
    private let place = Place(fileID: "StubTests/FormTests.swift", line: 1)

    private func form(_ body: [Statement.Kind], wanted: Handler.Form? = nil) throws -> Handler.Form {
        let statements: [Statement] = body.map { Statement($0, at: place) }
        // Of CPUID a rule wants that all four registers are set.
        let reason: ExitReason = exits.invd.declaration
        let model: ResolvedModel = try Models.observer { handler in
            handler.reason == reason
                ? Handler(reason: reason, form: wanted, body: statements, location: place) : handler
        }
        return model.hypervisors[0].handlers.first { $0.reason == reason }!.form
    }

    private var native: Native {
        Native(
            name: "writeBackCaches", summary: "", parameters: [], results: [], effects: Native.Effects(),
            location: place)
    }

    private var call: Statement.Kind { .call(native, arguments: [], results: []) }
    private var change: Statement.Kind { .setRegister(.rax, .constant(1, .u64)) }
    private func unless(_ kinds: [Statement.Kind]) -> Statement.Kind {
        .branch(
            .compare(.equal, .register(.rcx), .constant(7, .u64)), then: kinds.map { Statement($0, at: place) },
            else: [])
    }

    @Test func whatAStubCanDo() throws {
        #expect(try form([change, .end(.advance)]) == .stub)
    }

    @Test func whatOnlyCCanDo() throws {
        #expect(try form([call, .end(.advance)]) == .c)
        #expect(try form([change, call, .end(.advance)]) == .c)
    }

    @Test func aRareWayIntoC() throws {
        #expect(try form([unless([call, .end(.advance)]), change, .end(.advance)]) == .stub)
        // Here it is what remains that is C.
        #expect(try form([unless([change, .end(.advance)]), call, .end(.advance)]) == .c)
    }

    @Test func tooLong() throws {
        let many: [Statement.Kind] = (0..<200).map { .setRegister(.rax, .constant(UInt64($0), .u64)) }
        #expect(try form(many + [.end(.advance)]) == .c)
        #expect(try form(many + [.end(.advance)], wanted: .stub) == .stub)
    }

    @Test func whatTheAuthorWants() throws {
        #expect(try form([change, .end(.advance)], wanted: .c) == .c)
        #expect(try form([call, .end(.advance)], wanted: .stub) == .stub)
    }

    @Test func aGuestOfAProcessHasNone() throws {
        #expect(try Models.resolved("halt_loop").handlers.allSatisfy { $0.form == .c })
    }
}
