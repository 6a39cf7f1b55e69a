// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Where declared state lies: members in the order of their declaration, each at
/// a multiple of its width, as a C compiler lays them out.
struct StateLayout {
    struct Member {
        let variable: StateVariable
        /// From the start of the state of its scope, in bytes.
        let offset: Int
    }

    private let all: [Member]

    init(_ variables: [StateVariable]) {
        var next: [StateVariable.Scope: Int] = [:]
        all = variables.map { variable in
            let width: Int = variable.type.byteCount
            let start: Int = ((next[variable.scope] ?? 0) + width - 1) / width * width
            next[variable.scope] = start + width * (variable.count ?? 1)
            return Member(variable: variable, offset: start)
        }
    }

    func members(of scope: StateVariable.Scope) -> [Member] { all.filter { $0.variable.scope == scope } }

    /// In bytes, without what a compiler adds at the end.
    func size(of scope: StateVariable.Scope) -> Int {
        members(of: scope).last.map { $0.offset + $0.variable.type.byteCount * ($0.variable.count ?? 1) } ?? 0
    }
}

extension ValueType {
    /// As C has it.
    var byteCount: Int { max(1, bits / 8) }
}
