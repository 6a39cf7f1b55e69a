// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import VMXModel

/// What a way through a handler asks of the processor and of the runtime.
public struct PathCount: Codable, Hashable, Sendable {
    public var vmreads: Int = 0
    public var vmwrites: Int = 0
    /// RDMSR and WRMSR.
    public var msrAccesses: Int = 0
    /// Calls of functions of the runtime, which may do more.
    public var natives: Int = 0

    static func + (left: PathCount, right: PathCount) -> PathCount {
        PathCount(
            vmreads: left.vmreads + right.vmreads, vmwrites: left.vmwrites + right.vmwrites,
            msrAccesses: left.msrAccesses + right.msrAccesses, natives: left.natives + right.natives)
    }

    /// Each figure's largest value.
    func largest(_ other: PathCount) -> PathCount {
        PathCount(
            vmreads: max(vmreads, other.vmreads), vmwrites: max(vmwrites, other.vmwrites),
            msrAccesses: max(msrAccesses, other.msrAccesses), natives: max(natives, other.natives))
    }

    /// Of one statement, without those inside it. A register by number costs a VMCS access when it is RSP.
    init(_ statement: Statement, countingRareAccesses: Bool) {
        let rare: Int = countingRareAccesses ? 1 : 0
        switch statement.kind {
        case .readField: vmreads = 1
        case .writeField: vmwrites = 1
        case .readIndexedRegister: vmreads = rare
        case .setIndexedRegister: vmwrites = rare
        case .readMSR, .writeMSR: msrAccesses = 1
        case .call: natives = 1
        default: break
        }
    }

    init(vmreads: Int = 0, vmwrites: Int = 0, msrAccesses: Int = 0, natives: Int = 0) {
        self.vmreads = vmreads
        self.vmwrites = vmwrites
        self.msrAccesses = msrAccesses
        self.natives = natives
    }
}

extension PathCount {
    /// The way on which nothing rare happens.
    init(likely path: LikelyPath) {
        self = path.statements.reduce(PathCount()) { $0 + PathCount($1, countingRareAccesses: false) }
    }

    /// Each figure's largest value on any path.
    init(worstOf body: [Statement], routines: [Routine]) {
        let all: Worst = Worst.of(body, routines, [:])
        self = [all.goingOn, all.ended].compactMap { $0 }.reduce(PathCount()) { $0.largest($1) }
    }

    /// The largest figures of the paths that go on behind some statements, and of those that end in them.
    private struct Worst {
        var goingOn: PathCount?
        var ended: PathCount?

        static func of(_ body: [Statement], _ routines: [Routine], _ known: [Local: UInt64]) -> Worst {
            var result = Worst(goingOn: PathCount(), ended: nil)
            for statement: Statement in body {
                guard let before = result.goingOn else { break }
                let here: Worst = of(statement, routines, known)
                result.goingOn = here.goingOn.map { before + $0 }
                if let ended = here.ended { result.ended = (result.ended ?? PathCount()).largest(before + ended) }
            }
            return result
        }

        private static func of(
            _ statement: Statement, _ routines: [Routine], _ known: [Local: UInt64]
        ) -> Worst {
            let own = PathCount(statement, countingRareAccesses: true)
            switch statement.kind {
            case .branch(let condition, let then, let otherwise):
                if let value = condition.folded({ known[$0] }).constantValue {
                    return of(value != 0 ? then : otherwise, routines, known)
                }
                return of(then, routines, known).joined(of(otherwise, routines, known))
            case .select(let subject, let cases, let otherwise):
                if let value = subject.folded({ known[$0] }).constantValue {
                    let taken: SwitchCase? = cases.first { $0.ranges.contains { $0.contains(value) } }
                    return of(taken?.body ?? otherwise, routines, known)
                }
                return cases.reduce(of(otherwise, routines, known)) { $0.joined(of($1.body, routines, known)) }
            case .perform(let routine, let arguments):
                guard let lowered = routines.first(where: { $0.name == routine.name }) else {
                    return Worst(goingOn: own)
                }
                return of(lowered.body, routines, lowered.knownParameters(arguments, known))
            case .finish, .end:
                return Worst(goingOn: nil, ended: own)
            default:
                return Worst(goingOn: own)
            }
        }

        private func joined(_ other: Worst) -> Worst {
            func join(_ one: PathCount?, _ two: PathCount?) -> PathCount? {
                guard let one, let two else { return one ?? two }
                return one.largest(two)
            }
            return Worst(goingOn: join(goingOn, other.goingOn), ended: join(ended, other.ended))
        }
    }
}
