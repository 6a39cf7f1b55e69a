// SPDX-License-Identifier: GPL-2.0-only

import ABI
import Architecture
import HVGenKit
import Hypervisors

enum Repository: SpecificationProvider {
    static let specification: Specification = Specification(
        architecture: architecture, hypervisors: hypervisors, abi: hvcoreABI,
        sourceFolders: [
            "Architecture": "Spec/Architecture", "Hypervisors": "Spec/Hypervisors",
            "HypervisorLibrary": "Spec/Hypervisors/Library", "ABI": "Spec/ABI",
        ],
        ruleFolder: "Spec/Rules")
}

HVGenCommand<Repository>.main()
