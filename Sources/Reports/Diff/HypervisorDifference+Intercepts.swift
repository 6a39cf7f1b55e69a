// SPDX-License-Identifier: GPL-2.0-only

// Intercepts beside those that are controls: bits of control registers, exceptions, MSRs. I/O bitmaps are a control
// and fields of the set-up.
extension HypervisorDifference {
    var intercepts: [Change] {
        let bits = Matching(old.ownedBits, new.ownedBits)
        let vectors = Matching(old.exceptionIntercepts ?? [], new.exceptionIntercepts ?? [])
        func bit(_ name: String) -> String { name.prefix(3).uppercased() + name.dropFirst(3) }
        return bits.lost.map { Change(.lost, bit($0), ["MOV no longer exits when it changes"]) }
            + bits.gained.map { Change(.gained, bit($0), ["MOV exits when it changes"]) }
            + vectors.lost.map { Change(.lost, "exception \($0)", ["vector \($0) reaches the guest directly"]) }
            + vectors.gained.map { Change(.gained, "exception \($0)", ["vector \($0) exits"]) } + msrs
    }

    /// By address and not by rule: rules that are renamed, joined or split intercept what they did.
    private var msrs: [Change] {
        ["read", "write"].flatMap { access in
            let before = AddressSet(old.msrIntercepts, access)
            let after = AddressSet(new.msrIntercepts, access)
            let lost: [Change] = before.subtracting(after).map {
                Change(.lost, "MSR \($0.text), \(access)", ["goes to the processor: \($0.name)"])
            }
            return lost
                + after.subtracting(before).map { Change(.gained, "MSR \($0.text), \(access)", ["exits: \($0.name)"]) }
        }
    }
}

/// The MSRs of which one kind of access exits.
private struct AddressSet {
    struct Run {
        var first: UInt64
        var last: UInt64
        /// Of the rule.
        let name: String

        var text: String { first == last ? hexadecimal(first) : "\(hexadecimal(first))-\(hexadecimal(last))" }
    }

    /// Ascending; none overlaps another.
    private let runs: [Run]

    init(_ intercepts: [Manifest.Intercept], _ access: String) {
        let all: [Run] = intercepts.filter { $0.accesses.contains(access) }.compactMap { intercept in
            guard let first = Self.number(intercept.first), let last = Self.number(intercept.last) else { return nil }
            return Run(first: first, last: last, name: intercept.name)
        }
        var runs: [Run] = []
        for run: Run in all.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
            guard let before = runs.last, run.first <= before.last else {
                runs.append(run)
                continue
            }
            if run.last > before.last { runs.append(Run(first: before.last + 1, last: run.last, name: run.name)) }
        }
        self.runs = runs
    }

    /// What is left of the runs without those of another set.
    func subtracting(_ other: AddressSet) -> [Run] {
        var left: [Run] = []
        var index = 0
        for run: Run in runs {
            while index < other.runs.count && other.runs[index].last < run.first { index += 1 }
            var rest: Run? = run
            var look: Int = index
            while let current = rest, look < other.runs.count, other.runs[look].first <= current.last {
                let hole: Run = other.runs[look]
                if hole.first > current.first {
                    left.append(Run(first: current.first, last: hole.first - 1, name: run.name))
                }
                rest = hole.last < current.last ? Run(first: hole.last + 1, last: current.last, name: run.name) : nil
                look += 1
            }
            if let rest { left.append(rest) }
        }
        return left
    }

    private static func number(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
    }
}
