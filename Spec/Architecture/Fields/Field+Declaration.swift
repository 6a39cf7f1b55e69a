// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

// One line declares a field: its group and index, the SDM's name, Linux's name,
// what must be so for it to exist, and who else has it. The encoding follows.

extension Field where Value == UInt16 {
    static func bits16(
        _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String,
        existsWhen: CapabilityPredicate = .always, linux: LinuxName = .all, sources: FactSources = .everyone,
        formerly: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Field {
        declare(
            .bits16, group, index, name, symbol, existsWhen, linux, sources, formerly, SourceLocation(fileID, line))
    }
}

extension Field where Value == UInt32 {
    static func bits32(
        _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String,
        existsWhen: CapabilityPredicate = .always, linux: LinuxName = .all, sources: FactSources = .everyone,
        formerly: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Field {
        declare(
            .bits32, group, index, name, symbol, existsWhen, linux, sources, formerly, SourceLocation(fileID, line))
    }
}

extension Field where Value == UInt64 {
    static func bits64(
        _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String,
        existsWhen: CapabilityPredicate = .always, linux: LinuxName = .all, sources: FactSources = .everyone,
        formerly: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Field {
        declare(
            .bits64, group, index, name, symbol, existsWhen, linux, sources, formerly, SourceLocation(fileID, line))
    }

    static func natural(
        _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String,
        existsWhen: CapabilityPredicate = .always, linux: LinuxName = .all, sources: FactSources = .everyone,
        formerly: String? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Field {
        declare(
            .natural, group, index, name, symbol, existsWhen, linux, sources, formerly, SourceLocation(fileID, line))
    }
}

extension Field {
    private static func declare(
        _ width: FieldWidth, _ group: FieldGroup, _ index: UInt32, _ name: String, _ symbol: String,
        _ existsWhen: CapabilityPredicate, _ linux: LinuxName, _ sources: FactSources, _ formerName: String?,
        _ location: SourceLocation
    ) -> Field {
        Field(
            VMCSField(
                name: name, symbol: symbol, width: width, group: group, index: index, existsWhen: existsWhen,
                linux: linux, sources: sources, formerName: formerName, location: location))
    }
}
