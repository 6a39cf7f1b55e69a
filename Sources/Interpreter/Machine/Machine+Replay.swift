// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Machine {
    /// Sets what a ``StateGenerator`` has made up for another run, after ``reset(seed:)``.
    public func apply(_ choice: StateGenerator.Choice) {
        switch choice.kind {
        case OracleTag.field:
            guard let number = symbols.fields.firstIndex(where: { UInt64($0.encoding) == choice.key }) else { return }
            setField(number, .known(choice.value))
        case StateGenerator.ChoiceKind.register:
            registerBits[Int(choice.key > 4 ? choice.key - 1 : choice.key)] = choice.value
        case StateGenerator.ChoiceKind.state:
            setElement(Int(choice.key), Int(choice.index), .known(choice.value))
        case StateGenerator.ChoiceKind.controls:
            controlWords[Int(choice.key)] = choice.value
        default:
            setAnswer(kind: choice.kind, key: choice.key, index: choice.index, to: choice.value)
        }
    }
}
