// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Structures in memory: `"MSR entry"`.
struct RecordExplainer: Explainer {
    let architecture: ArchitectureDescription

    func explanations(for query: ExplainQuery) throws(ExplainFailure) -> [Explanation] {
        guard query.value == nil else { return [] }
        let name: String = query.rest(behind: "struct", "structure") ?? query.name
        return architecture.records.filter { record in
            names(record).contains { ExplainQuery.normalized($0) == name }
        }.map { record in
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

    var names: [String] { architecture.records.flatMap(names) }

    private func names(_ record: RecordDescription) -> [String] {
        [record.name, record.symbol, "vtx_" + record.symbol]
    }
}
