// SPDX-License-Identifier: GPL-2.0-only

import ABI
import Testing
import VMXModel

@Suite("Version 1 of the ABI stays as it is")
struct StabilityTests {
    /// Structures may grow at the end and lists may get longer; nothing here may
    /// change without a new `HVCORE_API_VERSION`.
    static let version1: [String] = """
        refusal.code 0 4|refusal.cpu 4 4|refusal.word 8 4|refusal.bit 12 4|refusal.msr 16 4|refusal.pad 20 4
        refusal.text 24 192
        profile_info.size 0 4|profile_info.flags 4 4|profile_info.index 8 4|profile_info.mode 12 4
        profile_info.name 16 32|profile_info.summary 48 192
        start.size 0 4|start.flags 4 4|start.name 8 32|start.refusal 40 216
        stop.size 0 4|stop.flags 4 4
        status.size 0 4|status.flags 4 4|status.state 8 4|status.mode 12 4|status.cpus 16 4|status.stop_cpu 20 4
        status.stop_exit_reason 24 4|status.pad 28 4|status.events_lost 32 8|status.name 40 32|status.stop_text 72 192
        stat.name 0 32|stat.label 32 32|stat.cpu 64 4|stat.index 68 4|stat.value 72 8
        stats.size 0 4|stats.flags 4 4|stats.cpu 8 4|stats.count 12 4|stats.stats 16 8
        msr.address 0 4|msr.present 4 4|msr.value 8 8
        caps.size 0 4|caps.flags 4 4|caps.cpu 8 4|caps.count 12 4|caps.msrs 16 8
        event.kind 0 2|event.cpu 2 2|event.lost 4 4|event.tsc 8 8|event.words 16 32
        guest_run.size 0 4|guest_run.flags 4 4|guest_run.name 8 32|guest_run.code 40 8|guest_run.code_size 48 4
        guest_run.max_exits 52 4|guest_run.regs 56 128|guest_run.rip 184 8|guest_run.user_reason 192 4
        guest_run.exit_reason 196 4|guest_run.exits 200 8
        HVCORE_STOPPED 0|HVCORE_STARTED 1|HVCORE_FAILED 2|HVCORE_MODE_RUNNING_SYSTEM 0|HVCORE_MODE_GUEST 1
        HVCORE_USER_NONE 0|HVCORE_USER_HALT 1|HVCORE_USER_HYPERCALL 2|HVCORE_USER_ENTRY_FAILED 3
        HVCORE_EXTENSION_EVENTS 1|HVCORE_EXTENSION_GUEST_RUN 2
        HVCORE_REFUSAL_NONE 0|HVCORE_REFUSAL_NO_VTX 1|HVCORE_REFUSAL_LOCKED_OFF 2|HVCORE_REFUSAL_VMX_IN_USE 3
        HVCORE_REFUSAL_MISSING_CONTROL 4|HVCORE_REFUSAL_FORCED_CONTROL 5|HVCORE_REFUSAL_MISSING_CAPABILITY 6
        HVCORE_REFUSAL_CPUS_DIFFER 7|HVCORE_REFUSAL_NO_MEMORY 8|HVCORE_REFUSAL_ENTRY_FAILED 9
        HVCORE_REFUSAL_UNDER_HYPERVISOR_FAULT 10|HVCORE_REFUSAL_INJECTED 11
        HVCORE_API_VERSION 1|HVCORE_NAME_LEN 32|HVCORE_TEXT_LEN 192|HVCORE_ALL_CPUS 4294967295
        HVCORE_IOC_API_VERSION 0|HVCORE_IOC_CHECK_EXTENSION 1|HVCORE_IOC_PROFILE_INFO 2|HVCORE_IOC_START 3
        HVCORE_IOC_STOP 4|HVCORE_IOC_STATUS 5|HVCORE_IOC_STATS 6|HVCORE_IOC_CAPS 7|HVCORE_IOC_GUEST_RUN 8
        """.split { (character: Character) -> Bool in character == "|" || character == "\n" }.map { String($0) }

    @Test("every name of version 1 has its number, its place and its size")
    func unchanged() {
        var now: Set<String> = []
        for structure in hvcoreABI.structures {
            for place in ABILayout(of: structure).places {
                now.insert("\(structure.name).\(place.member.name) \(place.offset) \(place.size)")
            }
        }
        for enumeration in hvcoreABI.enumerations {
            for entry in enumeration.cases {
                now.insert("HVCORE_\(enumeration.symbolPrefix)\(entry.symbol) \(entry.value)")
            }
        }
        for constant in hvcoreABI.constants { now.insert("HVCORE_\(constant.symbol) \(constant.value)") }
        for request in hvcoreABI.requests { now.insert("HVCORE_IOC_\(request.symbol) \(request.number)") }
        let changed = Self.version1.filter { !now.contains($0) }
        #expect(changed == [], "names of version 1 that are gone or changed")
    }
}
