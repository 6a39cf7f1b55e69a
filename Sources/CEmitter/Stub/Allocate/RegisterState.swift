// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Where values are at one point of a stub: each in one register at most, and a
/// guest register's also in its slot of the vcpu once it has been stored there.
struct RegisterState: Equatable {
    private var occupants: [StubValue?]
    /// Guest registers whose slot holds their value.
    var saved: Set<StubValue> = []

    /// As the processor arrives: every guest register in place.
    static let atExit: RegisterState = RegisterState(occupants: StubValue.guests.map { $0 })

    /// Where a stub begins: as the processor arrived, but for a register that had to take the exit reason.
    static func arrival(_ first: Register) -> RegisterState {
        var state: RegisterState = .atExit
        state[first] = nil
        state.saved = [.guest(first)]
        return state
    }

    private init(occupants: [StubValue?]) { self.occupants = occupants }

    subscript(register: Register) -> StubValue? {
        get { occupants[Self.index(register)] }
        set { occupants[Self.index(register)] = newValue }
    }

    func register(of value: StubValue) -> Register? {
        occupants.firstIndex(of: value).map { Register.allCases[$0] }
    }

    /// How many guest registers are not where the guest has them.
    var displaced: Int { StubValue.guests.filter { register(of: $0) != $0.home }.count }

    /// Forgets everything but the values that are wanted.
    mutating func keep(_ wanted: Set<StubValue>) {
        for index: Int in occupants.indices {
            if let value = occupants[index], !wanted.contains(value) { occupants[index] = nil }
        }
        saved.formIntersection(wanted)
    }

    /// Values in registers, in the order of the registers.
    var inRegisters: [(register: Register, value: StubValue)] {
        zip(Register.allCases, occupants).compactMap { register, value in value.map { (register, $0) } }
    }

    private static func index(_ register: Register) -> Int { Register.allCases.firstIndex(of: register)! }
}
