// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// What the module is doing.
struct DeviceStatus: Hashable {
    let state: HVCoreState
    /// Nil when the module knows a mode that this hvctl does not.
    let mode: HVCoreMode?
    /// Empty when stopped.
    let profile: String
    /// CPUs under the hypervisor.
    let cpus: UInt32
    let eventsLost: UInt64
    /// Of the last fatal or stop; nil when there was none.
    let report: Report?

    /// Why a profile ended by itself.
    struct Report: Hashable {
        let cpu: UInt32
        let exitReason: UInt32
        let text: String
    }
}

extension HVCoreDevice {
    func status() throws(Failure) -> DeviceStatus {
        var argument = hvcore_status()
        argument.size = UInt32(MemoryLayout<hvcore_status>.size)
        if let error = exchange(.status, &argument) { throw Self.failure(of: .status, error) }
        guard let state = HVCoreState(rawValue: argument.state) else {
            throw Failure(
                .versionMismatch,
                "the module is in state \(argument.state), which this hvctl does not know", do: Self.sameBuild)
        }
        let text = cString(&argument.stop_text)
        return DeviceStatus(
            state: state, mode: state == .stopped ? nil : HVCoreMode(rawValue: argument.mode),
            profile: cString(&argument.name), cpus: argument.cpus, eventsLost: argument.events_lost,
            report: text.isEmpty
                ? nil
                : DeviceStatus.Report(cpu: argument.stop_cpu, exitReason: argument.stop_exit_reason, text: text))
    }
}
