// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Decides what a handler becomes when its author leaves it open.
///
/// A stub, where the way that goes on to the end can stay in one and the whole
/// remains short: stubs share the cache lines behind the entry, and what is long
/// gains little from the few instructions that C costs more.
struct FormChoice {
    let coverage: StubCoverage
    let mode: HypervisorDescription.Mode

    /// A stub carries at most so many steps of the IR, over all of its paths. CPUID has about 30, an RDMSR whose
    /// policy knows every MSR of the VMCS about 100; a step is two to three instructions.
    static let mostSteps: Int = 120

    /// - Parameter body: with dispositions and field reads spelled out.
    func form(of body: [Statement], wanted: Handler.Form?) -> Handler.Form {
        // Linux is the host in guest mode: an exit returns into C.
        if mode == .guest { return .c }
        if let wanted { return wanted }
        let verdict: StubCoverage.Verdict = coverage.verdict(on: body, after: StubCoverage.Progress())
        let isCarried: Bool = verdict.obstacle == nil && !verdict.leaves
        return isCarried && verdict.steps <= Self.mostSteps ? .stub : .c
    }
}
