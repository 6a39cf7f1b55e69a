// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import VMXModel

/// Numbers that every hypervisor here answers. RAX is the number and takes the
/// result, RCX and RDX are arguments and hold anything afterwards, all else is preserved.
public enum CommonHypercall {
    public static let ping: UInt64 = 0x6876_0000
    public static let stop: UInt64 = 0x6876_0001
    public static let version: UInt64 = 0x6876_0002

    /// The result for CPL 3 where CPL 0 is wanted: -EPERM.
    public static let notPermitted: UInt64 = UInt64(bitPattern: -1)
    /// The result for a number that nobody knows: -ENOSYS.
    public static let unknown: UInt64 = UInt64(bitPattern: -38)
}

/// VMCALL with the common numbers.
///
/// - Parameter others: a Case for each further number; it sets RAX and falls through to behind the VMCALL. A result
///   in RCX or RDX is lost there.
public func commonHypercalls(
    version: UInt32, others: [SwitchArm] = [], fileID: StaticString = #fileID, line: UInt = #line
) -> [HypervisorPart] {
    let location = SourceLocation(fileID, line)
    return [
        Answers(
            Hypercall(
                number: UInt32(CommonHypercall.ping), name: "ping", summary: "does nothing; result 0",
                isPrivileged: false, location: location)),
        Answers(
            Hypercall(
                number: UInt32(CommonHypercall.stop), name: "stop", summary: "gives this CPU back",
                isPrivileged: true, location: location)),
        Answers(
            Hypercall(
                number: UInt32(CommonHypercall.version), name: "version", summary: "result: the version",
                isPrivileged: false, location: location)),
        On(exits.vmcall) { answerHypercall(version: version, others: others) },
    ]
}

@HandlerBuilder
private func answerHypercall(version: UInt32, others: [SwitchArm]) -> [Statement] {
    Switch(guest.rax) {
        Case(CommonHypercall.ping) {
            guest.rax <- 0
        }
        Case(CommonHypercall.version) {
            guest.rax <- UInt64(version)
        }
        Case(CommonHypercall.stop) {
            // VMCALL exits from ring 3 too; CPL is DPL of SS.
            If(vmcs.guest.ssAccessRights.hasNone(0x60)) {
                guest.rax <- 0
                AdvanceAndStop("asked to stop")
            }
            guest.rax <- CommonHypercall.notPermitted
        }
        others
        Default {
            guest.rax <- CommonHypercall.unknown
        }
    }
    Discard(guest.rcx, guest.rdx)
    Advance()
}
