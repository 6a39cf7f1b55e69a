// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Profiles, and how they are started and stopped.
enum LifeCycle {
    static let profileInfo = ABIStructure(
        "profile_info", "one of the module's profiles",
        discussion: "To list them, count the index up from 0 until the call fails with ENOENT.",
        members: [
            .size(),
            .flags(),
            ABIMember("index", .u32, .input, "which profile"),
            ABIMember("mode", .code(Codes.mode), .output, "who its guest is"),
            ABIMember("name", .text(Constants.nameLength), .output, "what it is started by"),
            ABIMember("summary", .text(Constants.textLength), .output, "what it does, in one line"),
        ])

    static let start = ABIStructure(
        "start", "start a profile on every CPU",
        members: [
            .size(),
            .flags(),
            ABIMember("name", .text(Constants.nameLength), .input, "the profile; bytes after the NUL are zero"),
            ABIMember(
                "refusal", .structure(Refusal.refusal), .output,
                "why not, written also when the call fails; all zero when there was no refusal"),
        ])

    static let stop = ABIStructure(
        "stop", "stop the profile on every CPU",
        members: [.size(), .flags()])

    static let status = ABIStructure(
        "status", "what the module is doing",
        members: [
            .size(),
            .flags(),
            ABIMember("state", .code(Codes.state), .output, "stopped, started or failed"),
            ABIMember("mode", .code(Codes.mode), .output, "of the profile that is started"),
            ABIMember("cpus", .u32, .output, "CPUs that are under the hypervisor now"),
            ABIMember("stop_cpu", .u32, .output, "the CPU of the last fatal or stop report"),
            ABIMember("stop_exit_reason", .u32, .output, "its basic exit reason"),
            .padding(.u32),
            ABIMember("events_lost", .u64, .output, "records that found their ring full, since the start"),
            ABIMember("name", .text(Constants.nameLength), .output, "the profile; empty when stopped"),
            ABIMember("stop_text", .text(Constants.textLength), .output, "the report; empty when there is none"),
        ])
}
