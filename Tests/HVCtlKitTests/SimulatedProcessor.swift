// SPDX-License-Identifier: GPL-2.0-only

import Glibc

@testable import HVCtlKit

/// CPUs that behave as a profile makes them, while the device says that one is started; with a defect or none.
final class SimulatedProcessor: ProcessorInterface {
    /// What goes wrong, and only under the hypervisor unless the name says something else.
    enum Defect: Hashable, CaseIterable {
        case cpuLeftOut, allCPUsLeftOut
        case unstableNatively, nativeVMXAnswered, nativePrivilegedWorks
        case noAnnouncement, announcementAsUnknown, announcementUnprintable
        case showsVTx, leafChanged
        case vmxFaultsDifferently, privilegedWorks, stateChanged, stepLate
        case pingWrong, versionWrong, unknownAnswered, stopAllowed, clobbers, hypercallFaults
        case stampBack, stampBeforeStart, losesX87, losesMXCSR, losesVectors
        case noTimer, noFork, wrongFSBase
        case limitLeftBehind, leafLeftBehind, portLost
    }

    unowned let machine: SimulatedMachine
    var defects: Set<Defect> = []
    var portAccess: PortAccess {
        defects.contains(.portLost) && wasVirtual && !isVirtual ? .faults : port
    }
    var port: PortAccess = .works
    /// Where the thread is; nil where it was put before.
    private(set) var cpu: UInt32?
    private var ticks: UInt64 = 1000

    init(_ machine: SimulatedMachine) { self.machine = machine }

    private var isVirtual: Bool { machine.isVirtual }
    private var wasVirtual: Bool { (try? machine.device.get().started.isEmpty) == false }

    private func has(_ defect: Defect) -> Bool { isVirtual && defects.contains(defect) }

    func move(to cpu: UInt32) throws(SystemError) {
        if defects.contains(.allCPUsLeftOut) || defects.contains(.cpuLeftOut) && cpu == 1 {
            throw SystemError("sched_setaffinity", "CPU \(cpu)", EINVAL)
        }
        self.cpu = cpu
    }

    func rememberAllowed() {}
    func allowAgain() { cpu = nil }

    func attempt(_ instruction: Instruction) -> Attempt {
        switch instruction.group {
        case .vmx:
            if !isVirtual && defects.contains(.nativeVMXAnswered) { return Attempt() }
            return Attempt(signal: has(.vmxFaultsDifferently) ? SIGSEGV : SIGILL, code: 2)
        case .vmcall:
            return isVirtual ? Attempt(values: [UInt64(bitPattern: -38), 0]) : Attempt(signal: SIGILL, code: 2)
        case .privileged:
            if !isVirtual && defects.contains(.nativePrivilegedWorks) { return Attempt() }
            if has(.privilegedWorks) && instruction.name == "RDMSR" { return Attempt() }
            return Attempt(signal: SIGSEGV, code: 128)
        case .state:
            return Attempt(values: [state(instruction), UInt64(cpu ?? 99)])
        case .exception:
            return Attempt(signal: SIGTRAP, code: 2, offset: has(.stepLate) ? 3 : 2)
        }
    }

    private func state(_ instruction: Instruction) -> UInt64 {
        if !isVirtual && !wasVirtual && defects.contains(.unstableNatively) {
            ticks += 1
            return ticks
        }
        let isBehind = wasVirtual && !isVirtual
        if instruction.name == "SIDT" && defects.contains(.limitLeftBehind) && isBehind { return 0xFFFF }
        return has(.stateChanged) && instruction.name == "TSC_AUX by RDTSCP" ? 77 : 7
    }

    func hypercall(_ number: UInt64) -> HypercallAnswer {
        if !isVirtual || has(.hypercallFaults) { return HypercallAnswer(result: 0, signal: SIGILL) }
        let result: Int64 =
            switch number {
            case 0x6876_0000: has(.pingWrong) ? 1 : 0
            case 0x6876_0001: has(.stopAllowed) ? 0 : -1
            case 0x6876_0002: has(.versionWrong) ? 9 : 1
            default: has(.unknownAnswered) ? 0 : -38
            }
        return HypercallAnswer(result: result, isPreserved: !has(.clobbers))
    }

    var timeStamp: UInt64 {
        ticks += 10
        return has(.stampBeforeStart) ? 1 : ticks
    }

    func stampGoesBack(rounds: UInt32) -> Bool { has(.stampBack) }

    func lostState(rounds: UInt32, withAVX: Bool) -> LostState {
        var lost: LostState = []
        if has(.losesX87) { lost.insert(.x87) }
        if has(.losesMXCSR) { lost.insert(.mxcsr) }
        // Seen only where the vector registers are wide.
        if has(.losesVectors) && withAVX { lost.insert(.vectors) }
        return lost
    }

    /// Told when a timer is tried: about in the middle of all.
    var onTimer: () -> Void = {}
    var timerWorks: Bool {
        onTimer()
        return !has(.noTimer)
    }
    var forkWorks: Bool { !has(.noFork) }
    var fsBaseIsRight: Bool { !has(.wrongFSBase) }

    /// CPUID; `native` is what the machine has.
    func leaf(_ leaf: UInt32, native: CPUIDResult) -> CPUIDResult {
        guard isVirtual else {
            let isLeft = wasVirtual && defects.contains(.leafLeftBehind) && leaf == 1
            return isLeft ? CPUIDResult(eax: native.eax, ecx: native.ecx | 1 << 31) : native
        }
        switch leaf {
        case 1:
            var ecx = native.ecx & ~(1 << 5) | 1 << 31
            if has(.showsVTx) { ecx |= 1 << 5 }
            if has(.noAnnouncement) { ecx &= ~(1 << 31) }
            return CPUIDResult(eax: native.eax, ebx: native.ebx, ecx: ecx, edx: native.edx)
        case 0x4000_0000 where !has(.announcementAsUnknown):
            let word: UInt32 = has(.announcementUnprintable) ? 7 : 0x4856_4856
            return CPUIDResult(eax: 0x4000_0001, ebx: word, ecx: word, edx: word)
        case 0x4000_0001: return CPUIDResult(eax: 1)
        default: return has(.leafChanged) && leaf == 0x8000_0000 ? CPUIDResult(eax: native.eax, ebx: 1) : native
        }
    }
}
