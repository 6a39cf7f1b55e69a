// SPDX-License-Identifier: GPL-2.0-only

import CHVCtl

/// What a program in ring 3 can do on a CPU, and what it sees of it.
public protocol ProcessorInterface: AnyObject {
    /// Puts the calling thread on a CPU.
    func move(to cpu: UInt32) throws(SystemError)

    /// Remembers where the thread may run, and goes back to that.
    func rememberAllowed()
    func allowAgain()

    /// Executes an instruction that may fault.
    func attempt(_ instruction: Instruction) -> Attempt

    /// VMCALL.
    func hypercall(_ number: UInt64) -> HypercallAnswer

    /// RDTSC.
    var timeStamp: UInt64 { get }

    /// Whether one of many time stamps is before the last one.
    func stampGoesBack(rounds: UInt32) -> Bool

    /// Fills the x87, SSE and AVX registers, makes exits and system calls, and looks what changed.
    func lostState(rounds: UInt32, withAVX: Bool) -> LostState

    /// Whether a timer's signal comes while the CPU computes.
    var timerWorks: Bool { get }

    /// Whether a process can be started and ends.
    var forkWorks: Bool { get }

    /// Whether FS base is the thread's own.
    var fsBaseIsRight: Bool { get }

    /// Whether a port can be read that ioperm(2) allowed: the I/O bitmap lies behind what a VM exit leaves of TR's limit.
    var portAccess: PortAccess { get }
}

/// An instruction that selftest executes.
public struct Instruction: Hashable, Sendable {
    public enum Group: Hashable, Sendable { case vmx, vmcall, privileged, state, exception }

    public let number: UInt32
    public let name: String
    public let group: Group

    /// Those that the C side knows, in its order.
    public static let all: [Instruction] = (0..<hvctl_instruction_count()).map { number in
        let group: Group =
            switch hvctl_instruction_group(number) {
            case HVCTL_VMX: .vmx
            case HVCTL_VMCALL: .vmcall
            case HVCTL_PRIVILEGED: .privileged
            case HVCTL_STATE: .state
            default: .exception
            }
        return Instruction(number: number, name: String(cString: hvctl_instruction_name(number)), group: group)
    }
}

/// What an instruction came to.
public struct Attempt: Hashable, Sendable {
    /// 0 when there was none.
    public let signal: Int32
    /// The signal's si_code.
    public let code: Int32
    /// Of RIP at the signal, from the instruction's first byte.
    public let offset: Int64
    /// What it read.
    public let values: [UInt64]

    public init(signal: Int32 = 0, code: Int32 = 0, offset: Int64 = 0, values: [UInt64] = [0, 0]) {
        self.signal = signal
        self.code = code
        self.offset = offset
        self.values = values
    }
}

/// What VMCALL came to.
public struct HypercallAnswer: Hashable, Sendable {
    /// RAX, when no signal came.
    public let result: Int64
    /// Whether every register but RAX, RCX and RDX was as before.
    public let isPreserved: Bool
    /// 0 when it was answered.
    public let signal: Int32

    public init(result: Int64, isPreserved: Bool = true, signal: Int32 = 0) {
        self.result = result
        self.isPreserved = isPreserved
        self.signal = signal
    }
}

/// Registers that did not keep what was in them.
public struct LostState: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let x87 = LostState(rawValue: 1)
    public static let mxcsr = LostState(rawValue: 2)
    public static let vectors = LostState(rawValue: 4)
}

/// What became of reading a port.
public enum PortAccess: Hashable, Sendable {
    case works
    case faults
    /// ioperm(2) failed with this error number.
    case refused(Int32)
}
