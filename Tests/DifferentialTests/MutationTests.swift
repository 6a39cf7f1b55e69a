// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

/// The harness itself: known mistakes in a copy of the generated C must be found,
/// each in the handler that has it, and nothing in the others.
@Suite(.serialized)
struct MutationTests {
    private struct Mutation {
        let mistake: String
        let reason: String
        let file: String
        let from: String
        let to: String
        /// What the report must name.
        let named: String
        var path: Driver.Path = .c
    }

    /// Each in a handler of its own, in C or in the exit entry.
    private static let mutations: [Mutation] = [
        Mutation(
            mistake: "another constant", reason: "EXIT_REASON_CPUID", file: "hypervisors/observer.c",
            from: "regs->rax = 0x40000001;", to: "regs->rax = 0x40000002;", named: "register 0"),
        Mutation(
            mistake: "one bit less in a mask", reason: "EXIT_REASON_VMCALL", file: "hypervisors/observer.c",
            from: "guest_ss_access_rights & 0x60", to: "guest_ss_access_rights & 0x40", named: "effect"),
        Mutation(
            mistake: "an operator", reason: "EXIT_REASON_CR_ACCESS", file: "hypervisors/observer.c",
            from: "changed = new ^ old;", to: "changed = new | old;", named: "effect"),
        Mutation(
            mistake: "a value cut to 32 bits", reason: "EXIT_REASON_MSR_WRITE", file: "hypervisors/observer.c",
            from: "hvp_wrmsr((u32)regs->rcx, value)", to: "hvp_wrmsr((u32)regs->rcx, (u32)value)", named: "WRMSR"),
        Mutation(
            mistake: "a register not set", reason: "EXIT_REASON_MSR_READ", file: "hypervisors/observer.c",
            from: "regs->rdx = value >> 32;", to: "", named: "register 2"),
        Mutation(
            mistake: "a count of another reason", reason: "EXIT_REASON_INVD", file: "hypervisors/observer.c",
            from: "state->exits[HV_EXIT_REASON_INVD]++;", to: "state->exits[HV_EXIT_REASON_INVD + 1]++;",
            named: "state exits[13]"),
        Mutation(
            mistake: "one bit less in a mask of a stub", reason: "EXIT_REASON_CPUID",
            file: "hypervisors/observer_exit.S", from: "testl\t$0x30100", to: "testl\t$0x10100",
            named: "effect",
            path: .stub),
    ]

    @Test("known mistakes in the generated C are found")
    func mistakes() throws {
        let campaign: Campaign = try Campaign.shared.get()
        let folder: URL = campaign.folder.appendingPathComponent("mutated")
        let copy: URL = try Self.mutatedCopy(in: folder)
        let drivers: [Driver] = try Driver.build(["gcc"], shims: campaign.shims, folder: folder, generated: copy)
        let subject: Subject = try campaign.subject("observer")
        for handler: Subject.CompiledHandler in subject.handlers {
            let mistakes: [Mutation] = Self.mutations.filter { $0.reason == handler.reason.symbol }
            let batch: Batch = try Campaign.batch(
                subject, handler, count: mistakes.isEmpty ? 1_000 : nil)
            if mistakes.isEmpty {
                #expect(try difference(batch, drivers, .c, folder) == nil, "nothing was changed in \(batch.title)")
            }
            for mistake: Mutation in mistakes {
                let found: String? = try difference(batch, drivers, mistake.path, folder)
                #expect(
                    found?.contains(mistake.named) == true,
                    "\(mistake.mistake) was not found in \(batch.title): \(found ?? "no difference")")
            }
        }
    }

    private func difference(
        _ batch: Batch, _ drivers: [Driver], _ path: Driver.Path, _ folder: URL
    ) throws -> String? {
        var ways = ExitWays()
        return try PendingComparison(batch, drivers, [path], folder: folder).finish(ways: &ways).first
    }

    /// A copy of the generated files with all mistakes in it.
    ///
    /// Each file is read and written anew: copying a folder that is reached through a link copies the
    /// link, and the mistakes would go into the repository.
    private static func mutatedCopy(in folder: URL) throws -> URL {
        let original: URL = Driver.generated.resolvingSymlinksInPath()
        let copy: URL = folder.appendingPathComponent("Generated")
        try? FileManager.default.removeItem(at: folder)
        var unused: [String] = mutations.map(\.mistake)
        for path: String in try FileManager.default.subpathsOfDirectory(atPath: original.path) {
            var isFolder: ObjCBool = false
            let file: URL = original.appendingPathComponent(path)
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            var text: String = try String(contentsOf: file, encoding: .utf8)
            for mutation: Mutation in mutations where mutation.file == path && text.contains(mutation.from) {
                text = text.replacingOccurrences(of: mutation.from, with: mutation.to)
                unused.removeAll { $0 == mutation.mistake }
            }
            let target: URL = copy.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: target)
        }
        try #require(unused.isEmpty, "the generated C has changed: write these mutations anew: \(unused)")
        return copy
    }
}
