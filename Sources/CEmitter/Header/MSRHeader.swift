// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/msrs.h`: addresses of MSRs, and what a processor reports in those that say what VT-x can do.
struct MSRHeader {
    let architecture: ArchitectureDescription

    var text: String {
        CPrinter.header("msrs", includes: ["types"]) { printer in
            printer.section("Capability MSRs")
            for msr: CapabilityMSR in architecture.capabilityMSRs {
                printer.define("VTX_\(msr.symbol)", CName.hexadecimal(UInt64(msr.address), digits: 3))
            }
            printer.section("Other MSRs")
            for msr: ModelSpecificRegister in architecture.msrs {
                let name: String = "MSR_" + CName.constant(msr.name, most: 80)
                if architecture.capabilityMSRs.contains(where: { $0.symbol == name }) { continue }
                printer.define("VTX_\(name)", CName.hexadecimal(UInt64(msr.address), digits: 3) + "u")
            }
            printer.list(
                "VTX_FOR_EACH_CAPABILITY_MSR", "X(symbol, address, member of struct vtx_capabilities, name)",
                architecture.capabilityMSRs.map {
                    "\($0.symbol), \(CName.hexadecimal(UInt64($0.address), digits: 3)), \(Self.member($0)), "
                        + HeaderName.literal($0.name)
                })
            capabilities(&printer)
        }
    }

    /// The member of `struct vtx_capabilities` that has the value of an MSR.
    static func member(_ msr: CapabilityMSR) -> String { msr.name.lowercased() }

    /// The same for any MSR that a condition names.
    func member(_ address: UInt32) -> String {
        if let msr = architecture.capabilityMSRs.first(where: { $0.address == address }) { return Self.member(msr) }
        guard let msr = architecture.msrs.first(where: { $0.address == address }) else {
            preconditionFailure("the database has no MSR \(CName.hexadecimal(UInt64(address)))")
        }
        return CName.constant(msr.name, most: 80).lowercased()
    }

    static func member(_ feature: CPUIDFeature) -> String { "cpuid_" + feature.name.lowercased() }

    private func capabilities(_ printer: inout CPrinter) {
        printer.lines([
            "",
            "/*",
            " * What a processor reports. An MSR that it does not have is 0 here:",
            " * vtx_has_msr_*() say which it has, from those with lower addresses.",
            " */",
            "struct vtx_capabilities {",
        ])
        for msr: CapabilityMSR in architecture.capabilityMSRs { printer.line("\tvtx_u64 \(Self.member(msr));") }
        for address: UInt32 in otherMSRs { printer.line("\tvtx_u64 \(member(address));") }
        for feature: CPUIDFeature in features {
            printer.line(
                "\t/* CPUID leaf \(CName.hexadecimal(UInt64(feature.leaf))), subleaf \(feature.subleaf): "
                    + "\(feature.register.rawValue.uppercased()) bit \(feature.bit) */")
            printer.line("\tbool \(Self.member(feature));")
        }
        printer.line("};")
    }

    /// What fields, exits and capability MSRs depend on.
    private var conditions: [CapabilityPredicate] {
        architecture.fields.map(\.field.existsWhen) + architecture.exitReasons.map(\.existsWhen)
            + architecture.capabilityMSRs.map(\.existsWhen)
    }

    /// MSRs of other facilities that something depends on, by address.
    private var otherMSRs: [UInt32] {
        let known: Set<UInt32> = Set(architecture.capabilityMSRs.map(\.address))
        return Set(conditions.flatMap(Self.msrs)).subtracting(known).sorted()
    }

    /// The features of CPUID that something depends on, in the order of their leaves.
    private var features: [CPUIDFeature] {
        var found: [CPUIDFeature] = []
        for feature: CPUIDFeature in conditions.flatMap(Self.features) where !found.contains(feature) {
            found.append(feature)
        }
        return found.sorted {
            ($0.leaf, $0.subleaf, $0.register.rawValue, $0.bit) < ($1.leaf, $1.subleaf, $1.register.rawValue, $1.bit)
        }
    }

    private static func features(_ predicate: CapabilityPredicate) -> [CPUIDFeature] {
        switch predicate {
        case .always, .allowed, .msrBit: []
        case .cpuid(let feature): [feature]
        case .any(let all), .all(let all): all.flatMap(features)
        }
    }

    private static func msrs(_ predicate: CapabilityPredicate) -> [UInt32] {
        switch predicate {
        case .always, .allowed, .cpuid: []
        case .msrBit(let address, _): [address]
        case .any(let all), .all(let all): all.flatMap(msrs)
        }
    }
}
