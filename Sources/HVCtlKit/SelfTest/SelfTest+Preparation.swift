// SPDX-License-Identifier: GPL-2.0-only

extension SelfTest {
    /// What comes before the start.
    static func preparation(_ name: String) -> [SelfTestCheck] {
        [
            SelfTestCheck("cpus", "this process may run on every CPU", needs: .nothing) { test throws(Failure) in
                try test.findCPUs()
            },
            SelfTestCheck("native.observed", "natively, every CPU looks the same twice", needs: .cpus) {
                test throws(Failure) in try test.observeNatively()
            },
            SelfTestCheck("native.vmx", "natively, VMX instructions of ring 3 are #UD", needs: .cpus) { test in
                test.checkNatively(.vmx) { $0.signal == Signal.illegalInstruction && $0.offset == 0 }
            },
            SelfTestCheck("native.privileged", "natively, privileged instructions of ring 3 fault", needs: .cpus) {
                test in test.checkNatively(.privileged) { $0.signal != 0 && $0.offset == 0 }
            },
            SelfTestCheck("module", "the module is in the kernel", needs: .nothing) { test throws(Failure) in
                try test.loadModule()
            },
            SelfTestCheck("offered", "it offers \(name)", needs: .module) { test throws(Failure) in
                try test.findHypervisor()
            },
            SelfTestCheck("capabilities", "it reads the VMX capability MSRs of every CPU", needs: .module) {
                test throws(Failure) in try test.readCapabilities()
            },
            SelfTestCheck("stop-early", "a stop before a start is refused", needs: .module) { test throws(Failure) in
                try test.refusesToStop()
            },
        ]
    }

    enum Signal {
        static let illegalInstruction: Int32 = 4
    }

    private func findCPUs() throws(Failure) -> SelfTestFinding {
        let online = Machine(system).onlineCPUs
        var forbidden: [UInt32] = []
        for cpu in online {
            do {
                try system.processor.move(to: cpu)
                cpus.append(cpu)
            } catch {
                forbidden.append(cpu)
            }
        }
        if cpus.isEmpty {
            obstacle = obstacle ?? "this process may run on no CPU that is known"
            return .failed(["it may run on none of CPU \(CPUList.text(online))"])
        }
        if forbidden.isEmpty { return .passed(["CPU \(CPUList.text(cpus))"]) }
        return .skipped("CPU \(CPUList.text(forbidden)) is outside this process's cpuset, and not looked at")
    }

    private func observeNatively() throws(Failure) -> SelfTestFinding {
        processorFlags = cpuinfoFlags
        let faults = try onEachCPU { cpu in
            let first = Observation(on: system)
            let second = Observation(on: system)
            native[cpu] = second
            return second.differences(from: first)
        }
        return SelfTestFinding(faults: faults)
    }

    /// What the kernel tells of the processors that must not change.
    var cpuinfoFlags: [String] {
        let lines = system.text(of: "/proc/cpuinfo", limit: 1 << 22)?.split(separator: "\n") ?? []
        return lines.filter { line in
            ["flags", "vmx flags", "bugs", "processor", "model name"].contains { line.hasPrefix($0) }
        }.map(String.init)
    }

    private func checkNatively(_ group: Instruction.Group, _ isRight: (Attempt) -> Bool) -> SelfTestFinding {
        SelfTestFinding(
            faults: cpus.flatMap { cpu in
                Instruction.all.filter { $0.group == group }.compactMap { instruction in
                    guard let attempt = native[cpu]?.attempts[instruction], !isRight(attempt) else { return nil }
                    return "CPU \(cpu): \(instruction.name): \(attempt.text)"
                }
            })
    }

    private func loadModule() throws(Failure) -> SelfTestFinding {
        if let obstacle { return .skipped(obstacle) }
        var remark = "it was there"
        if !system.exists("/sys/module/hvcore") {
            guard let path = ModuleFile.find(on: system) else {
                obstacle = "there is no hvcore.ko below /lib/modules/\(system.kernel.release)"
                return .failed([obstacle ?? ""])
            }
            do {
                try system.insertModule(path, parameters: parameters.joined(separator: " "))
            } catch {
                obstacle = "the module could not be loaded"
                throw Failure(.refused, error.text, do: "'hvctl load' says more")
            }
            hasLoaded = true
            remark = "loaded \(path)"
        }
        do {
            device = try HVCoreDevice.open(on: system)
        } catch {
            obstacle = "the module's device cannot be used"
            throw error
        }
        taint = kernelTaint
        return .passed([remark])
    }

    private func findHypervisor() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        let profiles = try device.profiles()
        guard let profile = profiles.first(where: { $0.name == name }) else {
            obstacle = "the module does not offer \(name)"
            return .failed([
                "it offers \(profiles.map(\.name).joined(separator: ", "))",
                "those that are for tests it offers when loaded with test_profiles=1",
            ])
        }
        guard profile.mode == .runningSystem else {
            obstacle = "\(name) is no hypervisor for the running system"
            return .failed(["its vcpus run on behalf of a process"])
        }
        return .passed([profile.summary])
    }

    private func readCapabilities() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        let online = Machine(system).onlineCPUs
        var first: [Capability]?
        var faults: [String] = []
        for cpu in online {
            let capabilities = try device.capabilities(cpu: cpu)
            let basic = capabilities.first { $0.address == CapabilityMSRs.addresses.lowerBound }?.value ?? 0
            if basic == 0 { faults.append("CPU \(cpu): IA32_VMX_BASIC is absent or 0") }
            if let first, first != capabilities {
                faults.append("CPU \(cpu): not those of CPU \(online[0])")
            }
            first = first ?? capabilities
            faults += differencesFromDriver(capabilities, cpu)
        }
        return SelfTestFinding(faults: faults)
    }

    /// Where the kernel's msr driver is loaded, both must read the same.
    private func differencesFromDriver(_ capabilities: [Capability], _ cpu: UInt32) -> [String] {
        let machine = Machine(system)
        return capabilities.compactMap { capability in
            guard let value = try? machine.msr(capability.address, cpu: cpu), let ours = capability.value,
                value != ours
            else { return nil }
            return "CPU \(cpu): MSR \(MSRName.text(capability.address)) is 0x\(String(ours, radix: 16)), "
                + "by the msr driver 0x\(String(value, radix: 16))"
        }
    }

    func refusesToStop() throws(Failure) -> SelfTestFinding {
        guard let device else { return .skipped("the module is not loaded") }
        let status = try device.status()
        // What is started now was started by somebody else, and must not be stopped to see whether that works.
        guard status.state == .stopped else { return .failed(["\(status.profile) is \(status.state.text) meanwhile"]) }
        do throws(Failure) {
            try device.stop()
        } catch {
            return error.status == .refused ? .passed([error.problem]) : .failed([error.problem])
        }
        return .failed(["it was not refused"])
    }

    /// Bits of Documentation/admin-guide/tainted-kernels.rst that say that something went wrong.
    private static let complaints: UInt64 = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14

    /// Those of them that are set; nil when the kernel does not say.
    var kernelTaint: UInt64? {
        system.text(of: "/proc/sys/kernel/tainted").flatMap { UInt64($0) }.map { $0 & Self.complaints }
    }
}
