// SPDX-License-Identifier: GPL-2.0-only

import Architecture
import GrowthSpecs
import Testing
import VMXModel

@testable import Verifier

/// What thousands of MSR rules rest on: sets of ranges that are searched, not scanned.
@Suite struct VerifierGrowthTests {
    /// Against a set of single numbers, over a domain that is small enough for one.
    @Test func rangeSetsAreSets() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<400 {
            let (left, right): (Set<UInt64>, Set<UInt64>) = (Self.numbers(&random), Self.numbers(&random))
            let (first, second) = (Self.ranges(left), Self.ranges(right))
            #expect(first.union(second) == Self.ranges(left.union(right)))
            #expect(first.intersection(second) == Self.ranges(left.intersection(right)))
            #expect(first.subtracting(second) == Self.ranges(left.subtracting(right)))
            #expect((0...40).allSatisfy { first.contains($0) == left.contains($0) })
        }
    }

    @Test func rangeSetsReachToTheEnds() {
        let all = RangeSet([0...UInt64.max])
        #expect(all.subtracting(all).isEmpty)
        #expect(all.subtracting(RangeSet([0...0])).ranges == [1...UInt64.max])
        #expect(all.subtracting(RangeSet([UInt64.max...UInt64.max])).ranges == [0...(UInt64.max - 1)])
        #expect(RangeSet.empty.subtracting(all).isEmpty && all.intersection(.empty).isEmpty)
    }

    private static func numbers(_ random: inout SystemRandomNumberGenerator) -> Set<UInt64> {
        let sparse: Int = Int.random(in: 2...6, using: &random)
        return Set((0...40).filter { _ in Int.random(in: 0..<sparse, using: &random) == 0 })
    }

    private static func ranges(_ numbers: Set<UInt64>) -> RangeSet { RangeSet(numbers.map { $0...$0 }) }

    @Test(arguments: [1, 100, 2000])
    func aPolicyOfManyRulesIsRight(count: Int) {
        let rules = ManyMSRRules(count: count)
        #expect(rules.ranges.count == count)
        #expect(Verifier(architecture: architecture).check([rules.hypervisor]).isEmpty)
    }

    /// The sweep finds the same pairs of rules that overlap as a look at every pair.
    @Test func overlapsAreFoundInAnyOrder() {
        let base: HypervisorDescription = ManyMSRRules(count: 0).hypervisor
        func rule(_ name: String, _ range: ClosedRange<UInt32>, _ accesses: [MSRAccess]) -> MSRRule {
            MSRRule(name: name, range: range, accesses: accesses, location: base.location)
        }
        let rules: [MSRRule] = [
            rule("d", 0x1400...0x1410, [.read]), rule("a", 0x1000...0x1fff, [.write]),
            rule("b", 0x1010...0x1020, [.read, .write]), rule("c", 0x1020...0x1020, [.read]),
            rule("e", 0x1410...0x1500, [.read, .write]), rule("f", 0x1501...0x1501, [.read]),
        ]
        var expected: Set<String> = []
        for (position, one) in rules.enumerated() {
            for other: MSRRule in rules[..<position]
            where one.range.overlaps(other.range) && !Set(one.accesses).isDisjoint(with: other.accesses) {
                expected.insert("\(other.name) and \(one.name)")
            }
        }
        let found: [Diagnostic] = Verifier(architecture: architecture).check([base.adding(rules)])
        let named: [String] = found.map { (diagnostic: Diagnostic) -> String in
            diagnostic.message.split(separator: ": ").last.map { String($0) } ?? ""
        }
        let pairs: [String] = named.filter { $0.contains(" and ") }
        #expect(expected.count == 4)
        #expect(Set(pairs) == expected && pairs.count == expected.count)
    }
}
