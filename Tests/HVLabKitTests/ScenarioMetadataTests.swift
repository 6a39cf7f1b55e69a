// SPDX-License-Identifier: GPL-2.0-only

import Testing

@testable import HVLabKit

@Suite("Scenario metadata")
struct ScenarioMetadataTests {
    private func parse(_ lines: String...) throws -> ScenarioMetadata {
        try ScenarioMetadata(parsing: lines.joined(separator: "\n"), file: "x.sh")
    }

    private func problem(_ lines: String...) -> String {
        do {
            _ = try ScenarioMetadata(parsing: lines.joined(separator: "\n"), file: "x.sh")
            return "none"
        } catch let error as LabError {
            return error.problem
        } catch {
            return "\(error)"
        }
    }

    @Test("all keys are read")
    func allKeys() throws {
        let metadata = try parse(
            "# SPDX-License-Identifier: GPL-2.0-only",
            "# hvlab: description=Does = this, and that",
            "# hvlab: cpus=4 kernel=6.12 profile=stock timeout=300 memory=1024 model=tigerlake",
            "# hvlab: modules=kvm,kvm-intel programs=a.c,b.c needs=hvcore,hvctl",
            "# hvlab: testmodules=hvconform",
            "# hvlab: expect=panicked tracing=yes bochs-errors=yes",
            "# hvlab: cmdline=a=1 b",
            "# hvlab: cmdline=c",
            "# hvlab: tolerate=WARNING: known",
            "plan 1")
        #expect(metadata.description == "Does = this, and that")
        #expect(metadata.cpus == 4)
        #expect(metadata.kernel == .backports)
        #expect(metadata.profile == .stock)
        #expect(metadata.timeout == 300)
        #expect(metadata.memoryMiB == 1024)
        #expect(metadata.model == "tigerlake")
        #expect(metadata.modules == ["kvm", "kvm-intel"])
        #expect(metadata.programs == ["a.c", "b.c"])
        #expect(metadata.testModules == ["hvconform"])
        #expect(metadata.needs == [.hvcore, .hvctl])
        #expect(metadata.expectation == .panicked)
        #expect(metadata.needsTracing)
        #expect(metadata.logsEmulatorErrors)
        #expect(metadata.commandLine == ["a=1", "b", "c"])
        #expect(metadata.toleratedMessages == ["WARNING: known"])
    }

    @Test("the poison build is a product of its own")
    func poisonBuild() throws {
        #expect(try parse("# hvlab: description=x", "# hvlab: needs=hvcore-poison").needs == [.poisonedHVCore])
        #expect(problem("# hvlab: description=x", "# hvlab: needs=hvcore_poison").contains("hvcore-poison"))
    }

    @Test("what is not said has a default")
    func defaults() throws {
        let metadata = try parse("# hvlab: description=x")
        #expect(metadata.cpus == 2)
        #expect(metadata.kernel == .bookworm)
        #expect(metadata.profile == .fast)
        #expect(metadata.expectation == .passed)
        #expect(metadata.model == ProcessorModels.defaultName)
    }

    @Test("a description is needed")
    func description() {
        #expect(problem("# hvlab: cpus=1") == "x.sh: no description")
    }

    @Test("faults name file and line")
    func faults() {
        #expect(problem("", "# hvlab: cpu=1") == "x.sh:2: unknown key `cpu`")
        #expect(problem("# hvlab: cpus=9") == "x.sh:1: `cpus` is a number from 1 to 8")
        #expect(problem("# hvlab: cpus=two") == "x.sh:1: `cpus` is a number from 1 to 8")
        #expect(problem("# hvlab: cpus") == "x.sh:1: expected key=value after `# hvlab:`")
        #expect(problem("# hvlab: cpus=1 fast") == "x.sh:1: `fast` is not key=value")
        #expect(problem("# hvlab: cpus=1", "# hvlab: cpus=1") == "x.sh:2: the key `cpus` is given twice")
        #expect(
            problem("# hvlab: kernel=5.10") == "x.sh:1: `kernel` cannot be `5.10`; it is one of: 6.1, 6.12")
        #expect(
            problem("# hvlab: cpus=1 description=x")
                == "x.sh:1: `description` takes the rest of its line, so it needs a line of its own")
    }
}
