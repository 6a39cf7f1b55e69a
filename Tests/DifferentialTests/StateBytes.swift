// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Declared state as bytes: the structures of the scopes one behind the other, each
/// at a multiple of 8, as the driver writes them. Worked out here a second time, not
/// taken from the emitter.
struct StateBytes {
    /// In the order of the profile's table: by scope, then as declared.
    let variables: [StateVariable]
    let offsets: [Int]
    let widths: [Int]
    let wordCount: Int
    /// What every run begins with.
    let initial: [UInt64]

    init(_ states: [StateVariable]) {
        var variables: [StateVariable] = []
        var offsets: [Int] = []
        var widths: [Int] = []
        var end = 0
        for scope: StateVariable.Scope in StateVariable.Scope.allCases {
            end = Self.rounded(end, to: 8)
            var widest = 1
            for variable: StateVariable in states where variable.scope == scope {
                let width: Int = max(1, variable.type.bits / 8)
                widest = max(widest, width)
                end = Self.rounded(end, to: width)
                variables.append(variable)
                offsets.append(end)
                widths.append(width)
                end += width * (variable.count ?? 1)
            }
            end = Self.rounded(end, to: widest)
        }
        self.variables = variables
        self.offsets = offsets
        self.widths = widths
        wordCount = Self.rounded(end, to: 8) / 8
        var initial: [UInt64] = [UInt64](repeating: 0, count: wordCount)
        for (index, variable) in variables.enumerated() where variable.initial != 0 {
            for element: Int in 0..<(variable.count ?? 1) {
                let byte: Int = offsets[index] + element * widths[index]
                initial[byte / 8] |= variable.initial << UInt64(byte % 8 * 8)
            }
        }
        self.initial = initial
    }

    private static func rounded(_ value: Int, to unit: Int) -> Int { (value + unit - 1) / unit * unit }

    /// Which variable and element a byte belongs to, for people.
    func name(ofByte byte: Int) -> String {
        for (index, variable) in variables.enumerated() {
            let element: Int = (byte - offsets[index]) / widths[index]
            if byte >= offsets[index] && element < variable.count ?? 1 {
                return variable.count == nil ? variable.name : "\(variable.name)[\(element)]"
            }
        }
        return "padding at byte \(byte)"
    }
}
