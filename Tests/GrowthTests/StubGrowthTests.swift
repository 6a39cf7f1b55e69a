// SPDX-License-Identifier: GPL-2.0-only

import CEmitter
import GrowthSpecs
import Testing
import VMXModel
import Verifier

/// Hundreds of exit reasons that VT-x does not have.
@Suite struct StubGrowthTests {
    private func stubs(_ count: Int) throws -> StubProgram {
        let many = ManyHandlers(count: count, as: .stub, rate: 100)
        let model: ResolvedModel = try Verifier(architecture: many.architecture).resolve([many.hypervisor])
        #expect(StubCompiler.diagnostics(for: model).isEmpty)
        return try StubCompiler(model: model, hypervisor: model.hypervisors[0]).compile()
    }

    /// A stub is as short among others as it is alone, but for what comes before it.
    @Test func aStubIsNoLongerForItsNeighbours() throws {
        let alone: StubPath = try #require(try stubs(1).pathLengths.first)
        let among: StubPath = try #require(try stubs(12).pathLengths.first { $0.reason == alone.reason })
        // The register of the exit reason may be another one.
        #expect(among.instructions - among.dispatch <= alone.instructions - alone.dispatch + 2)
        #expect(among.fieldReads == alone.fieldReads && among.fieldWrites == alone.fieldWrites)
    }

    @Test func everyHandlerIsDispatched() throws {
        let many = ManyHandlers(count: 300, as: .c, rate: 1)
        let model: ResolvedModel = try Verifier(architecture: many.architecture).resolve([many.hypervisor])
        #expect(model.hypervisors[0].handlers.count == many.hypervisor.handlers.count)
        let files: [OutputFile] = KernelEmitter(
            model: model, specFolder: "Spec", path: { $0 }
        ).files
        let text: String = try #require(files.first { $0.path == "hypervisors/many_handlers.c" }).text
        for reason: ExitReason in many.reasons {
            let name: String = "many_handlers_\(reason.symbol.dropFirst("EXIT_REASON_".count).lowercased())"
            #expect(text.contains("hv_action_t \(name)(struct hv_vcpu *vcpu)"))
            #expect(text.contains("return \(name)(vcpu);"))
        }
    }
}
