// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

/// Every field of the VMCS, by its part: `vmcs.guest.rip`, `vmcs.exit.qualification`.
///
/// SDM volume 3, appendix "Field Encoding in VMCS". "Exists only on processors that
/// support the 1-setting of …" of its footnotes is `existsWhen`.
public let vmcs: VMCSFields = VMCSFields()

public struct VMCSFields: Sendable {
    public let control: ControlFields = ControlFields()
    /// Read-only data fields: what a VM exit says of itself.
    public let exit: ExitFields = ExitFields()
    public let guest: GuestFields = GuestFields()
    public let host: HostFields = HostFields()

    /// Every field with the Swift name it is declared under, in the order of the encodings.
    public var all: [ArchitectureDescription.NamedField] {
        let found: [Leaf<any FieldDeclaration>] = leaves(of: self, root: "vmcs")
        return found.map { ArchitectureDescription.NamedField(label: $0.label, field: $0.value.declaration) }
            .sorted { $0.field.encoding < $1.field.encoding }
    }
}

/// A ``Field`` of any width.
protocol FieldDeclaration {
    var declaration: VMCSField { get }
}

extension Field: FieldDeclaration {}
