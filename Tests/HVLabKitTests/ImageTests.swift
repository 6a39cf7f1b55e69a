// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import Testing

@testable import HVLabKit

@Suite("Images")
struct ImageTests {
    @Test("an archive has parents first, padding and a trailer")
    func archive() throws {
        var archive = CPIOArchive()
        archive.addFile("/lab/lib/a", Data("xyz".utf8), isExecutable: true)
        archive.addSymbolicLink("lab/b", to: "lib/a")
        let bytes = archive.serialized()
        let text = String(decoding: bytes, as: UTF8.self)
        let order = try ["lab\0", "lab/b\0", "lab/lib\0", "lab/lib/a\0", "TRAILER!!!\0"].map {
            try #require(text.range(of: $0)).lowerBound
        }
        #expect(order == order.sorted())
        #expect(bytes.count % 4 == 0)
        #expect(text.hasPrefix("070701" + "00000001" + "000041ed"))
        #expect(text.contains("000081ed"))
        #expect(text.contains("0000a1ff"))
        #expect(text.contains("lib/a"))
    }

    @Test("modules.dep and module names")
    func modules() {
        let dependencies = ModuleTree.parseDependencies(
            "kernel/kvm/kvm-intel.ko.xz: kernel/kvm/kvm.ko.xz kernel/lib/irqbypass.ko.xz\nkernel/a.ko:\n")
        #expect(
            dependencies == [
                "kernel/kvm/kvm-intel.ko.xz": ["kernel/kvm/kvm.ko.xz", "kernel/lib/irqbypass.ko.xz"],
                "kernel/a.ko": [],
            ])
        #expect(ModuleTree.moduleName("kernel/kvm/kvm-intel.ko.xz") == "kvm_intel")
    }

    @Test("gcc's list of inputs")
    func inputs() {
        #expect(
            GuestProgram.parseInputs("stress.o: /x/stress.c \\\n /x/include/a.h /x/b.h\nmain.o: /x/main.c\n")
                == ["/x/stress.c", "/x/include/a.h", "/x/b.h", "/x/main.c"])
    }

    @Test("processor time of a process with an awkward name")
    func processClock() {
        let text = "77 (a) b (c)) S 1 77 77 0 -1 4194304 1 2 3 4 250 50 0 0 20 0 1 0 5 6 7"
        #expect(ProcessClock.parse(text, ticksPerSecond: 100) == .milliseconds(3000))
        #expect(ProcessClock.parse("77 a", ticksPerSecond: 100) == nil)
    }

    @Test("ldd's lines")
    func libraries() {
        let text = """
            \tlinux-vdso.so.1 (0x00007ffc)
            \tlibkmod.so.2 => /lib/x86_64-linux-gnu/libkmod.so.2 (0x00007f)
            \t/lib64/ld-linux-x86-64.so.2 (0x00007f)
            """
        #expect(
            HostProgram.parseLibraries(text) == ["/lib/x86_64-linux-gnu/libkmod.so.2", "/lib64/ld-linux-x86-64.so.2"])
    }

    @Test("the emulator's list of models")
    func models() throws {
        let text = "0i[ ] LTDL\nSupported CPU models:\n\nbx_generic\ntigerlake\n\n0i[SIM ] quit\n"
        let supported = ProcessorModels.parseSupported(text)
        #expect(supported == ["bx_generic", "tigerlake"])
        let model = try ProcessorModels.find("tigerlake", supported: supported)
        #expect(model.kernelParameters(for: .bookworm, processorCount: 1) == ["noxsave", "clearcpuid=fsrm"])
        #expect(model.kernelParameters(for: .backports, processorCount: 2) == ["noxsave"])
        #expect(model.kernelParameters(for: .backports, processorCount: 1) == ["noxsave", "clearcpuid=ht"])
        #expect(throws: LabError.self) { try ProcessorModels.find("486", supported: supported) }
    }

    @Test("the fast profile turns off what stock keeps; what the scenario adds comes last")
    func commandLines() throws {
        let model = ProcessorModel(name: "x", summary: "", quirks: [])
        let fast = try KernelCommandLine(
            profile: .fast, series: .bookworm, model: model, processorCount: 2, additions: ["loglevel=7"]
        ).text()
        #expect(fast.contains("mitigations=off") && fast.hasSuffix(" loglevel=7"))
        #expect(fast.contains("init_kprobe_trace"))
        let traced = try KernelCommandLine(
            profile: .fast, series: .bookworm, model: model, processorCount: 2, needsTracing: true
        ).text()
        #expect(!traced.contains("init_kprobe_trace"))
        let stock = try KernelCommandLine(profile: .stock, series: .bookworm, model: model, processorCount: 2).text()
        #expect(!stock.contains("mitigations") && !stock.contains("kaslr") && !stock.contains("initcall_blacklist"))
        #expect(throws: LabError.self) {
            try KernelCommandLine(
                profile: .fast, series: .bookworm, model: model, processorCount: 2,
                additions: [String(repeating: "x", count: 2000)]
            ).text()
        }
    }

    @Test("bochsrc names what it was given")
    func bochsrc() {
        var configuration = BochsConfiguration(
            model: "tigerlake", processorCount: 2, memoryMiB: 256, disc: "/x/boot.iso", serialLog: "/x/serial.log",
            log: "/x/bochs.log")
        #expect(configuration.text.contains("cpu: model=tigerlake, count=1:2:1, ips=50000000, reset_on_triple_fault=0"))
        #expect(configuration.text.contains("memory: guest=256, host=256"))
        #expect(configuration.text.contains("error: action=ignore"))
        configuration.reportsErrors = true
        #expect(configuration.text.contains("error: action=report"))
    }
}
