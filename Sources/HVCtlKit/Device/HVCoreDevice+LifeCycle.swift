// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

extension HVCoreDevice {
    /// Starts a profile on every CPU.
    func start(_ name: String) throws(Failure) {
        var argument = hvcore_start()
        argument.size = UInt32(MemoryLayout<hvcore_start>.size)
        try storeProfileName(name, in: &argument.name)
        guard let error = exchange(.start, &argument) else { return }
        if argument.refusal.code != HVCoreRefusalCode.none.rawValue {
            let refusal = Refusal(&argument.refusal)
            throw Failure(
                .refused, "start \(name): refused: \(refusal.reason)", details: refusal.details, do: refusal.advice)
        }
        switch error.number {
        case ErrorNumber.notFound:
            let names = try profiles().map(\.name).joined(separator: ", ")
            throw Failure(.refused, "start \(name): there is no such profile", do: "choose one of: \(names)")
        case ErrorNumber.invalid where try profiles().contains(where: { $0.name == name && $0.mode == .guest }):
            throw Failure(
                .refused, "start \(name): it is a profile of guest mode, whose vcpus run on behalf of a process",
                do: "start one that 'hvctl list' shows as running-system")
        case ErrorNumber.busy:
            let running = try status()
            guard running.state == .started else {
                throw Failure(.refused, "start \(name): a vcpu runs", do: "wait for its process to end")
            }
            throw Failure(
                .refused, "start \(name): the profile \(running.profile) is \(running.state.text) already",
                do: "stop it first with 'hvctl stop'")
        default:
            throw Self.failure(of: .start, error)
        }
    }

    /// Stops the profile on every CPU.
    func stop() throws(Failure) {
        var argument = hvcore_stop()
        argument.size = UInt32(MemoryLayout<hvcore_stop>.size)
        guard let error = exchange(.stop, &argument) else { return }
        if error.number == ErrorNumber.notFound {
            throw Failure(
                .refused, "stop: no profile is started", do: "'hvctl status' shows what the module is doing")
        }
        throw Self.failure(of: .stop, error)
    }
}
