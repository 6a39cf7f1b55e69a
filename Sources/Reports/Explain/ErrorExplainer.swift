// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// VM-instruction errors: `error 7`.
struct ErrorExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.instructionErrors.map(Self.names))
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        let name: String = query.rest(behind: "vm instruction error", "instruction error", "error") ?? query.name
        let number: UInt64? = try? ExplainQuery.number(name)
        let named: [Int] = table[query, name]
        return architecture.instructionErrors.enumerated().filter { index, error in
            UInt64(error.number) == number || named.contains(index)
        }.map { _, error in
            Explanation(
                "error", "\(error.symbol), VM-instruction error \(error.number): \(error.text)",
                [("Linux", DatabaseText(architecture: architecture).linux(error.linux, error.symbol))])
        }
    }

    var names: [String] { table.names + architecture.instructionErrors.map { "error \($0.number)" } }

    private static func names(_ error: InstructionError) -> [String] {
        [error.symbol, error.text, "VTX_" + error.symbol]
    }
}
