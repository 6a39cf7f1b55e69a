// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for Task Switches".
public struct TaskSwitchQualification: BitLayout {
    public static let name: String = "Exit Qualification for Task Switches"
    public static let symbol: String = "QUAL_TASK_SWITCH"
    public let selector: BitField<UInt16> = BitField("Selector of the TSS of the incoming task", 15, 0)
    /// One of ``TaskSwitchSource``.
    public let source: BitField<UInt8> = BitField("Source of task switch initiation", 31, 30)
    public init() {}
}

/// Sources of ``TaskSwitchQualification``.
public enum TaskSwitchSource {
    public static let call: UInt8 = 0
    public static let iret: UInt8 = 1
    public static let jmp: UInt8 = 2
    public static let taskGate: UInt8 = 3
}
