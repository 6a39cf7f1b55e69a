// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// SDM volume 3, table "Exit Qualification for I/O Instructions".
public struct IOInstructionQualification: BitLayout {
    public static let name: String = "Exit Qualification for I/O Instructions"
    public static let symbol: String = "QUAL_IO"
    /// Bytes less one: 0, 1 or 3.
    public let size: BitField<UInt8> = BitField("Size of access", 2, 0)
    /// 1 for IN and INS.
    public let isInput: BitField<Bool> = BitField("Direction of the attempted access", 3)
    public let isString: BitField<Bool> = BitField("String instruction", 4)
    public let isRepeated: BitField<Bool> = BitField("REP prefixed", 5)
    /// 0 when the port is in DX.
    public let portIsImmediate: BitField<Bool> = BitField("Operand encoding", 6)
    public let port: BitField<UInt16> = BitField("Port number", 31, 16)
    public init() {}
}
