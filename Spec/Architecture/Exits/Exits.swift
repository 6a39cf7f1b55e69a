// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Every basic exit reason: `exits.cpuid`.
///
/// SDM volume 3, appendix "VMX Basic Exit Reasons". The members of the parts are reached without the part.
public let exits: Exits = Exits()

@dynamicMemberLookup
public struct Exits: Sendable {
    public let events: EventExits = EventExits()
    public let virtualAPIC: VirtualAPICExits = VirtualAPICExits()
    public let entryFailures: EntryFailureExits = EntryFailureExits()
    public let memory: MemoryExits = MemoryExits()
    public let vmxInstructions: VMXInstructionExits = VMXInstructionExits()
    public let userInstructions: UserInstructionExits = UserInstructionExits()
    public let privilegedInstructions: BasicPrivilegedExits = BasicPrivilegedExits()
    public let extendedInstructions: ExtendedPrivilegedExits = ExtendedPrivilegedExits()

    public subscript<Q: BitLayout, I: BitLayout>(dynamicMember path: KeyPath<EventExits, Exit<Q, I>>) -> Exit<Q, I> {
        events[keyPath: path]
    }
    public subscript<Q: BitLayout, I: BitLayout>(
        dynamicMember path: KeyPath<VirtualAPICExits, Exit<Q, I>>
    ) -> Exit<Q, I> { virtualAPIC[keyPath: path] }
    public subscript<Q: BitLayout, I: BitLayout>(
        dynamicMember path: KeyPath<EntryFailureExits, Exit<Q, I>>
    ) -> Exit<Q, I> { entryFailures[keyPath: path] }
    public subscript<Q: BitLayout, I: BitLayout>(dynamicMember path: KeyPath<MemoryExits, Exit<Q, I>>) -> Exit<Q, I> {
        memory[keyPath: path]
    }
    public subscript<Q: BitLayout, I: BitLayout>(
        dynamicMember path: KeyPath<VMXInstructionExits, Exit<Q, I>>
    ) -> Exit<Q, I> { vmxInstructions[keyPath: path] }
    public subscript<Q: BitLayout, I: BitLayout>(
        dynamicMember path: KeyPath<UserInstructionExits, Exit<Q, I>>
    ) -> Exit<Q, I> { userInstructions[keyPath: path] }
    public subscript<Q: BitLayout, I: BitLayout>(
        dynamicMember path: KeyPath<BasicPrivilegedExits, Exit<Q, I>>
    ) -> Exit<Q, I> { privilegedInstructions[keyPath: path] }
    public subscript<Q: BitLayout, I: BitLayout>(
        dynamicMember path: KeyPath<ExtendedPrivilegedExits, Exit<Q, I>>
    ) -> Exit<Q, I> { extendedInstructions[keyPath: path] }

    /// Every exit reason with the Swift name it is declared under, in the order of the numbers.
    public var all: [(label: String, reason: ExitReason)] {
        // The parts split one list, so what a reader writes does not have their names.
        let found: [Leaf<any ExitDeclaration>] = Mirror(reflecting: self).children.flatMap {
            leaves(of: $0.value, root: "exits")
        }
        return found.map { (label: $0.label, reason: $0.value.declaration) }
            .sorted { $0.reason.number < $1.reason.number }
    }
}

/// An ``Exit`` with any layouts.
protocol ExitDeclaration {
    var declaration: ExitReason { get }
}

extension Exit: ExitDeclaration {}
