// SPDX-License-Identifier: GPL-2.0-only

/// One for each code that a diagnostic can have; a test finds a code that is missing.
public let ruleExamples: [RuleExample] = RuleExample.all

extension RuleExample {
    static let all: [RuleExample] = [
        hv001, hv002, hv003, hv004, hv005, hv006, hv007, hv008, hv009, hv010, hv011, hv012, hv013, hv014, hv015,
        hv016, hv017, hv018, hv019, hv020, hv021, hv022, hv023, hv024, hv025, hv026, hv027, hv030, hv040, hv041, hv042, hv043,
        hv044, hv045, hv046, hv401, hv402, hv403, hv404, hv405, hv406, hv407, hv408, hv409, hv410,
    ]
}
