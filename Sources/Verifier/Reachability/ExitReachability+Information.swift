// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension ExitReachability {
    /// Bits of a field that are the same in every exit.
    struct KnownBits {
        let zeroes: UInt64
        let ones: UInt64

        /// What all of the values have in common below the mask.
        init(_ values: [UInt64], mask: UInt64) {
            zeroes = values.reduce(mask) { $0 & ~$1 }
            ones = values.isEmpty ? 0 : values.reduce(mask) { $0 & $1 }
        }
    }

    /// What is sure of the fields in which an exit tells more about itself, since only some of its causes are
    /// possible: which control registers can be accessed how, and which exceptions arrive.
    func information(of reason: ExitReason) -> [(field: VMCSField, bits: KnownBits)] {
        switch reason.number {
        case Manual.controlRegisterAccess:
            let accesses: [ControlRegisterAccess] = controlRegisterAccesses
            guard !accesses.isEmpty else { return [] }
            return [(Manual.exitQualification, KnownBits(accesses.map(\.qualification), mask: 0x3f))]
        case Manual.exceptionOrNMI:
            var vectors: [UInt64] = interceptedVectors(ClosureQuestion()).map(UInt64.init)
            if mayBeOn(Manual.nmiExiting) { vectors.append(2) }
            guard !vectors.isEmpty else { return [] }
            let valid: UInt64 = 1 << 31
            return [(Manual.interruptionInformation, KnownBits(vectors.map { $0 | valid }, mask: 0xff | valid))]
        default: return []
        }
    }

    /// An access to a control register, as bits 5:0 of the exit qualification tell it.
    struct ControlRegisterAccess: Hashable {
        enum Kind: UInt64 {
            case moveTo, moveFrom, clts, lmsw
        }

        let register: UInt64
        let kind: Kind

        var qualification: UInt64 { kind.rawValue << 4 | register }
    }

    /// SDM volume 3, "Instructions That Cause VM Exits Conditionally", on MOV to and from control registers, CLTS and
    /// LMSW. A mask that a handler writes may have any bits; so may a read shadow.
    var controlRegisterAccesses: [ControlRegisterAccess] {
        func owned(_ register: OwnedControlRegisterBits.Register, _ field: VMCSField) -> UInt64 {
            hypervisor.ownedBits.filter { $0.register == register }.reduce(0) { $0 | $1.mask }
                | ends.possibleOnes(field, ClosureQuestion())
        }
        let cr0: UInt64 = owned(.cr0, Manual.cr0GuestHostMask)
        let cr4: UInt64 = owned(.cr4, Manual.cr4GuestHostMask)
        let all: [(isPossible: Bool, access: ControlRegisterAccess)] = [
            (cr0 != 0, ControlRegisterAccess(register: 0, kind: .moveTo)),
            // CLTS clears TS, bit 3; LMSW changes bits 3:0 and nothing else.
            (cr0 & 0x8 != 0, ControlRegisterAccess(register: 0, kind: .clts)),
            (cr0 & 0xf != 0, ControlRegisterAccess(register: 0, kind: .lmsw)),
            (cr4 != 0, ControlRegisterAccess(register: 4, kind: .moveTo)),
            // No list of target values has them all.
            (mayBeOn(Manual.cr3LoadExiting), ControlRegisterAccess(register: 3, kind: .moveTo)),
            (mayBeOn(Manual.cr3StoreExiting), ControlRegisterAccess(register: 3, kind: .moveFrom)),
            (mayBeOn(Manual.cr8LoadExiting), ControlRegisterAccess(register: 8, kind: .moveTo)),
            (mayBeOn(Manual.cr8StoreExiting), ControlRegisterAccess(register: 8, kind: .moveFrom)),
        ]
        return all.filter(\.isPossible).map(\.access)
    }

    private func mayBeOn(_ id: ControlID) -> Bool { knowledge.mayBeSet(id) && !switched.staysOff(id, ClosureQuestion(id, true)) }
}
