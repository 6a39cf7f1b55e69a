// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Foundation
import Hypervisors
import Interpreter
import VMXModel
import Verifier

/// Everything that the tests share: the resolved model, and the generated C built
/// by both compilers.
final class Campaign {
    /// Built once; what went wrong while it was built fails every test that asks.
    nonisolated(unsafe) static let shared: Result<Campaign, any Error> = Result { try Campaign() }

    let model: ResolvedModel
    let drivers: [Driver]
    private let userReasons: [String: UInt32]
    let folder: URL
    let shims: String

    /// `HV_DIFFERENTIAL_SEED` chooses other states, `HV_DIFFERENTIAL_STATES` how many for each arm of a handler.
    static let seed: UInt64 = number("HV_DIFFERENTIAL_SEED") ?? 0x6876_636f_7265
    /// A handler with an arm that no state of the first has taken gets states of the others too: some arms lie
    /// behind five rare decisions.
    static var seeds: [UInt64] { (0..<6).map { seed &+ $0 } }
    static let statesPerArm: Int = Int(number("HV_DIFFERENTIAL_STATES") ?? 1_000)
    /// For what has no arms, and beside those of the arms.
    static let fewestStates: Int = 2_000

    static func states(of handler: Subject.CompiledHandler) -> Int {
        fewestStates + statesPerArm * handler.program.arms.count
    }

    private static let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hvcore-differential-\(ProcessInfo.processInfo.processIdentifier)")

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
    }

    init(compilers: [String] = ["gcc", "clang-14"]) throws {
        model = try Verifier(architecture: architecture).resolve(hypervisors)
        shims = Shims.text(model)
        folder = Self.folder
        atexit { try? FileManager.default.removeItem(at: Campaign.folder) }
        // Both at once: a machine with one processor loses nothing.
        drivers = try Driver.build(compilers, shims: shims, folder: folder)
        userReasons = try drivers[0].userReasons()
    }

    /// All hypervisors, compiled anew: coverage belongs to one test, and so do the states that follow from it.
    func subjects() throws -> [Subject] {
        try model.hypervisors.map { try Subject($0, of: model, userReasons: userReasons) }
    }

    func subject(_ name: String) throws -> Subject {
        guard let found = model.hypervisors.first(where: { $0.name == name }) else {
            throw DifferentialFailure("no hypervisor is named \(name)")
        }
        return try Subject(found, of: model, userReasons: userReasons)
    }

    /// States for one handler.
    ///
    /// Of every eight states one has noise in bits 30:16 of the exit reason, which say other things
    /// than the reason; stubs leave those to C.
    static func batch(
        _ subject: Subject, _ handler: Subject.CompiledHandler, count: Int? = nil, seed: UInt64 = seed
    ) throws -> Batch {
        let batch = Batch(
            subject, title: handler.program.name, interests: handler.interests,
            seed: Oracle(seed: seed).answer(0, UInt64(handler.reason.number), 0))
        let failed: UInt64 = handler.reason.kind == .entryFailure ? 1 << 31 : 0
        for number: Int in 0..<(count ?? states(of: handler)) {
            let noise: UInt64 = number & 7 == 7 ? Oracle.splitmix64(UInt64(number)) & 0x7fff_0000 : 0
            try batch.add(reason: failed | noise | UInt64(handler.reason.number))
        }
        return batch
    }
}
