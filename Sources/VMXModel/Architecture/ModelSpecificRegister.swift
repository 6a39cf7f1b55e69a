// SPDX-License-Identifier: GPL-2.0-only

/// A model-specific register that a hypervisor's policy can name.
public struct ModelSpecificRegister: Hashable, Sendable {
    /// The SDM's name, for example `IA32_FEATURE_CONTROL`.
    public let name: String
    public let address: UInt32
    /// The VMCS field that holds the guest's value, when the guest's value is not in the register itself.
    public let guestField: VMCSField?
    /// The VM-entry control that makes entry load the field; nil when every entry does.
    /// With the control 0 the guest's value is in the register itself.
    public let loadedBy: ControlID?
    public let location: SourceLocation

    public init(
        _ name: String, _ address: UInt32, guestField: VMCSField? = nil, loadedBy: ControlID? = nil,
        fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.name = name
        self.address = address
        self.guestField = guestField
        self.loadedBy = loadedBy
        self.location = SourceLocation(fileID, line)
    }
}
