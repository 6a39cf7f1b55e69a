// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import HandlerDSL
import Hypervisors
import VMXModel

/// The tutorial's hypervisor with a policy for so many runs of MSRs: reads of one, writes of one, all accesses of two,
/// in turn, each with an arm of its own in the handlers.
public struct ManyMSRRules {
    public let count: Int
    /// The MSRs that the policy adds; every address is in one rule.
    public let ranges: [ClosedRange<UInt32>]

    /// Halves of the bitmaps' ranges in which this repository's own policy has nothing.
    private static let free: [ClosedRange<UInt32>] = [0x1000...0x1fff, 0xc000_1000...0xc000_1fff]
    public static let most: Int = 6000

    public init(count: Int) {
        precondition((0...Self.most).contains(count), "the bitmaps have no room for \(count) rules")
        self.count = count
        let room: UInt32 = UInt32(Self.free[0].count)
        var next: UInt32 = 0
        ranges = (0..<count).map { number in
            let length: UInt32 = number % 3 == 2 ? 2 : 1
            // A run of two does not span both halves: the half has room for an even number.
            if next < room, next + length > room { next = room }
            let start: UInt32 = next < room ? Self.free[0].lowerBound + next : Self.free[1].lowerBound + next - room
            next += length
            return start...(start + length - 1)
        }
    }

    private static func accesses(_ number: Int) -> [MSRAccess] { [[.read], [.write], [.read, .write]][number % 3] }

    public var hypervisor: HypervisorDescription {
        let rules: [MSRRule] = ranges.enumerated().map { number, range in
            MSRRule(
                name: "run \(number)", range: range, accesses: Self.accesses(number), location: tutorial.location)
        }
        return tutorial.copy(named: "many_msr_rules", msrRules: rules) { handlers in
            handlers.map { handler in
                switch handler.reason {
                case exits.rdmsr.declaration: handler.after(arms(.read))
                case exits.wrmsr.declaration: handler.after(arms(.write))
                default: handler
                }
            }
        }
    }

    @HandlerBuilder
    private func arms(_ access: MSRAccess) -> [Statement] {
        let intercepted: [(Int, ClosedRange<UInt32>)] = ranges.enumerated().filter {
            Self.accesses($0.offset).contains(access)
        }.map { ($0.offset, $0.element) }
        Switch(guest.ecx) {
            intercepted.map { number, range in
                Case(in: [range]) { access == .read ? Self.read(number) : Self.write(number) }
            }
            Default {}
        }
    }

    /// No two are the same, so that the compiler has to decide between all of them.
    @HandlerBuilder
    private static func read(_ number: Int) -> [Statement] {
        guest.eax <- UInt32(number &* 0x61c8_8647 & 0xffff_ffff)
        guest.edx <- UInt32(number & 7)
        Advance()
    }

    @HandlerBuilder
    private static func write(_ number: Int) -> [Statement] {
        guest.rbx <- guest.rax ^ UInt64(number)
        Advance()
    }
}
