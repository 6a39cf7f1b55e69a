// SPDX-License-Identifier: GPL-2.0-only

/// A C statement.
indirect enum CStatement: Equatable {
    /// For example: `regs->rax = eax;`
    case assign(String, CExpression)
    /// For example: `state->exits[10]++;`
    case increment(String)
    /// For example: `state->bytes += 4;`
    case add(String, CExpression)
    /// For example: `hv_advance(vcpu);`
    case expression(CExpression)
    case ifElse(CExpression, [CStatement], [CStatement])
    case switchOn(CExpression, [CCase], [CStatement])
    case returnValue(CExpression)
    case blank
}

/// An arm of a switch: labels such as `0x3a` or `0x480 ... 0x493`.
struct CCase: Equatable {
    let labels: [String]
    let body: [CStatement]
}

/// A function with its kernel-doc.
struct CFunction {
    struct Parameter {
        /// Type and name, for example `struct hv_vcpu *vcpu`.
        let declaration: String
        let name: String
        let summary: String
    }

    /// For example: `static noinstr`.
    let qualifiers: String
    let returnType: String
    let name: String
    let summary: String
    let parameters: [Parameter]
    /// For kernel-doc; nil when the function returns nothing.
    let returns: String?
    /// Declarations at the top, one a line, without the semicolon.
    let declarations: [String]
    let body: [CStatement]
}
