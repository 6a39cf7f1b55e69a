// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// HV023: the set-up writes the bitmap and the masks that the description declares.
enum SetupAgreement: Rule {
    static let codes: [Diagnostic.Code] = [RuleCatalog.Entry.setupAgreement.code]

    /// A word of the VMCS, and which of its bits are declared where.
    private struct Word {
        let field: VMCSField
        let bits: [(mask: UInt64, location: SourceLocation)]
        let section: String
        /// Whether bits that nobody declares may be set.
        let mayHaveMore: Bool

        var declared: UInt64 { bits.reduce(0) { $0 | $1.mask } }
    }

    static func check(_ context: RuleContext) -> [Diagnostic] {
        let hypervisor: HypervisorDescription = context.hypervisor
        let setup = CodeUnit(.setup(hypervisor.setup, hypervisor.location))
        let end: PathState? = PathWalker { _, _ in }.walk(setup.statements, context.start(of: setup))
        guard let end else { return [] }
        return words(hypervisor).flatMap { compare($0, end, setup) } + shadows(hypervisor, end, setup)
    }

    private static func words(_ hypervisor: HypervisorDescription) -> [Word] {
        func owned(_ register: OwnedControlRegisterBits.Register, _ field: VMCSField) -> Word {
            Word(
                field: field,
                bits: hypervisor.ownedBits.filter { $0.register == register }.map { ($0.mask, $0.location) },
                section: #"SDM volume 3, "Guest/Host Masks and Read Shadows for CR0 and CR4""#,
                mayHaveMore: hypervisor.mode == .guest)
        }
        let exceptions = Word(
            field: Manual.exceptionBitmap,
            bits: hypervisor.interceptedExceptions.map { (1 << UInt64($0.vector & 31), $0.location) },
            section: RuleCatalog.Entry.setupAgreement.section, mayHaveMore: false)
        return [exceptions, owned(.cr0, Manual.cr0GuestHostMask), owned(.cr4, Manual.cr4GuestHostMask)]
    }

    private static func compare(_ word: Word, _ end: PathState, _ setup: CodeUnit) -> [Diagnostic] {
        let write: Statement? = lastWrite(of: word.field, setup)
        guard write != nil || word.declared != 0 else { return [] }
        let value: ValueSet = end.evaluate(.field(word.field))
        let name: String = "\"\(word.field.name)\""
        let written: [Diagnostic.Note] =
            write.map { [Diagnostic.Note("the set-up writes it last here", at: $0.location)] } ?? []
        var found: [Diagnostic] = []
        for (mask, location) in word.bits where mask & ~value.ones != 0 {
            found.append(
                Diagnostic(
                    .setupAgreement, "the set-up does not surely set \(hex(mask & ~value.ones)) in the \(name)",
                    at: location, section: word.section,
                    suggestion: "write \(hex(word.declared)) to it in Setup { … }, behind what else writes it",
                    notes: written))
        }
        let more: UInt64 = value.possibleOnes & ~word.declared
        if let write, more != 0, !word.mayHaveMore {
            found.append(
                Diagnostic(
                    .setupAgreement, "the set-up may set \(hex(more)) in the \(name), which nothing declares",
                    at: write.location, section: word.section, suggestion: "declare the bits, or write 0 for them",
                    notes: word.bits.prefix(1).map { Diagnostic.Note("what is declared is here", at: $0.location) }))
        }
        return found
    }

    private static func shadows(
        _ hypervisor: HypervisorDescription, _ end: PathState, _ setup: CodeUnit
    ) -> [Diagnostic] {
        hypervisor.ownedBits.filter { !$0.showsOwnValue }.compactMap { bits in
            let field: VMCSField = bits.register == .cr0 ? Manual.cr0ReadShadow : Manual.cr4ReadShadow
            let shown: UInt64 = end.evaluate(.field(field)).possibleOnes & bits.mask
            guard shown != 0 else { return nil }
            let write: Statement? = lastWrite(of: field, setup)
            return Diagnostic(
                .setupAgreement,
                "\(bits.name) is to be shown as zero, and the set-up does not surely clear \(hex(shown)) in the "
                    + "\"\(field.name)\"",
                at: bits.location, section: #"SDM volume 3, "Guest/Host Masks and Read Shadows for CR0 and CR4""#,
                suggestion: "write the register with & ~\(hex(bits.mask)) to it in Setup { … }",
                notes: write.map { [Diagnostic.Note("the set-up writes it last here", at: $0.location)] } ?? [])
        }
    }

    private static func lastWrite(of field: VMCSField, _ setup: CodeUnit) -> Statement? {
        setup.everyStatement.last { statement in
            if case .writeField(field, _) = statement.kind { true } else { false }
        }
    }
}
