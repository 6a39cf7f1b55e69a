// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import VMXModel

extension ArchitectureDescription {
    /// The database with more rows.
    func adding(fields more: [VMCSField] = [], controls others: [ControlBit] = []) -> ArchitectureDescription {
        ArchitectureDescription(
            fields: fields + more.map { NamedField(label: "vmcs.more", field: $0) }, controlWords: controlWords,
            controls: controls + others, capabilityMSRs: capabilityMSRs, exitReasons: exitReasons, msrs: msrs,
            instructionErrors: instructionErrors, words: words, records: records, dispositions: dispositions)
    }
}

/// A row of the database.
func fieldRow(
    _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String, width: FieldWidth = .natural,
    fileID: StaticString = #fileID, line: UInt = #line
) -> VMCSField {
    VMCSField(
        name: name, symbol: symbol, width: width, group: group, index: index, existsWhen: .always, linux: .none,
        location: SourceLocation(fileID, line))
}

/// A row of the database.
func controlRow(
    _ id: ControlID, _ name: String, fileID: StaticString = #fileID, line: UInt = #line
) -> ControlBit {
    ControlBit(
        id: id, name: name, symbol: "MORE", requires: [], linux: .none, location: SourceLocation(fileID, line))
}
