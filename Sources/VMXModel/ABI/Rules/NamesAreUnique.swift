// SPDX-License-Identifier: GPL-2.0-only

extension ABIRule {
    static let namesAreUnique: ABIRule = ABIRule(
        code: Diagnostic.Code(405),
        title: "Names are unique, and names in C and C++",
        section: "ISO C11, \"Name spaces of identifiers\" and \"Keywords\"; ISO C++17, \"Keywords\"",
        reason: """
            Macros and enumerators share one name space, tags of structures and enumerations another, and \
            each structure has one for its members. The header is also read by C++, so that a member cannot \
            be called `class` or `new`.
            """,
        check: { abi, events in
            var found: [Diagnostic] = []
            found += repeated(in: abi.symbols(events: events))
            found += repeated(in: abi.tags)
            for structure in abi.structures {
                found += repeated(
                    in: structure.members.map { Name(text: $0.name, kind: "member", location: $0.location) })
            }
            return found
        })

    /// A name and what bears it.
    fileprivate struct Name {
        let text: String
        let kind: String
        let location: SourceLocation
    }

    private static func repeated(in names: [Name]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var owners: [String: Name] = [:]
        for name in names {
            if !name.text.isCIdentifier || reserved.contains(name.text) {
                found.append(
                    namesAreUnique.finding(
                        "'\(name.text)', the name of a \(name.kind), is not a name in C and C++",
                        at: name.location, suggestion: "choose letters, digits and underscores, and no keyword"))
            }
            if let owner = owners[name.text] {
                found.append(
                    namesAreUnique.finding(
                        "'\(name.text)' is the name of a \(owner.kind) and of a \(name.kind)",
                        at: name.location, suggestion: "rename one of them",
                        notes: [Diagnostic.Note("the first one is declared here", at: owner.location)]))
            } else {
                owners[name.text] = name
            }
        }
        return found
    }

    /// Keywords of C11 and C++17 in lower case, and names that Linux' own headers define as macros.
    private static let reserved: Set<String> = [
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch",
        "char", "char16_t", "char32_t", "class", "compl", "const", "const_cast", "constexpr", "continue", "decltype",
        "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false",
        "float", "for", "friend", "goto", "if", "inline", "int", "linux", "long", "mutable", "namespace", "new",
        "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public",
        "register", "reinterpret_cast", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert",
        "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
        "typeid", "typename", "typeof", "union", "unix", "unsigned", "using", "virtual", "void", "volatile",
        "wchar_t", "while", "xor", "xor_eq",
    ]
}

extension ABIDescription {
    /// Macros and enumerators, in full.
    fileprivate func symbols(events: [EventKind]) -> [ABIRule.Name] {
        var names: [ABIRule.Name] = constants.map {
            ABIRule.Name(text: symbolPrefix + $0.symbol, kind: "constant", location: $0.location)
        }
        for enumeration in enumerations {
            for entry in enumeration.cases {
                names.append(
                    ABIRule.Name(
                        text: symbolPrefix + enumeration.symbolPrefix + entry.symbol, kind: "enumerator",
                        location: entry.location))
            }
        }
        names += requests.map {
            ABIRule.Name(text: symbolPrefix + "IOC_" + $0.symbol, kind: "ioctl", location: $0.location)
        }
        names += events.map {
            ABIRule.Name(text: symbolPrefix + "EVENT_" + $0.symbol, kind: "event kind", location: record.location)
        }
        return names
    }

    /// Tags of structures and enumerations, in full.
    fileprivate var tags: [ABIRule.Name] {
        structures.map { ABIRule.Name(text: "\(prefix)_\($0.name)", kind: "structure", location: $0.location) }
            + enumerations.map {
                ABIRule.Name(text: "\(prefix)_\($0.name)", kind: "enumeration", location: $0.location)
            }
    }
}

extension String {
    /// Whether C takes this text as a name.
    fileprivate var isCIdentifier: Bool {
        guard let first = utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
