// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import Reports
import Testing
import VMXModel

@Suite("Declarations of checks of VM entry")
struct DeclarationTests {
    private let checks: [EntryCheck] = entryChecks.all

    @Test("Codes and names are unique, and well-formed")
    func unique() {
        #expect(Set(checks.map(\.number)).count == checks.count)
        #expect(Set(checks.map(\.name)).count == checks.count)
        for check: EntryCheck in checks {
            #expect((1000...9999).contains(check.number), "\(check.code)")
            #expect(check.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "-.".contains($0)) })
            #expect(check.name.contains("."), "\(check.name)")
        }
    }

    @Test("Every code that was ever given still has its name, and none is missing in the list")
    func stable() {
        let listed: [String] = KnownNames.text.split(separator: "\n").map(String.init)
        let declared: Set<String> = Set(checks.map { "\($0.code) \($0.name)" })
        for line: String in listed { #expect(declared.contains(line), "\(line) is no more: names and codes stay") }
        for line: String in declared.subtracting(listed).sorted() {
            Issue.record("\(line) is new: add the line to KnownNames.swift")
        }
    }

    /// The titles of the sections of SDM volume 3, chapter "VM Entries", that have checks.
    private static let titles: [String] = [
        "Basic VM-Entry Checks", "VM-Execution Control Fields", "VM-Exit Control Fields", "VM-Entry Control Fields",
        "Checks on Host Control Registers, MSRs, and SSP", "Checks on Host Segment and Descriptor-Table Registers",
        "Checks Related to Address-Space Size", "Checks on Guest Control Registers, Debug Registers, and MSRs",
        "Checks on Guest Segment Registers", "Checks on Guest Descriptor-Table Registers",
        "Checks on Guest RIP, RFLAGS, and SSP", "Checks on Guest Non-Register State",
        "Checks on Guest Page-Directory-Pointer-Table Entries", "Loading MSRs", "Machine-Check Events During VM Entry",
    ]

    @Test("Every check cites a section of the chapter, and every section has checks")
    func sections() {
        #expect(EntryCheckSection.allCases.map(\.title) == Self.titles)
        var text: [String] = []
        for section: EntryCheckSection in EntryCheckSection.allCases {
            let count: Int = checks.filter { $0.section == section }.count
            #expect(count > 0, "\(section.title)")
            text.append("\(count) \(section.title)")
        }
        print("checks of VM entry by section: " + text.joined(separator: "; "))
        let single: Int = checks.filter { !$0.isConfirmed }.count
        print("checks that only one source has: \(single)")
    }

    @Test("Checks stand in the order of the stages that VM entry has")
    func stages() {
        let stages: [Int] = checks.map(\.section.stage)
        #expect(stages == stages.sorted())
    }

    @Test("Sentences are sentences, and outcomes fit the stage")
    func sentencesAndOutcomes() {
        for check: EntryCheck in checks {
            #expect(check.sentence.hasSuffix("."), "\(check.code)")
            #expect(!check.sentence.contains("  "), "\(check.code)")
            #expect(!check.outcomes.isEmpty, "\(check.code)")
            #expect(Set(check.outcomes).count == check.outcomes.count, "\(check.code)")
            for outcome: EntryOutcome in check.outcomes {
                switch outcome {
                case .fault, .enters: break
                case .failInvalid: #expect(check.section.stage == 1, "\(check.code)")
                case .failValid(let error):
                    #expect(check.section.stage <= 2, "\(check.code)")
                    #expect(instructionErrors.contains { $0.number == error }, "\(check.code)")
                case .guestStateFailure(let qualification):
                    #expect(check.section.stage == 3 && [0, 2, 3, 4].contains(qualification), "\(check.code)")
                case .msrLoadFailure: #expect(check.section.stage == 4, "\(check.code)")
                case .machineCheckFailure: #expect(check.section.stage == 5, "\(check.code)")
                }
            }
        }
    }

    @Test("What checks look at is in the database, and each looks at something")
    func operands() {
        let fields: Set<VMCSField> = Set(architecture.fields.map(\.field))
        let controls: Set<ControlBit> = Set(architecture.controls)
        let capabilities: Set<CapabilityMSR> = Set(architecture.capabilityMSRs)
        var machine: [String: MachineValue] = [:]
        for check: EntryCheck in checks {
            #expect(!check.operands.isEmpty, "\(check.code)")
            for operand: EntryOperand in check.operands {
                switch operand {
                case .field(let field): #expect(fields.contains(field), "\(check.code) \(field.symbol)")
                case .control(let control): #expect(controls.contains(control), "\(check.code) \(control.name)")
                case .capability(let msr): #expect(capabilities.contains(msr), "\(check.code) \(msr.name)")
                case .machine(let value):
                    let first: MachineValue = machine[value.name, default: value]
                    #expect(first.type == value.type && first.source == value.source, "\(value.name)")
                    machine[value.name] = value
                }
            }
        }
    }

    @Test("Expressions are of one type throughout, and have nothing that only handlers know")
    func expressions() {
        for check: EntryCheck in checks {
            #expect(check.expression.type == .bool, "\(check.code)")
            for part: Expression in check.expression.parts {
                switch part {
                case .constant(let value, let type): #expect(value & ~type.mask == 0, "\(check.code)")
                case .binary(_, let left, let right), .compare(_, let left, let right):
                    #expect(left.type == right.type, "\(check.code)")
                case .shiftLeft(let operand, let amount), .shiftRight(let operand, let amount):
                    #expect(amount >= 0 && amount < operand.type.bits, "\(check.code)")
                case .select(let condition, let then, let otherwise):
                    #expect(condition.type == .bool && then.type == otherwise.type, "\(check.code)")
                case .local, .register, .indexedRegister, .state, .environment: Issue.record("\(check.code)")
                case .field, .enabled, .capability, .machine, .not, .bit, .convert: break
                }
            }
        }
    }

    @Test("A requirement that the database has on a control is a check, too")
    func requirements() {
        for control: ControlBit in architecture.controls {
            for requirement: ControlRequirement in control.requires {
                let other: ControlID =
                    switch requirement {
                    case .set(let id), .clear(let id): id
                    }
                let found: Bool = checks.contains { check in
                    let names: Set<String> = Set(check.operands.map(\.name))
                    return names.isSuperset(of: [control.id.description, other.description])
                }
                #expect(found, "\(control.name) requires \(other), and no check looks at both")
            }
        }
    }
}
