// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Checks of VM entry by their codes and names: `VE-8082`, `guest.cs.dpl.nonconforming`.
struct EntryCheckExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.entryChecks.map { [$0.code, $0.name] })
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        return table[query.name].map { index in
            EntryCheckExplanation(architecture.entryChecks[index], architecture).explanation
        }
    }

    /// The codes alone: the names are as many again, and none is near a name of something else.
    var names: [String] { architecture.entryChecks.map(\.code) }
}
