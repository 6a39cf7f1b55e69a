// SPDX-License-Identifier: GPL-2.0-only

/// Runs the checks, and leaves the machine as it found it.
final class SelfTest {
    let system: any SystemInterface
    /// The hypervisor.
    let name: String
    let cycles: Int
    /// For the module, where it is loaded here.
    let parameters: [String]

    var device: HVCoreDevice?
    /// Where the thread can be put.
    var cpus: [UInt32] = []
    /// By CPU, before the start.
    var native: [UInt32: Observation] = [:]
    var processorFlags: [String] = []
    /// Of the kernel, once the module is loaded.
    var taint: UInt64?
    /// Whether this run loaded the module, and has not unloaded it.
    var hasLoaded: Bool = false
    /// Whether this run started the hypervisor, and has not stopped it.
    var isStarted: Bool = false
    var wasStarted: Bool = false
    /// Why the module cannot be used; nil when it can.
    var obstacle: String?

    init(_ system: any SystemInterface, _ name: String, cycles: Int, parameters: [String]) {
        self.system = system
        self.name = name
        self.cycles = cycles
        self.parameters = parameters
    }

    /// - Returns: whether nothing failed and all was done.
    func run(_ report: SelfTestReport) throws(Failure) -> Bool {
        try refuseToDisturb()
        system.noteInterruptions()
        system.processor.rememberAllowed()
        // Loading is a check of its own.
        let conditions = Doctor.examine(system).filter { $0.id != "module-loaded" }
        let checks = Self.preparation(name) + Self.running(name) + Self.ending(name, cycles: cycles)
        report.begin(name, plan: conditions.count + checks.count)
        for condition in conditions { report.add(result(of: condition)) }
        for check in checks {
            if system.isInterrupted { break }
            report.add(SelfTestResult(id: check.id, title: check.title, finding: find(check)))
        }
        system.processor.allowAgain()
        let leftOver = cleanUp()
        let end = system.isInterrupted ? "a signal asked to end" : nil
        let problem = leftOver.map { "the machine is not as it was: \($0)" }
        report.end(name, obstacle: problem ?? end)
        return !report.hasFailures && problem == nil && end == nil
    }

    /// What somebody else started is not ours to stop.
    private func refuseToDisturb() throws(Failure) {
        guard let device = try? HVCoreDevice.open(on: system) else { return }
        let status = try device.status()
        guard status.state != .stopped else { return }
        throw Failure(
            .refused,
            "selftest: \(status.profile) is \(status.state.text) already, and was not started here: nothing was touched",
            do: "stop it first with 'hvctl stop'")
    }

    private func result(of condition: Condition) -> SelfTestResult {
        let finding: SelfTestFinding
        switch condition.verdict {
        case .pass: finding = .passed()
        case .warn: finding = .passed([condition.detail])
        case .skip: finding = .skipped(condition.detail)
        case .fail:
            finding = .failed([condition.detail] + (condition.action.map { ["do: " + $0] } ?? []))
            obstacle = obstacle ?? "the doctor found: \(condition.detail)"
        }
        return SelfTestResult(id: "doctor." + condition.id, title: "doctor: " + condition.title, finding: finding)
    }

    private func find(_ check: SelfTestCheck) -> SelfTestFinding {
        if let reason = missing(check.need) { return .skipped(reason) }
        do throws(Failure) {
            return try check.run(self)
        } catch {
            return .failed(error.message.split(separator: "\n").map(String.init))
        }
    }

    private func missing(_ need: SelfTestCheck.Need) -> String? {
        switch need {
        case .nothing: nil
        case .cpus: cpus.isEmpty ? "this process may run on no CPU that is known" : nil
        case .module: obstacle ?? (device == nil ? "the module is not loaded" : nil)
        case .started: isStarted ? nil : obstacle ?? "\(name) is not started"
        case .stopped: isStarted ? "\(name) did not stop" : wasStarted ? nil : obstacle ?? "\(name) was not started"
        }
    }

    /// - Returns: what could not be undone; nil when all was.
    private func cleanUp() -> String? {
        var problem: String?
        do throws(Failure) {
            if isStarted { try stopOurs() }
        } catch {
            problem = error.problem
        }
        device = nil
        do throws(Failure) {
            if hasLoaded { try unload() }
        } catch {
            problem = problem ?? error.problem
        }
        return problem
    }

    /// Stops what this run started: also when it ended by itself, but nothing that somebody else started meanwhile.
    func stopOurs() throws(Failure) {
        guard let device else { return }
        let status = try device.status()
        isStarted = false
        guard status.state != .stopped, status.profile.isEmpty || status.profile == name else { return }
        do {
            try device.stop()
        } catch {
            isStarted = true
            throw error
        }
    }

    /// Who looks at new devices, as udev does, may have it open for a moment.
    func unload() throws(Failure) {
        var tries: Int = 20
        while true {
            do {
                try system.removeModule("hvcore")
                hasLoaded = false
                return
            } catch {
                tries -= 1
                let isBusy = error.number == ErrorNumber.again || error.number == ErrorNumber.busy
                guard isBusy, tries > 0 else { throw Failure(.systemError, error.text) }
                system.pause(milliseconds: 50)
            }
        }
    }

    /// Does something on each CPU; the faults that it found, with the CPU.
    func onEachCPU(_ body: (UInt32) throws(Failure) -> [String]) throws(Failure) -> [String] {
        var faults: [String] = []
        for cpu in cpus {
            do throws(SystemError) {
                try system.processor.move(to: cpu)
            } catch {
                throw Failure(.systemError, error.text)
            }
            faults += try body(cpu).map { "CPU \(cpu): \($0)" }
        }
        return faults
    }
}
