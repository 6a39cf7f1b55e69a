// SPDX-License-Identifier: GPL-2.0-only

import Testing

/// What only a machine shows: the test that has one is named here, and is run.
@Suite struct MachineBugs {
    @Test("the EPT identity map ends at 512 GiB")
    func identityMap() throws {
        // Machines of 511, 512 and 1024 GiB, every address of which must be mapped onto itself.
        let text: String = try Repository.text("Tests/Host/test_ept_size.c")
        #expect(text.contains("128, 511, 512, 1024"))
        #expect(text.contains("TAP_TEST(machines_of_all_sizes)"))
        #expect(try Repository.text("Tests/Host/Makefile").contains("$(wildcard test_*.c)"))
        #expect(try Repository.text("Tests/run-all").contains("make -s -C Tests/Host test"))
    }

    @Test("unloading the module crashes")
    func unload() throws {
        #expect(try Repository.labRuns("cycles"))
        #expect(try Repository.text("Tests/Lab/scenarios/cycles.sh").contains("hvctl unload"))
        #expect(try Repository.labRuns("faults"))
    }

    @Test("KVM already owns VMX")
    func kvm() throws {
        #expect(try Repository.labRuns("kvm"))
        #expect(try Repository.text("Tests/Lab/run-all").contains("\t\"kvm-6.12 kvm --kernel 6.12\"\n"))
    }
}
