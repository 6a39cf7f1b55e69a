// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Testing
import VMXModel

/// A constant of the database with the name that Linux may have for it.
struct NamedConstant {
    let subject: String
    let symbol: String
    let linux: LinuxName
    let value: UInt64

    /// The name that this kernel has for it; nil for none.
    func name(in headers: KernelHeaders) -> String? {
        switch linux {
        case .all: symbol
        case .none: nil
        case .since(let version): headers.isAtLeast(version) ? symbol : nil
        case .renamed(let old, let until): headers.isAtLeast(until) ? symbol : old
        }
    }

    static var all: [NamedConstant] {
        var all: [NamedConstant] = []
        for named in architecture.fields {
            let field: VMCSField = named.field
            let encoding: UInt64 = UInt64(field.encoding)
            all.append(Self(subject: named.label, symbol: field.symbol, linux: field.linux, value: encoding))
            // Linux has one 64-bit field without the name of its high half.
            if let high = field.highEncoding, field.symbol != "SHARED_EPT_POINTER" {
                all.append(
                    Self(subject: named.label, symbol: field.symbol + "_HIGH", linux: field.linux, value: UInt64(high)))
            }
        }
        for control in architecture.controls {
            let subject: String = "\(control.id) \(control.name)"
            all.append(Self(subject: subject, symbol: control.symbol, linux: control.linux, value: control.mask))
        }
        for exit in architecture.exitReasons {
            all.append(Self(subject: exit.name, symbol: exit.symbol, linux: exit.linux, value: UInt64(exit.number)))
        }
        for msr in architecture.capabilityMSRs {
            all.append(Self(subject: msr.name, symbol: msr.symbol, linux: msr.linux, value: UInt64(msr.address)))
        }
        for error in architecture.instructionErrors {
            all.append(
                Self(subject: error.text, symbol: error.symbol, linux: error.linux, value: UInt64(error.number)))
        }
        return all
    }
}

@Suite(
    "The database and Linux agree",
    .enabled(if: !KernelHeaders.installed.isEmpty, "no linux-headers package under /usr/src, nothing to compare with"))
struct LinuxNameTests {
    static let headers: [String] = ["asm/vmx.h", "asm/msr-index.h"]

    @Test("every name that Linux has stands for the same number", arguments: KernelHeaders.installed)
    func numbers(kernel: KernelHeaders) async throws {
        let assertions: [Assertion] = NamedConstant.all.compactMap { constant in
            constant.name(in: kernel).map { Assertion(symbol: $0, value: constant.value, subject: constant.subject) }
        }
        #expect(assertions.count > 350)
        let messages: String = try await kernel.check(Self.headers, assertions)
        #expect(messages == "", "\(kernel): \(messages)")
    }

    @Test("a wrong number is found", arguments: KernelHeaders.installed)
    func wrongNumber(kernel: KernelHeaders) async throws {
        let wrong = [Assertion(symbol: "GUEST_RIP", value: 0x681c, subject: "doctored")]
        let messages: String = try await kernel.check(Self.headers, wrong)
        #expect(messages.contains("doctored: Linux's GUEST_RIP differs"))
        #expect(messages.split(separator: "\n").filter { $0.contains("error:") }.count == 1)
    }

    @Test("a name that the database says Linux lacks is in no header", arguments: KernelHeaders.installed)
    func missingNames(kernel: KernelHeaders) throws {
        let known: Set<Substring> = try Self.words(of: kernel)
        #expect(known.contains("GUEST_RIP"))
        let found: [String] = NamedConstant.all.filter { $0.name(in: kernel) == nil }.map(\.symbol)
            .filter { known.contains(Substring($0)) }
        #expect(found == [], "\(kernel) has them: say since when")
    }

    @Test("the database has every field, exit reason and control of Linux", arguments: KernelHeaders.installed)
    func completeness(kernel: KernelHeaders) throws {
        let ours: Set<String> = Set(NamedConstant.all.compactMap { $0.name(in: kernel) })
        let names: [String] = try Self.declaredNames(of: kernel)
        #expect(names.count > 290)
        #expect(names.filter { !ours.contains($0) } == [], "\(kernel) has more than the database")
    }

    /// Every identifier of the headers.
    static func words(of kernel: KernelHeaders) throws -> Set<Substring> {
        var all: Set<Substring> = []
        for header in ["asm/vmx.h", "uapi/asm/vmx.h", "asm/msr-index.h"] {
            let text: String = try kernel.text(of: header)
            all.formUnion(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map { Substring(String($0)) })
        }
        return all
    }

    /// The enumerators of fields and errors, and the macros of exit reasons and controls.
    static func declaredNames(of kernel: KernelHeaders) throws -> [String] {
        let prefixes: [String] = [
            "EXIT_REASON_", "CPU_BASED_", "SECONDARY_EXEC_", "TERTIARY_EXEC_", "PIN_BASED_", "VM_EXIT_", "VM_ENTRY_",
            "MSR_IA32_VMX_",
        ]
        // Masks of default1 bits and bits within the MSRs are no controls and no MSRs; 0xdead is KVM's own.
        let others: [String] = ["ALWAYSON_WITHOUT_TRUE_MSR", "MSR_IA32_VMX_MISC_", "EXIT_REASON_UNDEFINED"]
        var found: [String] = []
        for header in ["asm/vmx.h", "uapi/asm/vmx.h", "asm/msr-index.h"] {
            var list: Substring?
            for line in try kernel.text(of: header).split(separator: "\n") {
                let words: [Substring] = line.split { $0 == " " || $0 == "\t" }
                guard let first = words.first else { continue }
                if first == "enum", words.count > 2, words[2] == "{" { list = words[1] }
                if first == "};" { list = nil }
                if list == "vmcs_field" || list == "vm_instruction_error_number", words.count > 1, first != "enum" {
                    found.append(String(first.split(separator: "=")[0]))
                }
                if first == "#define", words.count > 2, prefixes.contains(where: words[1].hasPrefix),
                    !others.contains(where: words[1].contains)
                {
                    found.append(String(words[1]))
                }
            }
        }
        return found
    }
}
