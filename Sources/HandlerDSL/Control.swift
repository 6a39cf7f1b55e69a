// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// A control bit as `Spec/Architecture` declares it.
public struct Control: Sendable {
    public let declaration: ControlBit

    public init(_ declaration: ControlBit) { self.declaration = declaration }
}

/// A VMCS field with the Swift type of its value.
public struct Field<Value: Word>: Sendable {
    public let declaration: VMCSField

    public init(_ declaration: VMCSField) {
        precondition(
            declaration.valueType == Value.type,
            "\(declaration.symbol) is \(declaration.width.name), not a \(Value.self)")
        self.declaration = declaration
    }
}

/// The fields that hold what an exit says of itself; `Spec/Architecture` names them.
public struct ExitInformationSources: Sendable {
    public let qualification: VMCSField
    public let instructionInformation: VMCSField

    public init(qualification: VMCSField, instructionInformation: VMCSField) {
        self.qualification = qualification
        self.instructionInformation = instructionInformation
    }
}

/// An exit reason with the Swift types of its qualification and its instruction information.
public struct Exit<Qualification: BitLayout, Information: BitLayout>: Sendable {
    public let declaration: ExitReason
    let sources: ExitInformationSources

    public init(_ declaration: ExitReason, sources: ExitInformationSources) {
        self.declaration = declaration
        self.sources = sources
    }
}
