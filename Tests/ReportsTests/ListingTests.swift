// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import CEmitter
import Foundation
import Testing
import VMXModel

@testable import Reports

/// The documented paths are those of the object code.
@Suite struct ListingTests {
    /// What must be the same: jumps lead to places, which differ.
    private struct Shape: Equatable {
        let mnemonic: String
        let operands: [String]

        init(_ instruction: Disassembly.Instruction) {
            mnemonic = instruction.mnemonic
            operands = instruction.isJumpOrCall ? [] : instruction.operands
        }
    }

    private func straight(_ lines: [String]) throws -> [Shape] {
        let code: [String] = lines.map { line in
            let words: [Substring] = line.split(separator: " ")
            return line.hasPrefix("j") ? "\t\(words[0]) .Lanywhere" : "\t" + line
        }
        let text: String =
            (["#include \"vcpu_asm.h\"", "#include \"arch/vmcs_fields.h\"", "straight:"] + code + [".Lanywhere:", ""])
            .joined(separator: "\n")
        return try #require(try Workshop().exitPath(text).blocks.first).instructions.map(Shape.init)
    }

    /// Follows a path of the object code as long as it is the documented one.
    private func follow(_ expected: [Shape], in disassembly: Disassembly, from entry: String) throws -> [Shape] {
        let section: String = try #require(disassembly.blocks.first { $0.name == entry }).section
        let all: [Disassembly.Instruction] = disassembly.blocks.filter { $0.section == section }
            .flatMap(\.instructions)
        let places: [UInt64: Int] = Dictionary(
            all.enumerated().map { ($1.address, $0) }, uniquingKeysWith: { first, _ in first })
        let start: UInt64 = try #require(disassembly.blocks.first { $0.name == entry }).address
        var index: Int = try #require(places[start])
        if all[index].mnemonic == "endbr64" { index += 1 }
        var found: [Shape] = []
        while found.count < expected.count, index < all.count {
            found.append(Shape(all[index]))
            if found.last != expected[found.count - 1] { break }
            let target: Int? = all[index].target.flatMap { places[$0] }
            if all[index].isJump {
                index = try #require(target)
            } else if let target, found.count < expected.count, Shape(all[index + 1]) != expected[found.count] {
                index = target
            } else {
                index += 1
            }
        }
        return found
    }

    private struct Documented {
        let hypervisor: String
        let stub: StubCost
        let lines: [StubLine]
    }

    private static let stubs: Result<[Documented], any Error> = Result {
        let model: ResolvedModel = try CostTests.model.get()
        var all: [Documented] = []
        for hypervisor: ResolvedHypervisor in model.hypervisors where hypervisor.description.mode == .runningSystem {
            let reasons = StubReasons(model: model, hypervisor: hypervisor)
            for stub: StubCost in ResolvedCost.all(of: hypervisor, in: model).compactMap(\.stub) {
                all.append(
                    Documented(hypervisor: hypervisor.name, stub: stub, lines: reasons.lines(of: stub.likely)))
            }
        }
        return all
    }

    @Test(arguments: StubCheckTests.names)
    func thePathIsInTheObjectCode(name: String) throws {
        let disassembly: Disassembly = try Workshop().exitPath(StubCheckTests.generated(name))
        for entry: Documented in try Self.stubs.get() where entry.hypervisor == name {
            let expected: [Shape] = try straight(entry.lines.map(\.instruction))
            let title: String = entry.stub.reason.name
            #expect(expected.count == entry.stub.likely.count.instructions, "\(title)")
            let found: [Shape] = try follow(expected, in: disassembly, from: "\(name)_exit_entry")
            #expect(found == expected, "\(title)")
        }
    }

    /// And the comparison finds a path that is not.
    @Test func anotherPathIsFound() throws {
        let disassembly: Disassembly = try Workshop().exitPath(StubCheckTests.generated("observer"))
        let entry: Documented = try #require(try Self.stubs.get().first { $0.hypervisor == "observer" })
        var lines: [String] = entry.lines.map(\.instruction)
        let place: Int = try #require(lines.firstIndex { $0.hasPrefix("vmwrite") })
        lines[place] = "vmwrite %rax, %rbx"
        let expected: [Shape] = try straight(lines)
        let found: [Shape] = try follow(expected, in: disassembly, from: "observer_exit_entry")
        #expect(found != expected)
    }

    // MARK: Reasons

    @Test func everyInstructionHasAReason() throws {
        for entry: Documented in try Self.stubs.get() {
            for line: StubLine in entry.lines {
                #expect(
                    !line.reason.isEmpty || !line.statement.isEmpty,
                    "\(entry.hypervisor), \(entry.stub.reason.name): \(line.instruction)")
            }
        }
    }

    @Test func reasonsComeFromTheSpec() throws {
        let entry: Documented = try #require(
            try Self.stubs.get().first { $0.hypervisor == "observer" && $0.stub.reason == exits.cpuid.declaration })
        func line(_ instruction: String) throws -> StubLine {
            try #require(entry.lines.first { $0.instruction.hasPrefix(instruction) }, "no \(instruction)")
        }
        let write: StubLine = try line("vmwrite")
        #expect(write.reason == "writes Guest RIP")
        #expect(write.statement.hasPrefix("hv_write_guest_rip("))
        #expect(write.owner == "hv_advance")
        #expect(write.location?.fileID.hasSuffix("Dispositions.swift") == true)
        #expect(try line("incq").reason == "exits by basic exit reason")
        #expect(try line("cpuid").owner == "CPUID")
        #expect(try line("vmresume").reason == "back into the guest")
    }

    @Test func theDocumentHasEveryInstruction() throws {
        let model: ResolvedModel = try CostTests.model.get()
        let document = ExitPathsDocument(model: model, source: "Spec/Hypervisors") { place in
            place.fileID.hasSuffix("Dispositions.swift")
                ? SpecNotes(comment: "a comment | of the spec", section: "SDM volume 3") : .none
        }
        let text: String = document.text
        #expect(text.contains("## observer") && !text.contains("## everything"))
        #expect(text.contains("— a comment \\| of the spec |"))
        #expect(text.contains("\n* hv_advance: SDM volume 3\n"))
        for entry: Documented in try Self.stubs.get() where entry.hypervisor == "observer" {
            for line: StubLine in entry.lines { #expect(text.contains("| `\(line.instruction)` |")) }
        }
    }
}
