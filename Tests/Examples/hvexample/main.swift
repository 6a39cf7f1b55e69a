// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import HVGenKit
import RuleExamples

/// hvgen over one example of a rule: `RULE_EXAMPLE=HV012-wrong hvexample check --format json`.
enum Example: SpecificationProvider {
    static var specification: Specification {
        let name: String = ProcessInfo.processInfo.environment["RULE_EXAMPLE"] ?? ""
        for example: RuleExample in ruleExamples {
            if name == "\(example.code)-wrong" { return specification(of: example.wrong) }
            if name == "\(example.code)-right" { return specification(of: example.right) }
        }
        FileHandle.standardError.write(Data("hvexample: RULE_EXAMPLE=\(name) names no example\n".utf8))
        exit(64)
    }

    private static func specification(of subject: RuleExample.Subject) -> Specification {
        Specification(
            architecture: subject.architecture, hypervisors: subject.hypervisors, abi: subject.abi,
            sourceFolders: [
                "Architecture": "Spec/Architecture", "HypervisorLibrary": "Spec/Hypervisors/Library",
                "RuleExamples": "Spec/Rules",
            ], hypervisorModule: "RuleExamples")
    }
}

HVGenCommand<Example>.main()
