// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCoreABI
import HVCoreInterface

@testable import HVCtlKit

/// The module's device, as the header describes it.
final class SimulatedDevice: DeviceFile {
    var version: Int32 = HVCORE_API_VERSION
    var state: HVCoreState = .stopped
    var running: String = ""
    var stopText: String = ""
    var profiles: [(name: String, summary: String, mode: HVCoreMode)] = [
        ("observer", "watches", .runningSystem), ("haltloop", "halts", .guest),
    ]
    /// With which error and refusal a start ends.
    var refusal: (error: Int32, refusal: hvcore_refusal)?
    var statistics: [Statistic] = []
    var msrs: [Capability] = []
    var records: [hvcore_event] = []
    /// Bytes that a read gives more than whole records: a fault of the module.
    var excess: Int = 0
    /// The last VM entry that failed, its rules and its values.
    var failure: hvcore_failure = hvcore_failure()
    var findings: [hvcore_finding] = []
    var values: [hvcore_value] = []
    /// Errors to return from the request, in place of an answer.
    var errors: [HVCoreRequest: Int32] = [:]
    /// How many calls a signal ends.
    var interruptions: Int = 0
    /// Exits after which a vcpu halts.
    var exitsToHalt: UInt64 = 5
    /// Names that start was called with.
    private(set) var started: [String] = []
    /// Told of every wait, which ends at once.
    var onWait: (Int) -> Void = { _ in }
    /// Under a hypervisor that changes what programs see.
    var exits: UInt64 = 0
    var countsNothing: Bool = false
    /// Defects of the life cycle, by the call that shows them.
    var defects: Set<Defect> = []

    enum Defect: Hashable {
        case startsTwice, stopsTwice, cpuMissing, doesNotStop, basicAbsent, cpusDiffer
        /// When the statistics are read.
        case endsByItself
    }

    /// Told when a profile was stopped.
    var onStop: () -> Void = {}

    func control(_ request: UInt, value: UInt32) throws(SystemError) -> Int32 {
        if request == HVCoreRequest.apiVersion.rawValue { return version }
        if request == HVCoreRequest.checkExtension.rawValue { return value == HVCoreExtension.events.rawValue ? 1 : 0 }
        throw SystemError("ioctl", "/dev/hvcore", ENOTTY)
    }

    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) throws(SystemError) -> Int32 {
        guard let known = HVCoreRequest(rawValue: request) else {
            throw SystemError("ioctl", "/dev/hvcore", ENOTTY)
        }
        if interruptions > 0 {
            interruptions -= 1
            throw SystemError("ioctl", "/dev/hvcore", EINTR)
        }
        if let error = errors[known] { throw SystemError("ioctl", "/dev/hvcore", error) }
        // Every structure begins with its size, which the request number says too.
        guard argument.load(as: UInt32.self) == request >> 16 & 0x3FFF,
            argument.load(fromByteOffset: 4, as: UInt32.self) == 0
        else { throw SystemError("ioctl", "/dev/hvcore", EINVAL) }
        let error = answer(known, argument)
        if error != 0 { throw SystemError("ioctl", "/dev/hvcore", error) }
        return 0
    }

    private func answer(_ request: HVCoreRequest, _ argument: UnsafeMutableRawPointer) -> Int32 {
        switch request {
        case .profileInfo: profileInfo(&argument.assumingMemoryBound(to: hvcore_profile_info.self).pointee)
        case .start: start(&argument.assumingMemoryBound(to: hvcore_start.self).pointee)
        case .stop: stop()
        case .status: status(&argument.assumingMemoryBound(to: hvcore_status.self).pointee)
        case .stats: stats(&argument.assumingMemoryBound(to: hvcore_stats.self).pointee)
        case .caps: caps(&argument.assumingMemoryBound(to: hvcore_caps.self).pointee)
        case .guestRun: guestRun(&argument.assumingMemoryBound(to: hvcore_guest_run.self).pointee)
        case .failure: entryFailure(&argument.assumingMemoryBound(to: hvcore_failure.self).pointee)
        case .dump: dump(&argument.assumingMemoryBound(to: hvcore_dump.self).pointee)
        case .apiVersion, .checkExtension: ENOTTY
        }
    }

    private func profileInfo(_ argument: inout hvcore_profile_info) -> Int32 {
        guard profiles.indices.contains(Int(argument.index)) else { return ENOENT }
        let profile = profiles[Int(argument.index)]
        argument.mode = profile.mode.rawValue
        return store(profile.name, in: &argument.name) && store(profile.summary, in: &argument.summary) ? 0 : EINVAL
    }

    private func start(_ argument: inout hvcore_start) -> Int32 {
        let name = cString(&argument.name)
        if let refusal {
            argument.refusal = refusal.refusal
            return refusal.error
        }
        if state == .started { return defects.contains(.startsTwice) ? 0 : EBUSY }
        guard let profile = profiles.first(where: { $0.name == name }) else { return ENOENT }
        if profile.mode == .guest { return EINVAL }
        started.append(name)
        (state, running) = (.started, name)
        return 0
    }

    private func stop() -> Int32 {
        if defects.contains(.doesNotStop) && state == .started { return EBUSY }
        guard state != .stopped else { return defects.contains(.stopsTwice) ? 0 : ENOENT }
        (state, running, stopText) = (.stopped, "", "")
        onStop()
        return 0
    }

    private func status(_ argument: inout hvcore_status) -> Int32 {
        argument.state = state.rawValue
        argument.cpus = state == .started ? (defects.contains(.cpuMissing) ? 1 : 2) : 0
        argument.events_lost = 3
        argument.stop_cpu = 1
        argument.stop_exit_reason = 2
        return store(running, in: &argument.name) && store(stopText, in: &argument.stop_text) ? 0 : EINVAL
    }

    private func stats(_ argument: inout hvcore_stats) -> Int32 {
        guard state == .started else { return ENOENT }
        if defects.contains(.endsByItself) {
            (state, stopText) = (.failed, "exit without a handler")
            return ENOENT
        }
        guard argument.cpu == HVCORE_ALL_CPUS || argument.cpu < 2 else { return ENXIO }
        let room = argument.count
        let statistics =
            self.statistics
            + (exits == 0 ? [] : [Statistic(name: "exits", label: "CPUID", cpu: nil, index: 10, value: exits)])
        argument.count = UInt32(statistics.count)
        guard room >= statistics.count else { return ENOSPC }
        let place = UnsafeMutablePointer<hvcore_stat>(bitPattern: UInt(argument.stats))
        for (index, statistic) in statistics.enumerated() {
            var stat = hvcore_stat()
            _ = store(statistic.name, in: &stat.name)
            _ = store(statistic.label, in: &stat.label)
            stat.cpu = argument.cpu
            stat.index = statistic.index
            stat.value = statistic.value
            place?[index] = stat
        }
        return 0
    }

    private func caps(_ argument: inout hvcore_caps) -> Int32 {
        guard argument.cpu < 2 else { return ENXIO }
        let room = argument.count
        var msrs = self.msrs
        if defects.contains(.cpusDiffer) && argument.cpu == 1 { msrs.removeLast() }
        if defects.contains(.basicAbsent) { msrs.removeFirst() }
        argument.count = UInt32(msrs.count)
        guard room >= msrs.count else { return ENOSPC }
        let place = UnsafeMutablePointer<hvcore_msr>(bitPattern: UInt(argument.msrs))
        for (index, msr) in msrs.enumerated() {
            place?[index] = hvcore_msr(address: msr.address, present: msr.value == nil ? 0 : 1, value: msr.value ?? 0)
        }
        return 0
    }

    private func guestRun(_ argument: inout hvcore_guest_run) -> Int32 {
        guard cString(&argument.name) == "haltloop" else { return ENOENT }
        guard let code = UnsafePointer<UInt8>(bitPattern: UInt(argument.code)) else { return EFAULT }
        argument.regs.0 = UInt64(code[Int(argument.code_size) - 1])
        argument.rip = 0x1000 + UInt64(argument.code_size)
        argument.exit_reason = 12
        argument.exits = min(exitsToHalt, UInt64(argument.max_exits))
        guard exitsToHalt <= argument.max_exits else { return ETIME }
        argument.user_reason = HVCoreUserReason.halt.rawValue
        return 0
    }

    private func entryFailure(_ argument: inout hvcore_failure) -> Int32 {
        let (room, address) = (argument.count, argument.findings)
        argument = failure
        argument.size = UInt32(MemoryLayout<hvcore_failure>.size)
        argument.count = UInt32(findings.count)
        guard room > 0 else { return 0 }
        guard room >= findings.count else { return ENOSPC }
        let place = UnsafeMutablePointer<hvcore_finding>(bitPattern: UInt(address))
        for (index, finding) in findings.enumerated() { place?[index] = finding }
        return 0
    }

    private func dump(_ argument: inout hvcore_dump) -> Int32 {
        guard !values.isEmpty else { return ENOENT }
        let room = argument.count
        argument.count = UInt32(values.count)
        guard room > 0 else { return 0 }
        guard room >= values.count else { return ENOSPC }
        let place = UnsafeMutablePointer<hvcore_value>(bitPattern: UInt(argument.values))
        for (index, value) in values.enumerated() { place?[index] = value }
        return 0
    }

    func waitToRead(milliseconds: Int) throws(SystemError) { onWait(milliseconds) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let size = MemoryLayout<hvcore_event>.size
        let count = min(records.count, buffer.count / size)
        for index in 0..<count {
            withUnsafeBytes(of: &records[index]) { record in
                for (at, byte) in record.enumerated() { buffer[index * size + at] = byte }
            }
        }
        records.removeFirst(count)
        return count == 0 ? 0 : count * size - excess
    }
}
