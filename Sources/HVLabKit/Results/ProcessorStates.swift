// SPDX-License-Identifier: GPL-2.0-only

/// Registers of the emulated processors, as the emulator logs them when it ends.
enum ProcessorStates {
    /// CR4.VMXE.
    static let vmxe: UInt64 = 1 << 13

    /// CR4 by processor, from lines such as `…i[CPU1  ] | CR3=0x0a2b8000 CR4=0x001706e0`.
    static func cr4(inEmulatorLog log: String) -> [Int: UInt64] {
        var values: [Int: UInt64] = [:]
        for line in log.split(whereSeparator: \.isNewline) {
            guard let name = line.firstRange(of: "[CPU"), let register = line.firstRange(of: "CR4=0x") else { continue }
            guard let processor = Int(line[name.upperBound...].prefix(while: \.isNumber)),
                let value = UInt64(line[register.upperBound...].prefix(while: \.isHexDigit), radix: 16)
            else { continue }
            values[processor] = value
        }
        return values
    }
}
