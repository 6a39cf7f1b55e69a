// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

extension Manifest {
    public struct Control: Codable, Hashable, Sendable {
        /// For example `secondary.1`.
        public var control: String
        public var name: String
        /// `required`, `preferred`, or `required where CPUID shows …`.
        public var level: String
    }

    public struct Intercept: Codable, Hashable, Sendable {
        public var name: String
        public var first: String
        public var last: String
        /// `read`, `write`.
        public var accesses: [String]
    }

    /// A field that the set-up of the VMCS writes.
    public struct SetupWrite: Codable, Hashable, Sendable {
        public var field: String
        /// A number, or what it is computed from.
        public var value: String
        /// Nil when it is always written.
        public var when: String?
    }

    public struct State: Codable, Hashable, Sendable {
        public var name: String
        public var scope: String
        public var bits: Int
        public var count: Int
        public var exportedAs: String?
    }

    public struct Call: Codable, Hashable, Sendable {
        public var number: String
        public var name: String
        public var privileged: Bool
    }

    public struct Hypervisor: Codable, Sendable {
        public var name: String
        public var summary: String
        public var mode: String
        public var testOnly: Bool
        public var controls: [Control]
        /// For example `cr4.VMXE`.
        public var ownedBits: [String]
        public var msrIntercepts: [Intercept]
        /// Vectors.
        public var exceptionIntercepts: [Int]?
        public var possibleExits: [String]
        public var handlers: [Handler]
        public var setup: [SetupWrite]
        public var setupFingerprint: String
        public var state: [State]
        public var hypercalls: [Call]
        public var stopReasons: [String]
        /// Whether it starts on the processors that the architecture knows.
        public var processors: [PortabilityVerdict]
    }
}

extension Manifest.Hypervisor {
    init(_ hypervisor: ResolvedHypervisor, in model: ResolvedModel) {
        let description: HypervisorDescription = hypervisor.description
        name = description.name
        summary = description.summary
        mode = description.mode.rawValue
        testOnly = description.isTestOnly
        controls = description.controls.map { request in
            Manifest.Control(
                control: request.control.id.description, name: request.control.name, level: request.level.text)
        }
        ownedBits = description.ownedBits.map { "\($0.register.rawValue).\($0.name)" }
        msrIntercepts = description.msrRules.map { rule in
            Manifest.Intercept(
                name: rule.name, first: hexadecimal(rule.range.lowerBound), last: hexadecimal(rule.range.upperBound),
                accesses: rule.accesses.map(\.rawValue))
        }
        exceptionIntercepts = description.interceptedExceptions.map { Int($0.vector) }.ifAny
        possibleExits = hypervisor.possibleExits.map { "\($0.number) \($0.name)" }
        handlers = ResolvedCost.all(of: hypervisor, in: model).map {
            Manifest.Handler($0, in: hypervisor, routines: model.routines)
        }
        setup = Manifest.SetupWrite.all(in: description.setup)
        setupFingerprint = Fingerprint.text(of: hypervisor.setup)
        state = description.states.map { variable in
            Manifest.State(
                name: variable.name, scope: variable.scope.rawValue, bits: variable.type.bits,
                count: variable.count ?? 1, exportedAs: variable.exportName)
        }
        hypercalls = description.hypercalls.map { call in
            Manifest.Call(number: hexadecimal(call.number), name: call.name, privileged: call.isPrivileged)
        }
        stopReasons = hypervisor.stopReasons.map(\.message)
        let portability = Portability(of: description, model.architecture)
        processors = model.architecture.processors.map(portability.verdict)
    }
}

extension Manifest.SetupWrite {
    /// Every write with the conditions that it stands under, in the order of the text.
    static func all(in setup: [Statement]) -> [Manifest.SetupWrite] {
        var text = CanonicalText()
        var found: [Manifest.SetupWrite] = []
        func visit(_ body: [Statement], under conditions: [String]) {
            for statement: Statement in body {
                switch statement.kind {
                case .writeField(let field, let value):
                    found.append(
                        Manifest.SetupWrite(
                            field: field.symbol, value: text.value(value),
                            when: conditions.isEmpty ? nil : conditions.joined(separator: " & ")))
                case .branch(let condition, let then, let otherwise):
                    let words: String = text.value(condition)
                    visit(then, under: conditions + [words])
                    visit(otherwise, under: conditions + ["!" + words])
                case .select(let subject, let cases, let otherwise):
                    let words: String = text.value(subject)
                    for entry: SwitchCase in cases {
                        let ranges: String = entry.ranges.map(CanonicalText.range).joined(separator: ", ")
                        visit(entry.body, under: conditions + ["\(words) in \(ranges)"])
                    }
                    visit(otherwise, under: conditions + ["\(words) in no case"])
                default: break
                }
            }
        }
        visit(setup, under: [])
        return found
    }
}

extension ControlRequest.Level {
    var text: String {
        switch self {
        case .required: "required"
        case .preferred: "preferred"
        case .whenCPUID(let feature): "required where CPUID shows \(feature.name)"
        }
    }
}
