// SPDX-License-Identifier: GPL-2.0-only

/// Numbers of the oracle's questions, and of what can be overridden: those of
/// `enum sim_tag` in `Tests/Host/sim/oracle.h`.
public enum OracleTag {
    public static let field: UInt64 = 1
    public static let msr: UInt64 = 2
    public static let msrFault: UInt64 = 3
    public static let wrmsrFault: UInt64 = 4
    public static let cpuid: UInt64 = 5
    public static let native: UInt64 = 9
    /// Of the differential test's driver: a = number of a general-purpose register.
    public static let register: UInt64 = 100
}

/// What the machine around the vcpu answers, by the rules of `Tests/Host/sim`: what
/// a test has set, or else what the oracle says.
struct MachineAnswers {
    private struct Override {
        var kind: UInt64
        var key: UInt64
        var index: UInt64
        /// nil: the oracle answers.
        var value: UInt64?
    }

    private static let capacity: Int = 256
    private let overrides: UnsafeMutablePointer<Override> = .allocate(capacity: MachineAnswers.capacity)
    private var overrideCount: Int = 0
    private var oracle: Oracle
    /// Calls of natives in this run so far: each has results of its own.
    private var calls: UInt64 = 0

    init(seed: UInt64) { oracle = Oracle(seed: seed) }

    func deallocate() { overrides.deallocate() }

    mutating func reset(seed: UInt64) {
        oracle = Oracle(seed: seed)
        overrideCount = 0
        calls = 0
    }

    /// As in `struct sim_override`; the first one that is set counts.
    mutating func set(kind: UInt64, key: UInt64, index: UInt64, value: UInt64) { append(kind, key, index, value) }

    private mutating func append(_ kind: UInt64, _ key: UInt64, _ index: UInt64, _ value: UInt64?) {
        precondition(overrideCount < Self.capacity, "more than \(Self.capacity) answers are set for one run")
        (overrides + overrideCount).initialize(to: Override(kind: kind, key: key, index: index, value: value))
        overrideCount += 1
    }

    private func override(_ kind: UInt64, _ key: UInt64, _ index: UInt64) -> Override? {
        var position = 0
        while position < overrideCount {
            let candidate: Override = overrides[position]
            if candidate.kind == kind && candidate.key == key && candidate.index == index { return candidate }
            position &+= 1
        }
        return nil
    }

    func register(_ number: UInt64) -> UInt64 { oracle.answer(OracleTag.register, number, 0) }
    func field(_ encoding: UInt64) -> UInt64 { oracle.answer(OracleTag.field, encoding, 0) }

    /// EAX, EBX, ECX or EDX, by `index`.
    mutating func cpuid(leaf: UInt64, subleaf: UInt64, _ index: UInt64, _ generator: StateGenerator?) -> UInt64 {
        let key: UInt64 = leaf << 32 | subleaf
        let answer: UInt64 =
            answer(OracleTag.cpuid, key, index) { generator?.cpuid(key, Int(index)) }
            ?? oracle.answer(OracleTag.cpuid, key, index)
        return answer & 0xffff_ffff
    }

    /// The value is 0 when RDMSR faults.
    mutating func rdmsr(_ msr: UInt64, _ generator: StateGenerator?) -> (value: UInt64, faulted: Bool) {
        let fault: UInt64? = answer(OracleTag.msrFault, msr, 0) { generator?.fault(OracleTag.msrFault, msr) }
        if fault.map({ $0 != 0 }) ?? (oracle.answer(OracleTag.msrFault, msr, 0) % 4 == 0) { return (0, true) }
        let value: UInt64? = answer(OracleTag.msr, msr, 0) { generator?.msr(msr) }
        return (value ?? oracle.answer(OracleTag.msr, msr, 0), false)
    }

    mutating func wrmsrFaults(_ msr: UInt64, _ value: UInt64, _ generator: StateGenerator?) -> Bool {
        let fault: UInt64? = answer(OracleTag.wrmsrFault, msr, 0) { generator?.fault(OracleTag.wrmsrFault, msr) }
        return fault.map { $0 != 0 } ?? (oracle.answer(OracleTag.wrmsrFault, msr ^ value, 0) % 4 == 0)
    }

    /// Begins the next call of a native; ``nativeResult(_:_:fold:_:_:)`` is then about it.
    mutating func beginNative() { calls &+= 1 }

    /// - Parameter native: its number in the symbol table.
    mutating func nativeResult(
        _ native: Int, _ identifier: UInt64, fold: UInt64, _ result: UInt64, _ generator: StateGenerator?
    ) -> UInt64 {
        let index: UInt64 = (calls &- 1) << 8 | result
        let chosen: UInt64? = answer(OracleTag.native, identifier, index) {
            generator?.nativeResult(native, identifier, result: Int(result), index)
        }
        return chosen ?? oracle.answer(OracleTag.native, fold, result)
    }

    /// What is set, or else what the generator makes up, which is then set. What it leaves to the
    /// oracle it leaves to it for the whole run.
    private mutating func answer(
        _ kind: UInt64, _ key: UInt64, _ index: UInt64, _ makeUp: () -> UInt64?
    ) -> UInt64? {
        if let known = override(kind, key, index) { return known.value }
        let value: UInt64? = makeUp()
        append(kind, key, index, value)
        return value
    }
}
