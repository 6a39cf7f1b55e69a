// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Numbers that stand alone.
enum Constants {
    static let apiVersion = ABIConstant(
        "API_VERSION", 1,
        "what HVCORE_IOC_API_VERSION returns; it changes only when an old program would misbehave")
    static let nameLength = ABIConstant("NAME_LEN", 32, "bytes of a name, its NUL included")
    static let textLength = ABIConstant("TEXT_LEN", 192, "bytes of a text, its NUL included")
    static let longTextLength = ABIConstant("LONG_TEXT_LEN", 512, "bytes of a long text, its NUL included")
    static let ruleNameLength = ABIConstant(
        "RULE_NAME_LEN", 64, "bytes of the name of a rule or value, its NUL included")
    static let allCPUs = ABIConstant(
        "ALL_CPUS", 0xffff_ffff, notation: .hexadecimal, "in place of a CPU: the sum over all CPUs")
}
