// SPDX-License-Identifier: GPL-2.0-only

import HVCoreInterface

/// A number that no hypervisor gives away, and what the answer to it is: -ENOSYS.
let unknownNumber: UInt64 = 0x1234_5678
let notImplemented: Int64 = -38
/// -EPERM.
private let notPermitted: Int64 = -1

extension SelfTest {
    private var hypercalls: [HVCoreHypercall] { HVCoreHypercall.all.filter { $0.hypervisor == name } }

    /// A hypercall by its name, on every CPU.
    func call(_ hypercall: String, wanted: (any SystemInterface) -> Int64) throws(Failure) -> SelfTestFinding {
        guard let known = hypercalls.first(where: { $0.name == hypercall }) else {
            return .skipped("this hvctl knows no hypercall '\(hypercall)' of \(name)")
        }
        return try call(number: UInt64(known.number), wanted: wanted)
    }

    func call(number: UInt64, wanted: (any SystemInterface) -> Int64) throws(Failure) -> SelfTestFinding {
        SelfTestFinding(faults: try onEachCPU { _ in answerFaults(number, wanted(system)) })
    }

    func answerFaults(_ number: UInt64, _ wanted: Int64) -> [String] {
        let answer = system.processor.hypercall(number)
        let name = "hypercall 0x\(String(number, radix: 16))"
        if answer.signal != 0 { return ["\(name): signal \(answer.signal)"] }
        var faults: [String] = []
        if answer.result != wanted { faults.append("\(name): result \(answer.result), wanted \(wanted)") }
        if !answer.isPreserved { faults.append("\(name): a register that it must preserve changed") }
        return faults
    }

    /// Refused, and without effect: every CPU is still under the hypervisor.
    func callPrivileged() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        let privileged = hypercalls.filter(\.isPrivileged)
        guard !privileged.isEmpty else { return .skipped("\(name) has none") }
        var faults: [String] = []
        for hypercall in privileged {
            faults += try onEachCPU { _ in answerFaults(UInt64(hypercall.number), notPermitted) }
        }
        return SelfTestFinding(faults: faults + (try startFaults(device)))
    }
}
