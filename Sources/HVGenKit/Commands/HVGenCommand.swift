// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

/// The hvgen command for a specification: a package with hypervisors of its own
/// makes one with three lines.
///
///     enum Repository: SpecificationProvider { static let specification = … }
///     HVGenCommand<Repository>.main()
public struct HVGenCommand<Provider: SpecificationProvider>: ParsableCommand {
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "hvgen",
            abstract: "Checks the description of hypervisors and generates the C of the kernel module.",
            discussion: """
                Exit codes: 0 done; 1 the description breaks a rule, or `check` found a difference; \
                2 a file could not be read or written; 64 wrong usage.
                """,
            subcommands: [
                GenerateCommand<Provider>.self, CheckCommand<Provider>.self, ListCommand<Provider>.self,
                ExportCommand<Provider>.self, CostCommand<Provider>.self, DiffCommand<Provider>.self,
                PortabilityCommand<Provider>.self, ExplainCommand<Provider>.self, WhyCommand<Provider>.self,
                CheckStubsCommand<Provider>.self, BuildReportCommand<Provider>.self,
            ],
            defaultSubcommand: GenerateCommand<Provider>.self)
    }

    public init() {}
}
