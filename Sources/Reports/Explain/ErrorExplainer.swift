// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// VM-instruction errors: `error 7`.
struct ErrorExplainer: Explainer {
    let architecture: ArchitectureDescription

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        let name: String = query.rest(behind: "vm instruction error", "instruction error", "error") ?? query.name
        let number: UInt64? = try? ExplainQuery.number(name)
        return architecture.instructionErrors.filter { error in
            UInt64(error.number) == number || names(error).contains { ExplainQuery.normalized($0) == name }
        }.map { error in
            Explanation(
                "error", "\(error.symbol), VM-instruction error \(error.number): \(error.text)",
                [("Linux", DatabaseText(architecture: architecture).linux(error.linux, error.symbol))])
        }
    }

    var names: [String] { architecture.instructionErrors.flatMap { names($0) + ["error \($0.number)"] } }

    private func names(_ error: InstructionError) -> [String] { [error.symbol, error.text, "VTX_" + error.symbol] }
}
