// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

@testable import ABI
@testable import Architecture
@testable import CEmitter
@testable import HandlerDSL
@testable import Reports
@testable import VMXModel
@testable import Verifier

@Suite("A new control word and a new group of fields are known everywhere")
struct NewDeclarationTests {
    private static let architecture: ArchitectureDescription = NewDeclarations.architecture
    private static let first = ControlID(.quaternary, 0)
    private static let last = ControlID(.quaternary, 63)

    /// Processors that allow everything, the new word as given.
    private static func processor(_ allowed: UInt64?) -> ProcessorCapabilities {
        var msrs: [UInt32: UInt64] = [0x480: 0]
        for word: ControlWord in architecture.controlWords {
            msrs[word.capabilityMSR.address] = word.rule == .allowedPair ? 0xffff_ffff_0000_0000 : .max
        }
        msrs[NewDeclarations.msr.address] = allowed
        return ProcessorCapabilities(msrs: msrs, cpuid: [:])
    }

    private static func negotiation(_ ids: [(ControlID, ControlRequest.Level)]) throws -> Negotiation {
        let here = VMXModel.SourceLocation(#fileID, #line)
        return Negotiation(
            architecture,
            requests: try ids.map { id, level in
                ControlRequest(try #require(architecture.control(id)), level, at: here)
            })
    }

    // MARK: Swift

    @Test("negotiation knows the word, what activates it and what its bits need")
    func negotiates() throws {
        let both: Negotiation = try Self.negotiation([(Self.first, .preferred), (Self.last, .required)])
        let chosen: NegotiatedControls = try both.negotiate(on: Self.processor(.max))
        #expect(chosen[.quaternary] == 0x8000_0000_0000_0001)
        #expect(chosen.isSet(controls.primary.activateTertiaryControls.declaration.id))
        #expect(throws: NegotiationRefusal.dependency(Self.last, needs: Self.first, toBe: true)) {
            try both.negotiate(on: Self.processor(1 << 63))
        }
        let refusal = try #require(throws: NegotiationRefusal.self) { try both.negotiate(on: Self.processor(1)) }
        #expect(
            refusal.words(in: Self.architecture)
                == "quaternary processor-based control 63 \"Last novelty\" is required and "
                + "IA32_VMX_PROCBASED_CTLS4 (0x494) = 0x1 does not allow it")
    }

    @Test("export, explain and reference have the word and the fields")
    func isReported() throws {
        let model: ResolvedModel = Verifier(architecture: Self.architecture).lower([])
        let control = try #require(ModelExport(of: model).controls.first { $0.symbol == "QUATERNARY_EXEC_LAST" })
        #expect(control.word == "quaternary" && control.capabilityMSR == "IA32_VMX_PROCBASED_CTLS4")
        let field = try #require(ModelExport(of: model).fields.first { $0.symbol == "GUEST_NOVELTY_WIDTH" })
        #expect(field.label == "vmcs.quaternary.noveltyWidth")

        let explain = Explain(architecture: Self.architecture)
        let questions: [(String, String)] = [
            ("quaternary=0x1", "Quaternary Processor-Based VM-Execution Controls"),
            ("quaternary.63", "QUATERNARY_EXEC_LAST, control quaternary.63: Last novelty"),
            ("GUEST_NOVELTY_WIDTH", "GUEST_NOVELTY_WIDTH, field 0x68c8: Guest width of the novelty"),
        ]
        for (question, title) in questions { #expect(try explain.answer(question).map(\.title) == [title]) }

        let document = ReferenceDocument(architecture: Self.architecture) { _ in
            SpecNotes(comment: nil, section: nil)
        }
        let pages: [String: String] = Dictionary(uniqueKeysWithValues: document.files.map { ($0.path, $0.text) })
        let page = try #require(pages.first { $0.key.hasSuffix("/controls-quaternary.md") })
        #expect(page.value.contains("Last novelty") && page.value.contains("IA32_VMX_PROCBASED_CTLS4"))
        let fields = try #require(pages.first { $0.key.hasSuffix("/guest-state-fields.md") })
        #expect(fields.value.contains("GUEST_NOVELTY_WIDTH"))
    }

    @Test("the structure grows at its end, and what stands behind it in the vcpu moves")
    func layout() {
        let layout = ControlLayout(Self.architecture.controlWords)
        #expect(layout[.quaternary] == ControlLayout.Member(word: .quaternary, offset: 40, size: 8))
        // Nobody else moves.
        #expect(Array(layout.members.dropLast()) == ControlLayout(controlWords.all).members)
        let vcpu = VCPULayout(Self.architecture)
        #expect(vcpu.generated.map(\.offset) == [0xf0, 0x100, 0x140] as [Int])
    }

    @Test("the ABI has a code for it, and the old codes")
    func hasACode() {
        let now: [ABIEnumeration.Case] = Codes.controlWord.cases
        let then: [ABIEnumeration.Case] = Codes.controlWordCodes(of: Self.architecture.controlWords).cases
        #expect(Array(then.dropLast()) == now)
        #expect(then.last?.symbol == "QUATERNARY" && then.last?.value == 7)
        #expect(then.last?.summary == "quaternary processor-based VM-execution controls")
        let numbers: [String] = now.map { "\($0.symbol) \($0.value)" }
        #expect(
            numbers == [
                "PIN 0", "PRIMARY 1", "SECONDARY 2", "TERTIARY 3", "EXIT 4", "SECONDARY_EXIT 5", "ENTRY 6",
            ])
    }

    // MARK: C

    /// The module's own files, with what is generated for the new architecture: they compile without a warning, and
    /// they negotiate as Swift does.
    @Test("the module's C knows it without a change")
    func compiles() throws {
        let workshop = try Workshop()
        let files: [OutputFile] =
            ControlWordFile(architecture: Self.architecture).files + ControlFiles(architecture: Self.architecture).files
            + MSRFiles(architecture: Self.architecture).files + FieldFiles(architecture: Self.architecture).files
        for file: OutputFile in files { try workshop.write(file.text, to: file.path) }
        let main: String = try workshop.write(Self.program, to: "main.c")
        let sources: [String] = [
            "kmod/negotiate.c", "kmod/capabilities.c", "kmod/refusal.c", "Tests/Host/support/kernel.c",
        ]
        let program: String = try workshop.program(
            [main, workshop.path("arch/controls.c")] + sources.map { Package.root.appendingPathComponent($0).path },
            options: [
                "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fno-strict-aliasing", "-DHV_HOST_TEST",
                "-I" + workshop.path(""), "-I" + Package.root.appendingPathComponent("kmod").path,
                "-I" + Package.root.appendingPathComponent("Tests/Host/include").path,
            ])
        #expect(
            try run(program, []) == """
                CPU 3: quaternary processor-based control 63 "Last novelty" is required and \
                IA32_VMX_PROCBASED_CTLS4 (0x494) = 0x1 does not allow it
                8000000000000001 20000

                """)
    }

    /// Asks for both controls on a processor that has the first alone, and on one that has both.
    private static let program: String = """
        #include <stdio.h>
        #include "negotiate.h"
        #include "arch/controls.h"
        #include "arch/vmcs_fields.h"

        static const struct hv_control_request requests[] = {
        \t{ .word = HV_WORD_QUATERNARY, .bit = HV_QUATERNARY_EXEC_FIRST_BIT, .level = HV_CONTROL_PREFERRED },
        \t{ .word = HV_WORD_QUATERNARY, .bit = HV_QUATERNARY_EXEC_LAST_BIT, .level = HV_CONTROL_REQUIRED },
        };
        static_assert(HV_GUEST_NOVELTY_WIDTH == 0x68c8);

        static void no_cpuid(void *context, u32 leaf, u32 subleaf, u32 registers[4])
        {
        \t(void)context; (void)leaf; (void)subleaf;
        \tregisters[0] = registers[1] = registers[2] = registers[3] = 0;
        }

        int main(void)
        {
        \tconst struct hv_profile profile = { .controls = requests, .nr_controls = 2 };
        \tstruct hv_capabilities capabilities = { .present = ~0u };
        \tstruct hvcore_refusal refusal;
        \tstruct hv_controls controls;
        \tu32 i;

        \tfor (i = 0; i < HV_NR_CONTROL_WORDS; i++)
        \t\tcapabilities.values[hv_control_words[i].capability_msr - HV_CAPABILITY_FIRST] = ~0ull << 32;
        \tcapabilities.values[0x494 - HV_CAPABILITY_FIRST] = 1;
        \tif (!hv_negotiate(&profile, &capabilities, no_cpuid, NULL, 3, &controls, &refusal))
        \t\treturn 1;
        \tputs(refusal.text);
        \tcapabilities.values[0x494 - HV_CAPABILITY_FIRST] = ~0ull;
        \tif (hv_negotiate(&profile, &capabilities, no_cpuid, NULL, 3, &controls, &refusal))
        \t\treturn 2;
        \tprintf("%llx %x\\n", (unsigned long long)controls.quaternary, controls.primary & (1u << 17));
        \treturn 0;
        }
        """
}
