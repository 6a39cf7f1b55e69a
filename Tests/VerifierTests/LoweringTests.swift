// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Testing
import VMXModel

@testable import Verifier

/// What lowering moves, and what it must leave where it is.
@Suite struct LoweringTests {
    private let x = Variable<UInt64>("x")
    private let value = Variable<UInt64>("value")
    private let faulted = Variable<Bool>("faulted")
    private let counter: State<UInt64> = State("counter", "counts")

    /// The kinds of the lowered statements, `advance` by its name.
    private func lowered(@HandlerBuilder _ body: () -> [Statement]) -> [String] {
        let handler = Handler(
            reason: exits.vmcall.declaration, form: .c, body: body(), location: SourceLocation(#fileID, #line))
        return Lowering(architecture: architecture).body(of: handler).map(Self.name)
    }

    private static func name(_ statement: Statement) -> String {
        switch statement.kind {
        case .perform(let routine, _): routine.name
        default: String("\(statement.kind)".prefix { $0 != "(" })
        }
    }

    // MARK: Advancing early

    @Test func advancesBeforeRegistersAreSet() {
        let names: [String] = lowered {
            counter += 1
            x <- guest.rbx
            Switch(guest.rax) {
                Case(1) { guest.rcx <- 0 }
                Default { guest.rcx <- x }
            }
            guest.rax <- 0
            Advance()
        }
        #expect(names == ["addState", "assign", "advance", "select", "setRegister", "finish"])
    }

    /// In each, something must come before `advance` and stay there.
    @Test func staysBehindWhatItMustNotPass() {
        let fieldRead: [String] = lowered {
            guest.rax <- vmcs.guest.rip
            guest.rcx <- 0
            Advance()
        }
        #expect(fieldRead == ["readField", "setRegister", "advance", "setRegister", "finish"])
        let fieldWritten: [String] = lowered {
            guest.rax <- 0
            vmcs.guest.rip <- 0
            Advance()
        }
        #expect(fieldWritten == ["setRegister", "writeField", "advance", "finish"])
        let fault: [String] = lowered {
            ReadMSR(guest.ecx, value: value, faulted: faulted)
            If(faulted) { Inject(.generalProtection(0)) }
            guest.rax <- value
            Advance()
        }
        #expect(fault == ["readMSR", "branch", "advance", "setRegister", "finish"])
        let otherEnd: [String] = lowered {
            guest.rax <- 0
            If(guest.rcx == 0) { Resume() }
            Advance()
        }
        #expect(otherEnd == ["setRegister", "branch", "advance", "finish"])
        let number: [String] = lowered {
            guest.register(numbered: x) <- 0
            Advance()
        }
        #expect(number == ["setIndexedRegister", "advance", "finish"])
    }

    // MARK: One question for two

    private func merged(@HandlerBuilder _ body: () -> [Statement]) -> [String] {
        GuardMerging().merge(body()).map(Self.name)
    }

    @Test func twoGuardsAreOneQuestion() {
        let statements: [Statement] = GuardMerging().merge(pair { vmcs.guest.rsp <- 0 })
        #expect(statements.count == 1)
        guard case .branch(.binary(.or, _, _), let inside, []) = statements[0].kind else {
            Issue.record("\(statements[0].kind)")
            return
        }
        #expect(inside == pair { vmcs.guest.rsp <- 0 })
    }

    @HandlerBuilder
    private func pair(@HandlerBuilder _ first: () -> [Statement]) -> [Statement] {
        If(vmcs.guest.rflags.hasAny(0x100)) { first() }
        If(vmcs.guest.interruptibilityInfo.hasAny(3)) { vmcs.guest.interruptibilityInfo <- 0 }
    }

    @Test func aGuardThatDecidesTheNextStaysApart() {
        #expect(merged { pair { vmcs.guest.interruptibilityInfo <- 3 } } == ["branch", "branch"])
        #expect(merged { pair { Advance() } } == ["branch", "branch"])
        #expect(merged { pair { Perform(dispositionRoutines.advance) } } == ["branch", "branch"])
        let withElse: [String] = merged {
            If(vmcs.guest.rflags.hasAny(0x100)) { vmcs.guest.rsp <- 0 } else: { vmcs.guest.rsp <- 1 }
            If(vmcs.guest.interruptibilityInfo.hasAny(3)) { vmcs.guest.rsp <- 2 }
        }
        #expect(withElse == ["branch", "branch"])
        // IA32_PAT has a field on some processors only: the first guard may be about that.
        let mayNotExist: [String] = merged {
            If(vmcs.guest.rflags.hasAny(0x100)) { vmcs.guest.rsp <- 0 }
            If(vmcs.guest.ia32Pat.hasAny(3)) { vmcs.guest.rsp <- 2 }
        }
        #expect(mayNotExist == ["branch", "branch"])
    }
}
