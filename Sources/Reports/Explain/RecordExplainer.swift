// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Structures in memory: `"MSR entry"`.
struct RecordExplainer: Explainer {
    let architecture: ArchitectureDescription
    private let table: NameTable

    init(architecture: ArchitectureDescription) {
        self.architecture = architecture
        table = NameTable(architecture.records.map(Self.names))
    }

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        let name: String = query.rest(behind: "struct", "structure") ?? query.name
        return table[query, name].map { architecture.records[$0] }.map { record in
            Explanation(
                "structure", record.name,
                [("size", "\(record.size) bytes"), ("alignment", "\(record.alignment)")]
                    + record.members.map { member -> (String, String?) in
                        let last: Int = member.offset + member.size - 1
                        return (
                            member.size == 1 ? "byte \(member.offset)" : "bytes \(member.offset) to \(last)",
                            member.name + (member.layout.map { ", as \($0.name)" } ?? "")
                        )
                    })
        }
    }

    var names: [String] { table.names }

    private static func names(_ record: RecordDescription) -> [String] {
        [record.name, record.symbol, "vtx_" + record.symbol]
    }
}
