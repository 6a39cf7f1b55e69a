// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import GrowthSpecs
import HVGenKit
import Hypervisors
import VMXModel

/// Specs that grow in one respect, and the sizes that are measured.
enum Series: String, CaseIterable {
    /// This repository's hypervisors, so many times.
    case spec
    /// C handlers of one hypervisor.
    case handlers
    /// Stubs of one hypervisor.
    case stubs
    /// `Intercept` rules of one hypervisor, each with an arm in a handler.
    case msrRules = "msr-rules"
    /// VMCS fields that one handler touches.
    case fields

    var sizes: [Int] {
        switch self {
        case .spec: [1, 10, 100]
        case .handlers: [10, 100, 1000, 10000]
        case .stubs: [1, 10, 100]
        case .msrRules: [1, 10, 100, 1000, 5000]
        case .fields: [10, 100, 1000]
        }
    }

    func specification(_ size: Int) -> Specification {
        switch self {
        case .spec:
            Specification(architecture: architecture, hypervisors: manyHypervisors(times: size))
        case .handlers:
            Self.specification(ManyHandlers(count: size, as: .c, rate: 1))
        case .stubs:
            Self.specification(ManyHandlers(count: size, as: .stub, rate: 100))
        case .msrRules:
            Specification(architecture: architecture, hypervisors: [ManyMSRRules(count: size).hypervisor])
        case .fields:
            Self.specification(ManyFields(count: size))
        }
    }

    private static func specification(_ many: ManyHandlers) -> Specification {
        Specification(architecture: many.architecture, hypervisors: [many.hypervisor])
    }

    private static func specification(_ many: ManyFields) -> Specification {
        Specification(architecture: many.architecture, hypervisors: [many.hypervisor])
    }
}
