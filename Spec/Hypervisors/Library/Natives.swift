// SPDX-License-Identifier: GPL-2.0-only

import HandlerDSL
import VMXModel

// What the language of the handlers cannot say: functions of kmod/runtime.h,
// with everything that they may do.

/// Executes XSETBV in root mode; `faulted` tells whether the processor raised #GP.
public func executeXSETBV(
    index: some Readable<UInt32>, value: some Readable<UInt64>, faulted: Variable<Bool>
) -> Step {
    Call(Natives.xsetbv, [index.expression, value.expression], results: [faulted.local])
}

/// Writes all modified cache lines back and invalidates the caches.
public func writeBackCaches() -> Step { Call(Natives.writeBackCaches) }

/// Forgets the translations of this vcpu's VPID.
public func flushGuestTLB() -> Step { Call(Natives.flushGuestTLB) }

/// Maps a guest-physical address onto itself; `filled` is false above the 4-level limit.
public func fillEPT(_ address: some Readable<UInt64>, filled: Variable<Bool>) -> Step {
    Call(Natives.fillEPT, [address.expression], results: [filled.local])
}

enum Natives {
    static let xsetbv: Native = native(
        "xsetbv", "execute XSETBV in root mode", [Local("index", .u32), Local("value", .u64)],
        [Local("faulted", .bool)])

    static let writeBackCaches: Native = native(
        "writeBackCaches", "write all modified cache lines back", [], [])

    static let flushGuestTLB: Native = native(
        "flushGuestTLB", "invalidate the translations of this VPID", [], [])

    static let fillEPT: Native = native(
        "fillEPT", "map a guest-physical address onto itself", [Local("guestPhysical", .u64)],
        [Local("filled", .bool)], Native.Effects(touchesMemory: true))

    static func native(
        _ name: String, _ summary: String, _ parameters: [Local], _ results: [Local],
        _ effects: Native.Effects = Native.Effects(), fileID: StaticString = #fileID, line: UInt = #line
    ) -> Native {
        Native(
            name: name, summary: summary, parameters: parameters, results: results, effects: effects,
            location: SourceLocation(fileID, line))
    }
}
