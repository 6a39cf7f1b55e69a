// SPDX-License-Identifier: GPL-2.0-only

/// What several conditions have to know of a machine, found out when it is asked for.
final class Machine {
    let system: any SystemInterface

    init(_ system: any SystemInterface) { self.system = system }

    /// The twelve characters of CPUID leaf 0.
    lazy var vendor: String = {
        let leaf = system.cpuid(leaf: 0, subleaf: 0)
        return Self.characters([leaf.ebx, leaf.edx, leaf.ecx])
    }()

    /// The text of CPUID leaves 0x8000_0002 to 0x8000_0004, without the spaces that pad it; empty when there is none.
    lazy var brand: String = {
        guard system.cpuid(leaf: 0x8000_0000, subleaf: 0).eax >= 0x8000_0004 else { return "" }
        let words: [UInt32] = (0x8000_0002...0x8000_0004).flatMap { (number: UInt32) -> [UInt32] in
            let leaf = system.cpuid(leaf: number, subleaf: 0)
            return [leaf.eax, leaf.ebx, leaf.ecx, leaf.edx]
        }
        return Self.characters(words).split(separator: " ").joined(separator: " ")
    }()

    /// CPUID.1:ECX bit 5. A hypervisor that runs hides it.
    lazy var showsVTx: Bool = features & 1 << 5 != 0

    /// The twelve characters that a hypervisor shows in CPUID leaf 0x4000_0000;
    /// nil when CPUID.1:ECX bit 31 says that there is none.
    lazy var hypervisor: String? = {
        guard features & 1 << 31 != 0 else { return nil }
        let leaf = system.cpuid(leaf: 0x4000_0000, subleaf: 0)
        return Self.characters([leaf.ebx, leaf.ecx, leaf.edx])
    }()

    private lazy var features: UInt32 = system.cpuid(leaf: 1, subleaf: 0).ecx

    /// Numbers of the CPUs that are online; CPU 0 alone when the kernel does not say.
    lazy var onlineCPUs: [UInt32] =
        system.text(of: "/sys/devices/system/cpu/online").flatMap(CPUList.parse) ?? [0]

    /// The profile that holds this machine now; nil when none does, or when it cannot be known.
    lazy var runningProfile: String? = {
        guard case .success(let device) = device, let status = try? device.status(), status.state == .started,
            status.mode == .runningSystem
        else { return nil }
        return status.profile
    }()

    /// The module's device, or why it cannot be used.
    lazy var device: Result<HVCoreDevice, Failure> = Result { () throws(Failure) in
        try HVCoreDevice.open(on: system)
    }

    /// Whether the module is in the kernel.
    lazy var isModuleLoaded: Bool = system.exists("/sys/module/hvcore")

    /// The effective capabilities of this process; nil when the kernel does not say.
    lazy var capabilities: UInt64? = {
        let lines = system.text(of: "/proc/self/status")?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix("CapEff:") }) else { return nil }
        return UInt64(line.dropFirst("CapEff:".count).drop { $0 == "\t" || $0 == " " }, radix: 16)
    }()

    /// An MSR of a CPU, through the msr driver.
    func msr(_ address: UInt32, cpu: UInt32) throws(SystemError) -> UInt64 {
        let bytes = try system.bytes(of: "/dev/cpu/\(cpu)/msr", at: UInt64(address), count: 8)
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Registers as text; what is not printable ASCII as `?`, NULs at the end left out.
    private static func characters(_ registers: [UInt32]) -> String {
        var bytes = registers.flatMap { register in (0..<4).map { UInt8(truncatingIfNeeded: register >> (8 * $0)) } }
        while bytes.last == 0 { bytes.removeLast() }
        return String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
