// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Running a vcpu, for tests.
enum GuestRun {
    static let guestRun = ABIStructure(
        "guest_run", "run a vcpu of a guest-mode profile",
        discussion: "The code is copied to guest-physical address 0x1000, and the vcpu starts there.",
        members: [
            .size(),
            .flags(),
            ABIMember("name", .text(Constants.nameLength), .input, "the profile; bytes after the NUL are zero"),
            ABIMember("code", .userPointer(.bytes), .input, "what it runs"),
            ABIMember("code_size", .u32, .input, "bytes of it, 1 to 4096"),
            ABIMember("max_exits", .u32, .input, "when to give up, 1 to 1000000"),
            ABIMember("regs", .array(.u64, 16), .both, "the registers by the processor's numbers; 4 is RSP"),
            ABIMember("rip", .u64, .output, "where it ended"),
            ABIMember("user_reason", .code(Codes.userReason), .output, "why it left for user space"),
            ABIMember("exit_reason", .u32, .output, "basic exit reason of the last VM exit"),
            ABIMember("exits", .u64, .output, "how many VM exits there were"),
        ])
}
