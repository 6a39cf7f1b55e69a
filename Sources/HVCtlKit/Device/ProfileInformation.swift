// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// A profile that the module offers.
struct ProfileInformation: Hashable {
    let name: String
    let summary: String
    /// Nil when the module knows a mode that this hvctl does not.
    let mode: HVCoreMode?
}

extension HVCoreDevice {
    /// All profiles, in the module's order.
    func profiles() throws(Failure) -> [ProfileInformation] {
        var profiles: [ProfileInformation] = []
        while true {
            var argument = hvcore_profile_info()
            argument.size = UInt32(MemoryLayout<hvcore_profile_info>.size)
            argument.index = UInt32(profiles.count)
            if let error = exchange(.profileInfo, &argument) {
                if error.number == ErrorNumber.notFound { return profiles }
                throw Self.failure(of: .profileInfo, error)
            }
            profiles.append(
                ProfileInformation(
                    name: cString(&argument.name), summary: cString(&argument.summary),
                    mode: HVCoreMode(rawValue: argument.mode)))
        }
    }
}
