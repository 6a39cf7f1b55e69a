// SPDX-License-Identifier: GPL-2.0-only

/// A number that a VMX instruction leaves in the VM-instruction error field.
///
/// SDM volume 3, "VM Instruction Error Numbers".
public struct InstructionError: Hashable, Sendable {
    public let number: UInt32
    /// The SDM's description.
    public let text: String
    /// Linux's enumerator where it has one, else a name in its manner.
    public let symbol: String
    public let linux: LinuxName
    public let location: SourceLocation

    public init(
        _ number: UInt32, _ text: String, _ symbol: String, linux: LinuxName = .all,
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.number = number
        self.text = text
        self.symbol = symbol
        self.linux = linux
        self.location = SourceLocation(fileID, line)
    }

    public static func == (left: InstructionError, right: InstructionError) -> Bool { left.number == right.number }
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
