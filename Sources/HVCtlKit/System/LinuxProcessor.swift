// SPDX-License-Identifier: GPL-2.0-only

import CHVCtl

/// The processor of this machine.
final class LinuxProcessor: ProcessorInterface {
    func move(to cpu: UInt32) throws(SystemError) {
        let result = hvctl_move_to_cpu(cpu)
        guard result == 0 else { throw SystemError("sched_setaffinity", "CPU \(cpu)", -result) }
    }

    func rememberAllowed() { hvctl_remember_allowed() }
    func allowAgain() { hvctl_allow_again() }

    func attempt(_ instruction: Instruction) -> Attempt {
        var raw = hvctl_attempt()
        hvctl_execute(instruction.number, &raw)
        return Attempt(
            signal: raw.signal, code: raw.code, offset: raw.offset, values: [raw.values.0, raw.values.1])
    }

    func hypercall(_ number: UInt64) -> HypercallAnswer {
        var call = hvctl_hypercall()
        call.rax = number
        hvctl_vmcall(&call)
        return HypercallAnswer(
            result: Int64(bitPattern: call.rax), isPreserved: call.preserved, signal: call.signal)
    }

    var timeStamp: UInt64 { hvctl_time_stamp() }
    func stampGoesBack(rounds: UInt32) -> Bool { hvctl_stamp_goes_back(rounds) }

    func lostState(rounds: UInt32, withAVX: Bool) -> LostState {
        LostState(rawValue: hvctl_lost_state(rounds, withAVX))
    }

    var timerWorks: Bool { hvctl_timer_works() }
    var forkWorks: Bool { hvctl_fork_works() }
    var fsBaseIsRight: Bool { hvctl_fs_base_is_right() }

    var portAccess: PortAccess {
        let result = hvctl_port_works()
        return result < 0 ? .refused(-result) : result == 0 ? .faults : .works
    }
}
