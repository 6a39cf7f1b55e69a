// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

extension EntryAssumption {
    /// One declaration of something that the manual says of every processor.
    ///
    /// - Parameters:
    ///   - name: dotted, unlike any other's.
    ///   - section: volume and title of the section of the SDM.
    ///   - sentence: what is so, for people.
    ///   - given: when it is so; nil for always.
    ///   - holds: what is so then.
    static func fact(
        _ name: String, _ section: String, _ sentence: String, given: Expr<Bool>? = nil, holds: Expr<Bool>,
        fileID: StaticString = #fileID, line: UInt = #line
    ) -> EntryAssumption {
        let always: Expr<Bool> =
            given.map { (condition: Expr<Bool>) -> Expr<Bool> in anyOf(not(condition), holds) } ?? holds
        return EntryAssumption(
            name: name, section: section, sentence: sentence, expression: always.expression,
            location: SourceLocation(fileID, line))
    }
}

/// The assumptions that are stored in a value, alone or in lists, in order.
func assumptions(in whole: Any) -> [EntryAssumption] {
    Mirror(reflecting: whole).children.flatMap { child -> [EntryAssumption] in
        if let one = child.value as? EntryAssumption { return [one] }
        return child.value as? [EntryAssumption] ?? assumptions(in: child.value)
    }
}
