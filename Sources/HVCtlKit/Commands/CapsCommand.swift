// SPDX-License-Identifier: GPL-2.0-only

import ArgumentParser

struct CapsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "caps", abstract: "Print the VMX capability MSRs of a CPU.",
        discussion: """
            They are read by the module, or by the msr driver when the module is not loaded.

            JSON: cpu, source (module, msr), processor (as it calls itself), msrs: array of address (number), name \
            (null if unknown), value (hexadecimal text; null when the processor does not have the MSR), cpuid: array \
            of leaf and subleaf (numbers), eax, ebx, ecx, edx (hexadecimal text), of the features that hypervisors \
            look at. `hvgen portability --corpus` reads it; under a running hypervisor CPUID is what that shows.
            """)

    @OptionGroup var options: ReadingOptions

    @Option(help: "The CPU.")
    var cpu: UInt32 = 0

    func run(in context: Context) throws(Failure) -> ToolStatus {
        let (source, capabilities) = try read(context)
        let json = JSON.object([
            .init("cpu", .unsigned(UInt64(cpu))), .init("source", .text(source)),
            .init("processor", .text(Machine(context.system).brand)),
            .init(
                "msrs",
                .array(
                    capabilities.map {
                        .object([
                            .init("address", .unsigned(UInt64($0.address))),
                            .init("name", .optional(MSRName.name($0.address))),
                            .init("value", $0.value.map(JSON.hexadecimal) ?? .null),
                        ])
                    })),
            .init("cpuid", .array(CPUIDLeaf.features(on: context.system).map(\.json))),
        ])
        context.show(asJSON: options.json, json) {
            var table = Table(["MSR", "VALUE", "NAME"])
            table.rows = capabilities.map { capability in
                [
                    "0x" + String(capability.address, radix: 16), capability.value.map(Self.digits) ?? "absent",
                    MSRName.name(capability.address) ?? "",
                ]
            }
            return table.lines
        }
        return .success
    }

    private func read(_ context: Context) throws(Failure) -> (source: String, [Capability]) {
        do {
            return ("module", try context.device().capabilities(cpu: cpu))
        } catch {
            guard error.status == .noDevice else { throw error }
            guard let capabilities = fromDriver(context) else { throw error }
            return ("msr", capabilities)
        }
    }

    /// What the msr driver reads; nil when it cannot read the first one, which every processor with VT-x has.
    private func fromDriver(_ context: Context) -> [Capability]? {
        let machine = Machine(context.system)
        let capabilities = CapabilityMSRs.addresses.map { address in
            Capability(address: address, value: try? machine.msr(address, cpu: cpu))
        }
        return capabilities.first?.value == nil ? nil : capabilities
    }

    private static func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 16 - text.count) + text
    }
}
