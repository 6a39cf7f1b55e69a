// SPDX-License-Identifier: GPL-2.0-only

import HVCoreABI
import HVCoreInterface

/// A count of the running profile.
struct Statistic: Hashable {
    let name: String
    /// Of the index; may be empty.
    let label: String
    /// Nil for the sum over all CPUs.
    let cpu: UInt32?
    let index: UInt32
    let value: UInt64
}

extension HVCoreDevice {
    /// The statistics of a CPU, or the sums over all.
    func statistics(cpu: UInt32?) throws(Failure) -> [Statistic] {
        let raw = try list(of: hvcore_stat()) { (room, address) throws(Failure) -> UInt32? in
            var argument = hvcore_stats()
            argument.size = UInt32(MemoryLayout<hvcore_stats>.size)
            argument.cpu = cpu ?? HVCORE_ALL_CPUS
            argument.count = room
            argument.stats = address
            guard let error = exchange(.stats, &argument) else { return argument.count }
            switch error.number {
            case ErrorNumber.noRoom: return argument.count
            case ErrorNumber.notFound:
                throw Failure(.refused, "stats: no profile is started", do: "start one with 'hvctl start NAME'")
            case ErrorNumber.noSuchCPU: throw Self.noSuchCPU(cpu)
            default: throw Self.failure(of: .stats, error)
            }
        }
        return raw.map { item in
            var item = item
            return Statistic(
                name: cString(&item.name), label: cString(&item.label),
                cpu: item.cpu == HVCORE_ALL_CPUS ? nil : item.cpu, index: item.index, value: item.value)
        }
    }

    static func noSuchCPU(_ cpu: UInt32?) -> Failure {
        Failure(
            .refused, "CPU \(cpu.map { String($0) } ?? "") is not there or not online",
            do: "choose one of those that /sys/devices/system/cpu/online lists")
    }

    /// Reads a list whose length the module knows: `body` gets the room and the
    /// address, and returns how many there are.
    func list<Element>(
        of empty: Element, _ body: (_ room: UInt32, _ address: UInt64) throws(Failure) -> UInt32?
    ) throws(Failure) -> [Element] {
        var room: UInt32 = 0
        // The list can get longer between two calls, for example by a CPU.
        for _ in 0..<16 {
            var elements: [Element] = Array(repeating: empty, count: Int(room))
            let count = try withAddress(of: &elements) { (address) throws(Failure) in try body(room, address) } ?? 0
            if count <= room { return Array(elements[..<Int(count)]) }
            guard count <= Self.mostElements else {
                throw Failure(.systemError, "the module says that a list has \(count) elements")
            }
            room = count
        }
        throw Failure(.systemError, "the module's list got longer 16 times while it was read")
    }

    /// More elements than this are a fault of the module.
    private static let mostElements: UInt32 = 1 << 20
}

/// Calls `body` with the address of the elements, as the interface wants it.
func withAddress<Element, Result>(
    of elements: inout [Element], _ body: (UInt64) throws(Failure) -> Result
) throws(Failure) -> Result {
    // The standard library's closure forgets the type of what it throws: a Result keeps it.
    try elements.withUnsafeMutableBytes { bytes -> Swift.Result<Result, Failure> in
        let address = bytes.baseAddress.map { UInt64(UInt(bitPattern: $0)) } ?? 0
        return Swift.Result { () throws(Failure) in try body(address) }
    }.get()
}
