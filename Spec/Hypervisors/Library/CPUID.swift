// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// What a hypervisor tells of itself in leaves 0x4000_0000 and 0x4000_0001.
public struct Announcement: Sendable {
    /// Twelve characters: EBX, ECX and EDX of leaf 0x4000_0000.
    public let signature: String
    /// EAX of leaf 0x4000_0001.
    public let version: UInt32

    public init(signature: String, version: UInt32) {
        precondition(signature.utf8.count == 12, "a hypervisor's signature has 12 characters: '\(signature)'")
        self.signature = signature
        self.version = version
    }

    /// Four characters of the signature as a register has them.
    func word(_ number: Int) -> UInt32 {
        let bytes: [UInt8] = Array(signature.utf8)
        return bytes[(number * 4)..<(number * 4 + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// CPUID as the processor has it, but for three things: the hypervisor-present
/// bit, VT-x, which is hidden, and the hypervisor's own leaves.
///
/// SDM volume 2, "CPUID—CPU Identification".
@HandlerBuilder
public func answerCPUID(announcing announcement: Announcement) -> [Statement] {
    let eax = Variable<UInt32>("eax")
    let ebx = Variable<UInt32>("ebx")
    let ecx = Variable<UInt32>("ecx")
    let edx = Variable<UInt32>("edx")
    Switch(guest.eax) {
        Case(0x4000_0000) {
            guest.rax <- 0x4000_0001
            guest.rbx <- UInt64(announcement.word(0))
            guest.rcx <- UInt64(announcement.word(1))
            guest.rdx <- UInt64(announcement.word(2))
        }
        Case(0x4000_0001) {
            guest.rax <- UInt64(announcement.version)
            guest.rbx <- 0
            guest.rcx <- 0
            guest.rdx <- 0
        }
        Case(1) {
            ExecuteCPUID(leaf: guest.eax, subleaf: guest.ecx, eax: eax, ebx: ebx, ecx: ecx, edx: edx)
            guest.eax <- eax
            guest.ebx <- ebx
            guest.ecx <- (ecx & ~hiddenFeatures) | hypervisorPresent
            guest.edx <- edx
        }
        Default {
            ExecuteCPUID(leaf: guest.eax, subleaf: guest.ecx, eax: eax, ebx: ebx, ecx: ecx, edx: edx)
            guest.eax <- eax
            guest.ebx <- ebx
            guest.ecx <- ecx
            guest.edx <- edx
        }
    }
    Advance()
}

/// CPUID.1:ECX bit 5, VMX: a kernel that saw it would try to use it.
private let hiddenFeatures: UInt32 = 1 << 5
/// CPUID.1:ECX bit 31, which processors leave 0 for hypervisors.
private let hypervisorPresent: UInt32 = 1 << 31
