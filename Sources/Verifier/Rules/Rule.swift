// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// One thing that must be so. Each rule is one file in `Rules/`.
protocol Rule: Sendable {
    /// Codes of the diagnostics that it makes.
    static var codes: [Diagnostic.Code] { get }
    /// What is wrong with one hypervisor.
    static func check(_ context: RuleContext) -> [Diagnostic]
    /// What is wrong with the architecture database itself.
    static func check(_ architecture: ArchitectureDescription) -> [Diagnostic]
    /// What is wrong between the hypervisors of one module.
    static func check(_ hypervisors: [HypervisorDescription]) -> [Diagnostic]
}

extension Rule {
    static func check(_ architecture: ArchitectureDescription) -> [Diagnostic] { [] }
    static func check(_ hypervisors: [HypervisorDescription]) -> [Diagnostic] { [] }
}

/// The rules, in the order of their codes.
enum Rules {
    static let all: [any Rule.Type] = [
        UnhandledExit.self,
        UnreachableHandler.self,
        OneDispositionPerPath.self,
        AdvanceOnlyBehindInstructions.self,
        ReadOnlyFields.self,
        FieldExistence.self,
        ControlDependencies.self,
        MSRPolicy.self,
        FatalByGuest.self,
        InjectedEvents.self,
        OperandTypes.self,
        DeclaredState.self,
        Variables.self,
        NamesAndNumbers.self,
        OwnedControlRegisters.self,
        ModeDispositions.self,
        PlaceOfStatements.self,
        ExitInformation.self,
        RegisterWidths.self,
        ControlPairs.self,
        HypercallNumbers.self,
        ControlOperands.self,
        SetupAgreement.self,
        FeaturesShown.self,
        DiscardedRegisters.self,
        SwitchedControls.self,
        InitialVMCS.self,
        DatabaseNumbers.self,
        FieldGroups.self,
        TestedControls.self,
        FixedBits.self,
        IgnoredFaults.self,
        OriginalEvents.self,
        EventDelivery.self,
    ]

    /// Everything that is wrong, each thing once, sorted by place.
    ///
    /// - Parameter rules: all of them, but for tests that show what one rule alone finds.
    static func check(
        _ hypervisors: [HypervisorDescription], _ architecture: ArchitectureDescription,
        rules: [any Rule.Type] = Rules.all
    ) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for hypervisor: HypervisorDescription in hypervisors {
            let context = RuleContext(architecture: architecture, hypervisor: hypervisor)
            for rule: any Rule.Type in rules { found += rule.check(context) }
        }
        for rule: any Rule.Type in rules { found += rule.check(architecture) + rule.check(hypervisors) }
        // The architecture's routines are looked at with every hypervisor.
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }.sorted()
    }
}
